"""What all parts of a rule share: unknown keys are refused, so that a typing error never
becomes a rule that does less."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from automation.engine.keywords import check_keyword
from automation.engine.patterns import check_pattern
from inbox.variables import check_variables

MOST_WORDS = 1_000
LONGEST_PATTERN = 300

Keyword = Annotated[str, Field(max_length=100), AfterValidator(check_keyword)]
Words = Annotated[list[Keyword], Field(min_length=1, max_length=MOST_WORDS)]
Pattern = Annotated[str, Field(min_length=1, max_length=LONGEST_PATTERN), AfterValidator(check_pattern)]
ReplyText = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(check_variables)]
Variants = Annotated[list[ReplyText], Field(max_length=20)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Email = Annotated[str, Field(min_length=3, max_length=254)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
