"""What must hold before a rule acts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext
from pydantic import AfterValidator, Field, model_validator

from automation.schema.base import Keyword, Name, Pattern, Strict, Words
from automation.schema.signals import CHOICES, FLAGS, NUMBERS, SCORES
from platforms.base import Kind

TextField = Literal["body", "author", "post", "parent"]
Hardening = Annotated[int, Field(ge=1, le=3)]
Languages = list[Annotated[str, Field(pattern="^[a-z]{2}$")]]
Minutes = Annotated[int, Field(ge=1, le=7 * 24 * 60)]


def _known(table: dict[str, object], what: str) -> AfterValidator:
    def check(name: str) -> str:
        if name not in table:
            raise ValueError(f"There is no {what} {name!r}. There are: {', '.join(table)}.")
        return name

    return AfterValidator(check)


class TextCondition(Strict):
    """Words or phrases: whole words; `word*` and `*word*` reach further.

    `op`         any, all or none of the words; or the text equals, starts or ends with one.
    `field`      the text itself, the author's name, the post's text, or the comment answered.
    `hardening`  1 as written but for capitals, 2 accents too, 3 disguised spellings too.
    """

    type: Literal["text"]
    op: Literal["any", "all", "none", "equals", "starts_with", "ends_with"] = "any"
    words: Words
    field: TextField = "body"
    hardening: Hardening = 2


class WordListCondition(Strict):
    """A word of one of the workspace's lists. The list says for each word whether disguises count."""

    type: Literal["word_list"]
    list: Name
    min_severity: Annotated[int, Field(ge=1, le=3)] = 1
    languages: Languages = []
    field: TextField = "body"


class PatternCondition(Strict):
    """Regular expressions of the linear-time kind (RE2), on the text without disguise of case."""

    type: Literal["regex"]
    patterns: Annotated[list[Pattern], Field(min_length=1, max_length=20)]
    field: TextField = "body"


class SimilarCondition(Strict):
    """Words with typing errors: none below 4 letters, one for 4 to 7, two from 8."""

    type: Literal["similar"]
    words: Annotated[list[Keyword], Field(min_length=1, max_length=200)]


class LinkCondition(Strict):
    type: Literal["has_link"]
    value: bool = True


class LinkDomainCondition(Strict):
    """A link to one of these domains (`in`), or to any other domain (`not_in`)."""

    type: Literal["link_domain"]
    op: Literal["in", "not_in"] = "in"
    domains: Annotated[
        list[Annotated[str, Field(min_length=3, max_length=253)]], Field(min_length=1, max_length=500)
    ]


class KindCondition(Strict):
    type: Literal["kind"]
    kinds: Annotated[list[Kind], Field(alias="in", min_length=1)]


class PlatformCondition(Strict):
    type: Literal["platform"]
    platforms: Annotated[list[str], Field(alias="in", min_length=1)]


class OwnCondition(Strict):
    """Whether the channel itself wrote it. Such messages never get to a rule that acts."""

    type: Literal["is_own"]
    value: bool = True


class FlagCondition(Strict):
    """Something that is so or not."""

    type: Literal["flag"]
    of: Annotated[str, _known(FLAGS, "flag")]
    value: bool = True


class NumberCondition(Strict):
    """An amount, compared."""

    type: Literal["number"]
    of: Annotated[str, _known(NUMBERS, "number")]
    op: Literal["<", "<=", "=", ">=", ">"]
    value: Annotated[float, Field(ge=0, le=1e12)]


class ChoiceCondition(Strict):
    """One of some values; for labels and the like, at least one of them."""

    type: Literal["one_of"]
    of: Annotated[str, _known(CHOICES, "choice")]
    op: Literal["in", "not_in"] = "in"
    values: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=255)]],
        Field(alias="in", min_length=1, max_length=100),
    ]

    @model_validator(mode="after")
    def _values_exist(self) -> ChoiceCondition:
        choices = CHOICES[self.of].choices
        if choices and (unknown := [value for value in self.values if value not in choices]):
            raise ValueError(f"There is no {self.of} {', '.join(unknown)}. There are: {', '.join(choices)}.")
        return self


class ScoreCondition(Strict):
    """A judgement of a model with at least this confidence. Without a model it is not met."""

    type: Literal["score"]
    of: Annotated[str, _known(SCORES, "score")]
    label: Annotated[str, Field(max_length=60)] = ""
    at_least: Annotated[float, Field(ge=0, le=1)]


class RepetitionCondition(Strict):
    """The same text again: by at least so many others, or so often by the same author."""

    type: Literal["same_text"]
    by: Literal["others", "author"]
    at_least: Annotated[int, Field(ge=1, le=1000)]
    within_minutes: Minutes
    near: bool = True


class RateCondition(Strict):
    """The author wrote at least so many messages within a time."""

    type: Literal["author_rate"]
    at_least: Annotated[int, Field(ge=2, le=1000)]
    within_minutes: Minutes


class DateCondition(Strict):
    """The message came on a day from one date to another, both included, in the workspace's time."""

    type: Literal["date_range"]
    from_date: Annotated[date | None, Field(alias="from")] = None
    to_date: Annotated[date | None, Field(alias="to")] = None

    @model_validator(mode="after")
    def _in_order(self) -> DateCondition:
        if self.from_date and self.to_date and self.from_date > self.to_date:
            raise ValueError(gettext("The first day is after the last."))
        if not (self.from_date or self.to_date):
            raise ValueError(gettext("Say from which day, or to which."))
        return self


AnyLeaf = (
    TextCondition
    | WordListCondition
    | PatternCondition
    | SimilarCondition
    | LinkCondition
    | LinkDomainCondition
    | KindCondition
    | PlatformCondition
    | OwnCondition
    | FlagCondition
    | NumberCondition
    | ChoiceCondition
    | ScoreCondition
    | RepetitionCondition
    | RateCondition
    | DateCondition
)
Leaf = Annotated[AnyLeaf, Field(discriminator="type")]


class Group(Strict):
    """Every one of `all`, at least one of `any` (when there are any), not one of `none`."""

    type: Literal["group"]
    all: Annotated[list[Leaf], Field(max_length=50)] = []
    any: Annotated[list[Leaf], Field(max_length=50)] = []
    none: Annotated[list[Leaf], Field(max_length=50)] = []


LeafOrGroup = Annotated[AnyLeaf | Group, Field(discriminator="type")]


class Conditions(Strict):
    """The outer group; it may hold groups, which hold conditions."""

    all: Annotated[list[LeafOrGroup], Field(max_length=50)] = []
    any: Annotated[list[LeafOrGroup], Field(max_length=50)] = []
    none: Annotated[list[LeafOrGroup], Field(max_length=50)] = []

    def leaves(self) -> list[AnyLeaf]:
        """Return every condition, with those of groups in their place."""
        found: list[AnyLeaf] = []
        for item in (*self.all, *self.any, *self.none):
            found += [*item.all, *item.any, *item.none] if isinstance(item, Group) else [item]
        return found
