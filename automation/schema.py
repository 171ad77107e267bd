"""What a rule can say: the one schema of forms, API and stored versions.

The shape is that of docs/rules.md; this is the part of its vocabulary that exists.
Unknown keys are refused, so that a typing error never becomes a rule that does less.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from automation.engine.keywords import check_keyword
from automation.variables import check_variables
from platforms.base import Kind

Keyword = Annotated[str, Field(max_length=100), AfterValidator(check_keyword)]
ReplyText = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(check_variables)]
Variants = Annotated[list[ReplyText], Field(min_length=1, max_length=20)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Scope(Strict):
    """Where the rule looks. Empty lists mean everywhere."""

    channels: list[int] = []
    platforms: list[str] = []
    kinds: list[Kind] = []
    ads: Literal["any", "only", "never"] = "any"


class TextCondition(Strict):
    """Words or phrases in the text: whole words; `word*` and `*word*` reach further."""

    type: Literal["text"]
    op: Literal["any", "all", "none"] = "any"
    words: Annotated[list[Keyword], Field(min_length=1, max_length=1000)]


class KindCondition(Strict):
    type: Literal["kind"]
    kinds: Annotated[list[Kind], Field(alias="in", min_length=1)]


class PlatformCondition(Strict):
    type: Literal["platform"]
    platforms: Annotated[list[str], Field(alias="in", min_length=1)]


class LinkCondition(Strict):
    type: Literal["has_link"]
    value: bool = True


class OwnCondition(Strict):
    """Whether the channel itself wrote it. Such messages never get to a rule that acts."""

    type: Literal["is_own"]
    value: bool = True


AnyLeaf = TextCondition | KindCondition | PlatformCondition | LinkCondition | OwnCondition
Leaf = Annotated[AnyLeaf, Field(discriminator="type")]


class Group(Strict):
    """Every one of `all`, at least one of `any` (when there are any), not one of `none`."""

    type: Literal["group"]
    all: list[Leaf] = []
    any: list[Leaf] = []
    none: list[Leaf] = []


LeafOrGroup = Annotated[AnyLeaf | Group, Field(discriminator="type")]


class Conditions(Strict):
    """The outer group; it may hold groups, which hold conditions."""

    all: list[LeafOrGroup] = []
    any: list[LeafOrGroup] = []
    none: list[LeafOrGroup] = []


class ReplyAction(Strict):
    type: Literal["reply"]
    variants: Variants


class PrivateReplyAction(Strict):
    """A direct message because of a comment; in a direct conversation, the answer there."""

    type: Literal["private_reply"]
    variants: Variants


class HideAction(Strict):
    type: Literal["hide"]


class LabelAction(Strict):
    type: Literal["label"]
    label: Annotated[str, Field(min_length=1, max_length=60)]


class AssignAction(Strict):
    type: Literal["assign"]
    email: Annotated[str, Field(min_length=3, max_length=254)]


class ResolveAction(Strict):
    type: Literal["resolve"]


Action = Annotated[
    ReplyAction | PrivateReplyAction | HideAction | LabelAction | AssignAction | ResolveAction,
    Field(discriminator="type"),
]


class Limits(Strict):
    """Brakes on answers. They do not hold back hiding, labels and the like."""

    once_per_post: bool = True
    per_person_per_day: Annotated[int, Field(ge=1, le=100)] = 3
    quiet_after_person_minutes: Annotated[int, Field(ge=30, le=7 * 24 * 60)] = 720
    delay_min_seconds: Annotated[int, Field(ge=0, le=86_400)] = 45
    delay_max_seconds: Annotated[int, Field(ge=0, le=86_400)] = 180

    @model_validator(mode="after")
    def _delays_in_order(self) -> Limits:
        if self.delay_min_seconds > self.delay_max_seconds:
            raise ValueError("The shortest delay is longer than the longest.")
        return self


class RuleBody(Strict):
    """The whole of what one version says."""

    trigger: Literal["message_received"] = "message_received"
    scope: Scope = Scope()
    conditions: Conditions = Conditions()
    actions: Annotated[list[Action], Field(min_length=1, max_length=10)]
    limits: Limits = Limits()
    stop_processing: bool = False

    @model_validator(mode="after")
    def _acts_agree(self) -> RuleBody:
        types = [action.type for action in self.actions]
        if "hide" in types and "reply" in types:
            raise ValueError(
                "A rule cannot hide a comment and answer it in public. Use a private reply instead."
            )
        if repeated := {name for name in types if name != "label" and types.count(name) > 1}:
            raise ValueError(f"Each action can be used once: {', '.join(sorted(repeated))}.")
        return self

    @property
    def phase(self) -> int:
        """Where in the order of phases it runs: moderate 1, route 2, reply 3."""
        types = {action.type for action in self.actions}
        if "hide" in types:
            return 1
        return 3 if types & {"reply", "private_reply"} else 2
