"""The steps from off to live: where a rule stands, and what is missing before it may act by itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from automation.lab.ladder import Reviews, reviews_of
from automation.models import Mode
from automation.screens.editing import Editing

STEPS = (
    (Mode.OFF, gettext_lazy("Off"), gettext_lazy("does nothing")),
    (Mode.SHADOW, gettext_lazy("Shadow"), gettext_lazy("records what it would do")),
    (Mode.SUGGEST, gettext_lazy("Suggest"), gettext_lazy("a person approves each act")),
    (Mode.LIVE, gettext_lazy("Live"), gettext_lazy("acts by itself")),
)


@dataclass(frozen=True, slots=True)
class LadderShown:
    """`missing` says in words what keeps the rule from going live without a reason."""

    reviews: Reviews
    missing: list[str]
    is_live: bool


def ladder_shown(edited: Editing, red: int) -> LadderShown:
    """Return where the rule stands. `red`: how many examples do not come out as wanted now."""
    rule = edited.rule
    reviews = reviews_of([rule])[rule.pk] if rule else Reviews()
    return LadderShown(reviews, missing_of(reviews, red), bool(rule and rule.mode == Mode.LIVE))


def missing_of(reviews: Reviews, red: int) -> list[str]:
    """Say what a rule lacks to go live. `red`: how many of its examples are red."""
    missing = []
    if red:
        missing.append(ngettext("An example is red.", "%(n)d examples are red.", red) % {"n": red})
    if not reviews.count:
        missing.append(
            _("Nobody has looked at what it would have done. Let it run in shadow, or say why not.")
        )
    return missing
