"""What a file of rules can say. It is what a rule can say, with names where the database has ids."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from automation.engine.index import Entries, Entry, Lists
from automation.models import Mode
from automation.schema import Conditions, Examples, Limits, RuleBody, Schedule, Trigger
from automation.schema.actions import Action
from automation.schema.base import Keyword, Name, ReplyText, Strict
from automation.schema.triggers import ReceivedTrigger
from automation.services.lists import MOST_ENTRIES, MOST_EXCEPTIONS, MOST_LISTS
from automation.services.rules import MOST_RULES
from platforms.base import Kind

FILE_VERSION = 1
ExternalName = Annotated[str, Field(min_length=1, max_length=300)]


class FileScope(Strict):
    """Where the rule looks. Channels as “platform:handle”, posts by their id on the platform."""

    channels: Annotated[list[ExternalName], Field(max_length=200)] = []
    platforms: Annotated[list[str], Field(max_length=20)] = []
    kinds: list[Kind] = []
    ads: Literal["any", "only", "never"] = "any"
    posts: Annotated[list[ExternalName], Field(max_length=200)] = []


class FileRule(Strict):
    """One rule. Its place in the file is its place in the order."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    mode: Mode = Mode.SHADOW
    note: Annotated[str, Field(max_length=2000)] = ""
    trigger: Trigger = ReceivedTrigger()
    scope: FileScope = FileScope()
    conditions: Conditions = Conditions()
    actions: Annotated[list[Action], Field(min_length=1, max_length=10)]
    limits: Limits = Limits()
    schedule: Schedule = Schedule()
    examples: Examples = Examples()
    stop_processing: bool = False

    @model_validator(mode="after")
    def _is_a_rule(self) -> FileRule:
        try:
            self.body()
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            raise ValueError(first["msg"].removeprefix("Value error, ")) from None
        return self

    def body(self) -> RuleBody:
        """Return the body as far as no workspace is needed: without its channels and posts."""
        own = self.model_dump(mode="json", by_alias=True, exclude={"name", "mode", "note"})
        own["scope"] |= {"channels": [], "posts": []}
        return RuleBody.model_validate(own)


class FileEntry(Strict):
    """One word of a list; plain text stands for an entry with nothing but its text.

    `skeleton`: disguised spellings count too.
    """

    text: Keyword
    severity: Annotated[int, Field(ge=1, le=3)] = 1
    language: Annotated[str, Field(pattern="^([a-z]{2})?$")] = ""
    skeleton: bool = True


def _spelled_out(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class FileList(Strict):
    """Words for several rules. A hit inside one of `exceptions` is none."""

    name: Name
    note: Annotated[str, Field(max_length=300)] = ""
    entries: Annotated[
        list[Annotated[FileEntry, BeforeValidator(_spelled_out)]], Field(max_length=MOST_ENTRIES)
    ] = []
    exceptions: Annotated[list[Keyword], Field(max_length=MOST_EXCEPTIONS)] = []

    @model_validator(mode="after")
    def _words_differ(self) -> FileList:
        words = Counter((entry.text, entry.language) for entry in self.entries)
        spared = Counter(self.exceptions)
        if repeated := [text for (text, _), count in words.items() if count > 1]:
            raise ValueError(f"Each word stands once in a list; twice: {', '.join(repeated[:5])}.")
        if repeated := [text for text, count in spared.items() if count > 1]:
            raise ValueError(f"Each exception stands once in a list; twice: {', '.join(repeated[:5])}.")
        return self


class FileSavedReply(Strict):
    """A text that rules name and people answer with."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    text: ReplyText
    private_only: bool = False


class RuleFile(Strict):
    """A whole file: the lists and saved replies that its rules name, and the rules in their order."""

    version: Literal[1] = 1
    lists: Annotated[list[FileList], Field(max_length=MOST_LISTS)] = []
    saved_replies: Annotated[list[FileSavedReply], Field(max_length=MOST_RULES)] = []
    rules: Annotated[list[FileRule], Field(max_length=MOST_RULES)] = []

    @model_validator(mode="after")
    def _names_differ(self) -> RuleFile:
        for what, named in (("list", self.lists), ("saved reply", self.saved_replies), ("rule", self.rules)):
            names = [each.name for each in named]
            if repeated := [name for name, count in Counter(names).items() if count > 1]:
                raise ValueError(f"Each {what} needs a name of its own; used twice: {', '.join(repeated)}.")
        return self

    @property
    def words(self) -> Lists:
        """The word lists as the engine takes them."""
        return {
            each.name: Entries(
                tuple(
                    Entry(entry.text, entry.severity, entry.language, entry.skeleton)
                    for entry in each.entries
                ),
                tuple(each.exceptions),
            )
            for each in self.lists
        }
