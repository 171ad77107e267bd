"""Conditions as closures: built once a ruleset, asked once a message.

An answer is True, False or None. None means that a signal is missing: "not X" of
something unknown is unknown too, and a rule acts only on True.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from automation.engine.facts import Facts
from automation.engine.keywords import Span
from automation.schema import (
    AnyLeaf,
    Conditions,
    Group,
    KindCondition,
    LinkCondition,
    OwnCondition,
    PlatformCondition,
    TextCondition,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A condition's answer, why, and where in the original text it was seen."""

    value: bool | None
    reason: str
    spans: tuple[Span, ...] = ()


Condition = Callable[[Facts], Outcome]


def compile_conditions(conditions: Conditions | Group) -> Condition:
    """Return one closure for a group: all of `all`, one of `any`, none of `none`."""
    every = [compile_condition(item) for item in conditions.all]
    some = [compile_condition(item) for item in conditions.any]
    none = [compile_condition(item) for item in conditions.none]

    def ask(facts: Facts) -> Outcome:
        parts = [*_ask(every, facts), *(_negated(outcome) for outcome in _ask(none, facts))]
        if some:
            parts.append(_any(_ask(some, facts)))
        return _all(parts)

    return ask


def compile_condition(condition: AnyLeaf | Group) -> Condition:
    match condition:
        case Group():
            return compile_conditions(condition)
        case TextCondition():
            return _text(condition)
        case KindCondition():
            kinds = frozenset(condition.kinds)
            return lambda facts: Outcome(facts.kind in kinds, f"kind is {facts.kind}")
        case PlatformCondition():
            platforms = frozenset(condition.platforms)
            return lambda facts: Outcome(facts.platform in platforms, f"platform is {facts.platform}")
        case LinkCondition():
            return _link(condition)
        case OwnCondition():
            wanted = condition.value
            return lambda facts: Outcome(
                facts.is_own is wanted, "written by us" if facts.is_own else "written by somebody else"
            )


def _text(condition: TextCondition) -> Condition:
    words = tuple(dict.fromkeys(condition.words))

    def ask(facts: Facts) -> Outcome:
        found = [word for word in words if word in facts.keyword_spans]
        spans = tuple(sorted(span for word in found for span in facts.keyword_spans[word]))
        if condition.op == "none":
            return Outcome(not found, _contains(found), spans)
        is_met = len(found) == len(words) if condition.op == "all" else bool(found)
        return Outcome(is_met, _contains(found), spans)

    return ask


def _contains(words: Sequence[str]) -> str:
    if not words:
        return "has none of the words"
    return "has " + ", ".join(f"“{word}”" for word in words[:5]) + (" and more" if len(words) > 5 else "")


def _link(condition: LinkCondition) -> Condition:
    def ask(facts: Facts) -> Outcome:
        spans = tuple(facts.link_spans)
        return Outcome(bool(spans) is condition.value, "has a link" if spans else "has no link", spans)

    return ask


def _ask(conditions: Iterable[Condition], facts: Facts) -> list[Outcome]:
    return [condition(facts) for condition in conditions]


def _negated(outcome: Outcome) -> Outcome:
    return Outcome(None if outcome.value is None else not outcome.value, outcome.reason)


def _all(outcomes: Sequence[Outcome]) -> Outcome:
    for value in (False, None):
        if stopped := [outcome for outcome in outcomes if outcome.value is value]:
            return Outcome(value, "; ".join(outcome.reason for outcome in stopped))
    return _joined(True, outcomes)


def _any(outcomes: Sequence[Outcome]) -> Outcome:
    if met := [outcome for outcome in outcomes if outcome.value]:
        return _joined(True, met)
    value = None if any(outcome.value is None for outcome in outcomes) else False
    return _joined(value, outcomes)


def _joined(value: bool | None, outcomes: Sequence[Outcome]) -> Outcome:
    spans = sorted({span for outcome in outcomes for span in outcome.spans}) if value else ()
    return Outcome(value, "; ".join(outcome.reason for outcome in outcomes) or "always", tuple(spans))
