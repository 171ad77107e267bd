"""Conditions as closures: built once a ruleset, asked once a message."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from automation.engine import texts
from automation.engine.facts import Facts
from automation.engine.index import Lists
from automation.engine.outcomes import Outcome, all_of, any_of, negated
from automation.engine.shape import SPANS
from automation.schema.conditions import (
    AnyLeaf,
    ChoiceCondition,
    Conditions,
    DateCondition,
    FlagCondition,
    Group,
    KindCondition,
    LinkCondition,
    LinkDomainCondition,
    NumberCondition,
    OwnCondition,
    PatternCondition,
    PlatformCondition,
    RateCondition,
    RepetitionCondition,
    ScoreCondition,
    SimilarCondition,
    TextCondition,
    WordListCondition,
)
from automation.schema.signals import CHOICES, FLAGS, NUMBERS

Condition = Callable[[Facts], Outcome]
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


def compile_conditions(conditions: Conditions | Group, lists: Lists) -> Condition:
    """Return one closure for a group: all of `all`, one of `any`, none of `none`.

    It stops at the first part that is false: what is cheap stands first.
    """
    parts = [
        *(compile_condition(item, lists) for item in _cheap_first(conditions.all)),
        *(_none(compile_condition(item, lists)) for item in _cheap_first(conditions.none)),
    ]
    if conditions.any:
        parts.append(_any([compile_condition(item, lists) for item in _cheap_first(conditions.any)]))

    def ask(facts: Facts) -> Outcome:
        outcomes = []
        for part in parts:
            outcome = part(facts)
            if outcome.value is False:
                return outcome
            outcomes.append(outcome)
        return all_of(outcomes)

    return ask


def _none(condition: Condition) -> Condition:
    return lambda facts: negated(condition(facts))


def _any(conditions: list[Condition]) -> Condition:
    return lambda facts: any_of([condition(facts) for condition in conditions])


# What a leaf costs: text is read in any case, the rest may ask the database.
_COST: Mapping[type, int] = {
    KindCondition: 0,
    PlatformCondition: 0,
    OwnCondition: 0,
    TextCondition: 1,
    WordListCondition: 1,
    PatternCondition: 1,
    Group: 3,
    RateCondition: 4,
    RepetitionCondition: 5,
}


def english(label: str | Promise) -> str:
    """Return a label as it is recorded: compiled rules are kept, and serve people of every language."""
    with translation.override("en"):
        return str(label)


def _cheap_first(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: _COST.get(type(item), 2))


def compile_condition(condition: AnyLeaf | Group, lists: Lists) -> Condition:
    """Return the closure of one condition. `lists` holds the word lists by name."""
    match condition:
        case Group():
            return compile_conditions(condition, lists)
        case TextCondition():
            return texts.words(condition)
        case WordListCondition():
            return texts.word_list(condition, lists)
        case PatternCondition():
            return texts.patterns(condition)
        case SimilarCondition():
            return texts.similar(condition)
        case LinkDomainCondition():
            return texts.link_domain(condition)
        case _:
            return _signal(condition)


def _signal(condition: AnyLeaf) -> Condition:
    for kind, compiled in _SIGNALS.items():
        if isinstance(condition, kind):
            return compiled(condition)
    raise TypeError(f"no such condition: {condition!r}")


def _one_of(condition: ChoiceCondition) -> Condition:
    wanted = frozenset(value.casefold() for value in condition.values)
    ask = _choice(condition.of, wanted, english(CHOICES[condition.of].label))
    return _none(ask) if condition.op == "not_in" else ask


def _named_flag(condition: FlagCondition) -> Condition:
    flag = FLAGS[condition.of]
    return _flag(condition.of, condition.value, english(flag.label), english(flag.not_label))


def _flag(name: str, wanted: bool, yes: str, no: str) -> Condition:
    spans = SPANS.get(name)

    def ask(facts: Facts) -> Outcome:
        value = facts.signal(name)
        if value is None:
            return _missing(name)
        found = tuple(spans(facts.extracts)[:20]) if spans and value else ()
        return Outcome(bool(value) is wanted, yes if value else no, found)

    return ask


def _choice(name: str, wanted: frozenset[str], label: str) -> Condition:
    def ask(facts: Facts) -> Outcome:
        value = facts.signal(name)
        if value is None:
            return _missing(name)
        values = {value} if isinstance(value, str) else {str(each) for each in value or ()}
        shown = ", ".join(sorted(values)) or "none"
        return Outcome(any(each.casefold() in wanted for each in values), f"{label} is {shown}"[:120])

    return ask


def _number(condition: NumberCondition) -> Condition:
    compare, limit, label = COMPARE[condition.op], condition.value, english(NUMBERS[condition.of].label)

    def ask(facts: Facts) -> Outcome:
        value = facts.signal(condition.of)
        if value is None:
            return _missing(condition.of)
        return Outcome(compare(value, limit), f"{label} is {value:g}")

    return ask


def _repetition(condition: RepetitionCondition) -> Condition:
    likeness = "near" if condition.near else "same"
    name = f"same_text:{condition.by}:{likeness}:{condition.within_minutes}"
    what = "others wrote this" if condition.by == "others" else "times by the author before"
    return _at_least(name, condition.at_least, what)


def _at_least(name: str, least: int, what: str) -> Condition:
    def ask(facts: Facts) -> Outcome:
        value = facts.signal(name)
        if value is None:
            return _missing(name)
        return Outcome(value >= least, f"{value} {what}")

    return ask


def _score(condition: ScoreCondition) -> Condition:
    name = f"score:{condition.of}" + (f":{condition.label}" if condition.label else "")

    def ask(facts: Facts) -> Outcome:
        value = facts.signal(name)
        if value is None:
            return _missing(name)
        return Outcome(value >= condition.at_least, f"{condition.of} is {value:.2f}")

    return ask


def _dates(condition: DateCondition) -> Condition:
    first = condition.from_date.isoformat() if condition.from_date else ""
    last = condition.to_date.isoformat() if condition.to_date else "9999"

    def ask(facts: Facts) -> Outcome:
        day = facts.signal("day")
        if day is None:
            return _missing("day")
        return Outcome(first <= day <= last, f"came on {day}")

    return ask


_SIGNALS: Mapping[type, Callable[[Any], Condition]] = {
    LinkCondition: lambda c: _flag("has_link", c.value, "has a link", "has no link"),
    OwnCondition: lambda c: _flag("is_own", c.value, "written by us", "written by somebody else"),
    KindCondition: lambda c: _choice("kind", frozenset(c.kinds), "kind"),
    PlatformCondition: lambda c: _choice("platform", frozenset(c.platforms), "platform"),
    FlagCondition: _named_flag,
    ChoiceCondition: _one_of,
    NumberCondition: _number,
    RepetitionCondition: _repetition,
    RateCondition: lambda c: _at_least(
        f"author_rate:{c.within_minutes}", c.at_least, "messages by the author"
    ),
    ScoreCondition: _score,
    DateCondition: _dates,
}


def _missing(name: str) -> Outcome:
    return Outcome(None, f"signal_missing: {name}")
