"""The whole of what one version of a rule says."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext
from pydantic import Field, model_validator

from automation.schema.actions import ANSWERS, MODERATES, SEVERAL, Action
from automation.schema.base import Strict
from automation.schema.conditions import Conditions
from automation.schema.limits import Limits, Schedule
from automation.schema.triggers import SILENT, ReceivedTrigger, Trigger
from platforms.base import Kind

Phase = Literal["block", "moderate", "route", "reply", "log"]
PHASES: tuple[Phase, ...] = ("block", "moderate", "route", "reply", "log")
Example = Annotated[str, Field(min_length=1, max_length=500)]
Number = Annotated[int, Field(ge=1)]


class Scope(Strict):
    """Where the rule looks. Empty lists mean everywhere."""

    channels: Annotated[list[Number], Field(max_length=200)] = []
    platforms: Annotated[list[str], Field(max_length=20)] = []
    kinds: list[Kind] = []
    ads: Literal["any", "only", "never"] = "any"
    posts: Annotated[list[Number], Field(max_length=200)] = []


class Examples(Strict):
    """Texts that the conditions on text must match, and must not. A rule with red ones cannot go live."""

    match: Annotated[list[Example], Field(max_length=50)] = []
    no_match: Annotated[list[Example], Field(max_length=50)] = []


class RuleBody(Strict):
    trigger: Trigger = ReceivedTrigger()
    scope: Scope = Scope()
    conditions: Conditions = Conditions()
    actions: Annotated[list[Action], Field(min_length=1, max_length=10)]
    limits: Limits = Limits()
    schedule: Schedule = Schedule()
    examples: Examples = Examples()
    stop_processing: bool = False

    @model_validator(mode="after")
    def _acts_agree(self) -> RuleBody:
        types = [action.type for action in self.actions]
        if "reply" in types and (hiding := MODERATES & set(types)):
            raise ValueError(
                gettext(
                    "A rule cannot %(act)s a comment and answer it in public. Use a private reply instead."
                )
                % {"act": min(hiding)}
            )
        for one, other in (("hide", "unhide"), ("hide", "hold"), ("hide", "delete"), ("hold", "delete")):
            if one in types and other in types:
                raise ValueError(
                    gettext("A rule cannot both %(one)s and %(other)s a message. Choose one.")
                    % {"one": one, "other": other}
                )
        if "approve" in types and MODERATES & set(types):
            raise ValueError(gettext("A rule cannot approve a message and take it away. Choose one."))
        if repeated := {name for name in types if name not in SEVERAL and types.count(name) > 1}:
            raise ValueError(
                gettext("Each action can be used once: %(names)s.") % {"names": ", ".join(sorted(repeated))}
            )
        if self.trigger.type in SILENT and "reply" in types:
            raise ValueError(
                gettext(
                    "A rule about edits, removals, hiding or labels cannot answer in public. "
                    "Use a private reply."
                )
            )
        return self

    @property
    def types(self) -> frozenset[str]:
        """The kinds of act in this rule."""
        return frozenset(action.type for action in self.actions)

    @property
    def phase(self) -> int:
        """Its place in PHASES, by the strongest thing it does."""
        if self.types & {"block_author", "approve"}:
            return 0
        if self.types & (MODERATES | {"unhide"}):
            return 1
        if self.types & (ANSWERS | {"suggest_reply", "like"}):
            return 3
        return 4 if self.types <= {"note", "notify"} else 2
