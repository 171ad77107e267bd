"""A condition's answer, and how answers combine.

An answer is True, False or None. None means that a signal is missing: "not X" of
something unknown is unknown too, and a rule acts only on True.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from automation.engine.keywords import Span

MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, why, and where in the original text it was seen.

    `views` names how disguised the words were: clean, folded or squashed.
    """

    value: bool | None
    reason: str
    spans: tuple[Span, ...] = ()
    views: frozenset[str] = frozenset()


def negated(outcome: Outcome) -> Outcome:
    value = None if outcome.value is None else not outcome.value
    # That an excluded word is not there is nothing to tell.
    return Outcome(value, "" if value else outcome.reason, () if value else outcome.spans)


def all_of(outcomes: Sequence[Outcome]) -> Outcome:
    """False when one is, else unknown when one is, else True."""
    for value in (False, None):
        if stopped := [outcome for outcome in outcomes if outcome.value is value]:
            return Outcome(value, _reasons(stopped))
    return _joined(True, outcomes)


def any_of(outcomes: Sequence[Outcome]) -> Outcome:
    """True when one is, else unknown when one is, else False."""
    if met := [outcome for outcome in outcomes if outcome.value]:
        return _joined(True, met)
    value = None if any(outcome.value is None for outcome in outcomes) else False
    return Outcome(value, _reasons(outcomes))


def _joined(value: bool, outcomes: Sequence[Outcome]) -> Outcome:
    if len(outcomes) == 1 and outcomes[0].reason:
        return outcomes[0]
    spans = sorted({span for outcome in outcomes for span in outcome.spans})
    views = frozenset[str]().union(*(outcome.views for outcome in outcomes))
    return Outcome(value, _reasons(outcomes) or "always", tuple(spans), views)


def _reasons(outcomes: Sequence[Outcome]) -> str:
    reasons = [outcome.reason for outcome in outcomes if outcome.reason]
    return "; ".join(reasons[:MOST_REASONS]) + (" and more" if len(reasons) > MOST_REASONS else "")
