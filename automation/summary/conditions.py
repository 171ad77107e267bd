"""What must hold, each as the rest of a sentence that begins with “a message …”."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch

from django.utils.translation import get_language_info

from automation.schema import (
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
from automation.schema.signals import CHOICES, FLAGS, SCORES
from automation.summary.wording import (
    KINDS,
    OPERATORS,
    duration,
    excerpt,
    listed,
    number,
    platform_name,
    quoted,
    shortened,
)

Names = Mapping[int, str] | None
FIELDS = {
    "body": "",
    "author": "is by somebody whose name ",
    "post": "is on a post whose text ",
    "parent": "answers a comment that ",
}
VERBS = {"none": "does not contain", "equals": "is", "starts_with": "begins with", "ends_with": "ends with"}
HARDENING = {1: " (with these accents)", 2: "", 3: " (disguised too)"}
NUMBERS = {
    "words": "has {} words",
    "characters": "is {} characters long",
    "emoji": "has {} emoji",
    "mentions": "tags {} people",
    "links": "has {} links",
    "followers": "is by somebody with {} followers",
    "account_age_days": "is by an account of {} days",
    "previously_hidden": "is by somebody hidden {} times before",
    "previous_messages": "is by somebody with {} earlier messages",
    "post_age_hours": "is on a post of {} hours",
}
CHOSEN = {
    "language": "in {}",
    "sentiment": "marked {}",
    "channel": "to channel {}",
    "channel_group": "to a channel of the group {}",
    "post": "on post {}",
    "post_label": "on a post labelled {}",
    "author_label": "by somebody labelled {}",
    "label": "in a conversation labelled {}",
    "status": "in a conversation that is {}",
}
HAD = {"media": "has {}", "hashtag": "has the hashtag {}", "weekday": "comes on {}"}
NOT_HAD = {"media": "has no {}", "hashtag": "lacks the hashtag {}", "weekday": "comes on another day than {}"}


def conditions_text(conditions: Conditions | Group, names: Names = None) -> str:
    """Return the whole of a group, as the rest of a sentence about a message; "" for nothing.

    `names` gives the names of channels, where they are known.
    """
    met = met_text(conditions, names)
    nots = [f"not ({said})" for item in conditions.none if (said := condition_text(item, names))]
    return listed([part for part in (met, *nots) if part], "and")


def met_text(conditions: Conditions | Group, names: Names = None) -> str:
    """Return what must hold: every one of `all`, and one of `any`."""
    parts = [said for item in conditions.all if (said := condition_text(item, names))]
    either = [said for item in conditions.any if (said := condition_text(item, names))]
    if either:
        text = listed(either, "or")
        parts.append(f"({text})" if len(either) > 1 and parts else text)
    return listed(parts, "and")


def unless_text(conditions: Conditions | Group, names: Names = None) -> str:
    """Return what must not hold: none of `none`."""
    return listed([said for item in conditions.none if (said := condition_text(item, names))], "or")


def condition_text(condition: AnyLeaf | Group, names: Names = None) -> str:
    """Return one condition, or a group in brackets."""
    if isinstance(condition, Group):
        inner = conditions_text(condition, names)
        return f"({inner})" if inner else ""
    if isinstance(condition, ChoiceCondition):
        return _choice(condition, names or {})
    return _say(condition)


@singledispatch
def _say(condition: object) -> str:
    raise TypeError(f"No words for {condition!r}.")


def _says(kind: type[AnyLeaf]) -> Callable[[Callable[..., str]], Callable[..., str]]:
    return lambda function: _say.register(kind, function)


@_says(TextCondition)
def _text(condition: TextCondition) -> str:
    words = quoted(condition.words, "and" if condition.op == "all" else "or")
    verb = VERBS.get(condition.op, "contains")
    return f"{FIELDS[condition.field]}{verb} {words}{HARDENING[condition.hardening]}"


@_says(WordListCondition)
def _word_list(condition: WordListCondition) -> str:
    severity = f", severity {condition.min_severity} or more" if condition.min_severity > 1 else ""
    languages = f", in {listed(condition.languages, 'or')}" if condition.languages else ""
    return f"{FIELDS[condition.field]}contains a word of the list “{condition.list}”{severity}{languages}"


@_says(PatternCondition)
def _pattern(condition: PatternCondition) -> str:
    patterns = condition.patterns
    what = f"the pattern {excerpt(patterns[0])}" if len(patterns) == 1 else f"one of {len(patterns)} patterns"
    return f"{FIELDS[condition.field]}matches {what}"


@_says(SimilarCondition)
def _similar(condition: SimilarCondition) -> str:
    return f"contains {quoted(condition.words)}, typing errors allowed"


@_says(LinkCondition)
def _link(condition: LinkCondition) -> str:
    return "contains a link" if condition.value else "contains no link"


@_says(LinkDomainCondition)
def _domain(condition: LinkDomainCondition) -> str:
    where = shortened(condition.domains, "or")
    return f"links to {where}" if condition.op == "in" else f"links to anything but {where}"


@_says(KindCondition)
def _kind(condition: KindCondition) -> str:
    return f"is {listed([f'a {KINDS[kind]}' for kind in condition.kinds], 'or')}"


@_says(PlatformCondition)
def _platform(condition: PlatformCondition) -> str:
    return f"is on {listed([platform_name(slug) for slug in condition.platforms], 'or')}"


@_says(OwnCondition)
def _own(condition: OwnCondition) -> str:
    return "is our own" if condition.value else "is not our own"


@_says(FlagCondition)
def _flag(condition: FlagCondition) -> str:
    signal = FLAGS[condition.of]
    return str(signal.label if condition.value else signal.not_label)


@_says(NumberCondition)
def _number(condition: NumberCondition) -> str:
    return NUMBERS[condition.of].format(f"{OPERATORS[condition.op]} {number(condition.value)}")


@_says(ScoreCondition)
def _score(condition: ScoreCondition) -> str:
    what = (
        f"“{condition.label}” ({SCORES[condition.of].label})"
        if condition.label
        else SCORES[condition.of].label
    )
    return f"scores at least {condition.at_least:.0%} for {what}"


@_says(RepetitionCondition)
def _repetition(condition: RepetitionCondition) -> str:
    same = "nearly the same" if condition.near else "exactly the same"
    time = duration(condition.within_minutes)
    if condition.by == "author":
        return f"says {same} as at least {condition.at_least} others of its author within {time}"
    return f"says {same} as at least {condition.at_least} other people within {time}"


@_says(RateCondition)
def _rate(condition: RateCondition) -> str:
    return (
        f"is by somebody who wrote at least {condition.at_least} messages "
        f"within {duration(condition.within_minutes)}"
    )


@_says(DateCondition)
def _date(condition: DateCondition) -> str:
    start = f" from {condition.from_date}" if condition.from_date else ""
    end = f" until {condition.to_date}" if condition.to_date else ""
    return f"came{start}{end}"


def _choice(condition: ChoiceCondition, names: Mapping[int, str]) -> str:
    shown = listed([_value(condition.of, value, names) for value in condition.values], "or")
    is_in = condition.op == "in"
    if condition.of in CHOSEN:
        return f"is {'' if is_in else 'not '}{CHOSEN[condition.of].format(shown)}"
    return (HAD if is_in else NOT_HAD)[condition.of].format(shown)


def _value(of: str, value: str, names: Mapping[int, str]) -> str:
    if of == "language":
        return language_name(value)
    if of == "channel" and value.isdecimal():
        return f"“{names.get(int(value), value)}”"
    known = CHOICES[of].choices.get(value)
    return str(known) if known else f"“{value}”"


def language_name(code: str) -> str:
    """Return the language's name, or its code when Django does not know it."""
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code
