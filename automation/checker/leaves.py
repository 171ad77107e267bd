"""What one condition says of another. Both must ask for the same signal; else nothing follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import inf

from automation.schema import (
    AnyLeaf,
    ChoiceCondition,
    DateCondition,
    FlagCondition,
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

# A message has one of these, and any number of the other choices.
SINGLE = frozenset({"language", "sentiment", "channel", "channel_group", "post", "status", "weekday"})
# (lowest, highest, is the lowest in it, is the highest in it)
Interval = tuple[float, float, bool, bool]
Counted = RepetitionCondition | RateCondition | ScoreCondition


def leaf_implies(known: AnyLeaf, asked: AnyLeaf) -> bool:
    """Whether `asked` holds for every message for which `known` holds."""
    if known == asked:
        return True
    if isinstance(known, LinkDomainCondition) and isinstance(asked, LinkCondition):
        return asked.value
    compare = _IMPLIES.get(type(known))
    return bool(compare and type(known) is type(asked) and compare(known, asked))


def leaf_excludes(known: AnyLeaf, asked: AnyLeaf) -> bool:
    """Whether `asked` is false for every message for which `known` holds."""
    if isinstance(known, LinkDomainCondition) and isinstance(asked, LinkCondition):
        return not asked.value
    if isinstance(known, LinkCondition) and isinstance(asked, LinkDomainCondition):
        return not known.value
    compare = _EXCLUDES.get(type(known))
    return bool(compare and type(known) is type(asked) and compare(known, asked))


def _text_implies(known: TextCondition, asked: TextCondition) -> bool:
    """A word that a weaker hardening finds is found by a stronger one as well."""
    if known.field != asked.field:
        return False
    if "none" in (known.op, asked.op):
        is_wider = known.hardening >= asked.hardening and _within(asked.words, known.words)
        return known.op == asked.op and is_wider
    if known.hardening > asked.hardening:
        return False
    if known.op == asked.op == "all":
        return _within(asked.words, known.words)
    if known.op == "all":
        return asked.op == "any" and bool(set(known.words) & set(asked.words))
    if asked.op == "all":
        return set(known.words) == set(asked.words) and len(set(asked.words)) == 1
    is_stronger = asked.op in {"any", known.op} or known.op == "equals"
    return is_stronger and _within(known.words, asked.words)


def _text_excludes(known: TextCondition, asked: TextCondition) -> bool:
    """“None of these words” and a condition that needs one of them."""
    if known.field != asked.field or (known.op == "none") is (asked.op == "none"):
        return False
    without, having = (known, asked) if known.op == "none" else (asked, known)
    if having.hardening > without.hardening:
        return False
    if having.op == "all":
        return bool(set(having.words) & set(without.words))
    return _within(having.words, without.words)


def _list_implies(known: WordListCondition, asked: WordListCondition) -> bool:
    languages = not asked.languages or (bool(known.languages) and _within(known.languages, asked.languages))
    return (
        (known.list, known.field) == (asked.list, asked.field)
        and known.min_severity >= asked.min_severity
        and languages
    )


def _choice_excludes(known: ChoiceCondition, asked: ChoiceCondition) -> bool:
    first, second = _folded(known.values), _folded(asked.values)
    if known.op == asked.op == "in":
        return known.of in SINGLE and not set(first) & set(second)
    if known.op == asked.op:
        return False
    return _within(first, second) if known.op == "in" else _within(second, first)


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    return set(part) <= set(whole)


def _narrower(op: str, known: Sequence[str], asked: Sequence[str]) -> bool:
    return _within(known, asked) if op == "in" else _within(asked, known)


def _folded(values: Sequence[str]) -> list[str]:
    return [value.casefold() for value in values]


def _interval(number: NumberCondition) -> Interval:
    value = number.value
    match number.op:
        case "<":
            return -inf, value, True, False
        case "<=":
            return -inf, value, True, True
        case ">":
            return value, inf, False, True
        case ">=":
            return value, inf, True, True
    return value, value, True, True


def _lies_in(part: Interval, whole: Interval) -> bool:
    lower = part[0] > whole[0] or (part[0] == whole[0] and (whole[2] or not part[2]))
    upper = part[1] < whole[1] or (part[1] == whole[1] and (whole[3] or not part[3]))
    return lower and upper


def _are_apart(one: Interval, other: Interval) -> bool:
    low, high = sorted((one, other), key=lambda interval: (interval[0], interval[1]))
    if low[1] != high[0]:
        return low[1] < high[0]
    return not (low[3] and high[2])


def _days(condition: DateCondition) -> tuple[date, date]:
    return condition.from_date or date.min, condition.to_date or date.max


def _at_least_implies(known: Counted, asked: Counted) -> bool:
    """The same count, over the same time: more is enough."""
    return known.at_least >= asked.at_least and known == asked.model_copy(update={"at_least": known.at_least})


# For two conditions of one type.
_IMPLIES: Mapping[type, Callable[..., bool]] = {
    TextCondition: _text_implies,
    WordListCondition: _list_implies,
    PatternCondition: lambda known, asked: (
        known.field == asked.field and _within(known.patterns, asked.patterns)
    ),
    SimilarCondition: lambda known, asked: _within(known.words, asked.words),
    LinkDomainCondition: lambda known, asked: (
        known.op == asked.op and _narrower(known.op, known.domains, asked.domains)
    ),
    KindCondition: lambda known, asked: _within(known.kinds, asked.kinds),
    PlatformCondition: lambda known, asked: _within(known.platforms, asked.platforms),
    ChoiceCondition: lambda known, asked: (
        (known.of, known.op) == (asked.of, asked.op)
        and _narrower(known.op, _folded(known.values), _folded(asked.values))
    ),
    NumberCondition: lambda known, asked: (
        known.of == asked.of and _lies_in(_interval(known), _interval(asked))
    ),
    RepetitionCondition: _at_least_implies,
    RateCondition: _at_least_implies,
    ScoreCondition: _at_least_implies,
    DateCondition: lambda known, asked: (
        _days(asked)[0] <= _days(known)[0] and _days(known)[1] <= _days(asked)[1]
    ),
}
_EXCLUDES: Mapping[type, Callable[..., bool]] = {
    FlagCondition: lambda known, asked: known.of == asked.of and known.value is not asked.value,
    LinkCondition: lambda known, asked: known.value is not asked.value,
    OwnCondition: lambda known, asked: known.value is not asked.value,
    KindCondition: lambda known, asked: not set(known.kinds) & set(asked.kinds),
    PlatformCondition: lambda known, asked: not set(known.platforms) & set(asked.platforms),
    ChoiceCondition: lambda known, asked: known.of == asked.of and _choice_excludes(known, asked),
    NumberCondition: lambda known, asked: (
        known.of == asked.of and _are_apart(_interval(known), _interval(asked))
    ),
    DateCondition: lambda known, asked: (
        _days(known)[1] < _days(asked)[0] or _days(asked)[1] < _days(known)[0]
    ),
    TextCondition: _text_excludes,
}
