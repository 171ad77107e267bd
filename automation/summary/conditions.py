"""What must hold, each as the rest of a sentence that begins with “a message …”."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch

from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

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
    span,
)

Names = Mapping[int, str] | None
# A text condition is said with the field that it looks at. {} is the rest of it.
FIELDS = {
    "body": "{}",
    "author": _("is by somebody whose name {}"),
    "post": _("is on a post whose text {}"),
    "parent": _("answers a comment that {}"),
}
VERBS = {
    "any": _("contains {}"),
    "all": _("contains {}"),
    "none": _("does not contain {}"),
    "equals": _("is {}"),
    "starts_with": _("begins with {}"),
    "ends_with": _("ends with {}"),
}
HARDENING = {1: _(" (with these accents)"), 2: "", 3: _(" (disguised too)")}
NUMBERS = {
    "words": _("has {} words"),
    "characters": _("is {} characters long"),
    "emoji": _("has {} emoji"),
    "mentions": _("tags {} people"),
    "links": _("has {} links"),
    "followers": _("is by somebody with {} followers"),
    "account_age_days": _("is by an account of {} days"),
    "previously_hidden": _("is by somebody hidden {} times before"),
    "previous_messages": _("is by somebody with {} earlier messages"),
    "post_age_hours": _("is on a post of {} hours"),
}
# Each with its opposite: what becomes of “not” is the language's own business.
CHOSEN = {
    "language": (_("is in {}"), _("is not in {}")),
    "sentiment": (_("is marked {}"), _("is not marked {}")),
    "channel": (_("is to channel {}"), _("is not to channel {}")),
    "channel_group": (_("is to a channel of the group {}"), _("is not to a channel of the group {}")),
    "post": (_("is on post {}"), _("is not on post {}")),
    "post_label": (_("is on a post labelled {}"), _("is not on a post labelled {}")),
    "author_label": (_("is by somebody labelled {}"), _("is not by somebody labelled {}")),
    "label": (_("is in a conversation labelled {}"), _("is not in a conversation labelled {}")),
    "status": (_("is in a conversation that is {}"), _("is not in a conversation that is {}")),
    "media": (_("has {}"), _("has no {}")),
    "hashtag": (_("has the hashtag {}"), _("lacks the hashtag {}")),
    "weekday": (_("comes on {}"), _("comes on another day than {}")),
}


def conditions_text(conditions: Conditions | Group, names: Names = None) -> str:
    """Return the whole of a group, as the rest of a sentence about a message; "" for nothing.

    `names` gives the names of channels, where they are known.
    """
    met = met_text(conditions, names)
    nots = [
        gettext("not (%(text)s)") % {"text": said}
        for item in conditions.none
        if (said := condition_text(item, names))
    ]
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
    said = VERBS[condition.op].format(f"{words}{HARDENING[condition.hardening]}")
    return str(FIELDS[condition.field]).format(said)


@_says(WordListCondition)
def _word_list(condition: WordListCondition) -> str:
    severity = languages = ""
    if condition.min_severity > 1:
        severity = gettext(", severity %(n)d or more") % {"n": condition.min_severity}
    if condition.languages:
        languages = gettext(", in %(languages)s") % {"languages": listed(condition.languages, "or")}
    said = gettext("contains a word of the list “%(name)s”%(details)s")
    return str(FIELDS[condition.field]).format(
        said % {"name": condition.list, "details": f"{severity}{languages}"}
    )


@_says(PatternCondition)
def _pattern(condition: PatternCondition) -> str:
    patterns = condition.patterns
    said = gettext("matches the pattern %(pattern)s") % {"pattern": excerpt(patterns[0])}
    if len(patterns) > 1:
        said = gettext("matches one of %(n)d patterns") % {"n": len(patterns)}
    return str(FIELDS[condition.field]).format(said)


@_says(SimilarCondition)
def _similar(condition: SimilarCondition) -> str:
    return gettext("contains %(words)s, typing errors allowed") % {"words": quoted(condition.words)}


@_says(LinkCondition)
def _link(condition: LinkCondition) -> str:
    return gettext("contains a link") if condition.value else gettext("contains no link")


@_says(LinkDomainCondition)
def _domain(condition: LinkDomainCondition) -> str:
    where = shortened(condition.domains, "or")
    said = (
        gettext("links to %(where)s") if condition.op == "in" else gettext("links to anything but %(where)s")
    )
    return said % {"where": where}


@_says(KindCondition)
def _kind(condition: KindCondition) -> str:
    return gettext("is %(what)s") % {"what": listed([str(KINDS[kind]) for kind in condition.kinds], "or")}


@_says(PlatformCondition)
def _platform(condition: PlatformCondition) -> str:
    names = listed([platform_name(slug) for slug in condition.platforms], "or")
    return gettext("is on %(names)s") % {"names": names}


@_says(OwnCondition)
def _own(condition: OwnCondition) -> str:
    return gettext("is our own") if condition.value else gettext("is not our own")


@_says(FlagCondition)
def _flag(condition: FlagCondition) -> str:
    signal = FLAGS[condition.of]
    return str(signal.label if condition.value else signal.not_label)


@_says(NumberCondition)
def _number(condition: NumberCondition) -> str:
    return NUMBERS[condition.of].format(str(OPERATORS[condition.op]) % {"n": number(condition.value)})


@_says(ScoreCondition)
def _score(condition: ScoreCondition) -> str:
    what = (
        f"“{condition.label}” ({SCORES[condition.of].label})"
        if condition.label
        else SCORES[condition.of].label
    )
    return gettext("scores at least %(share)s for %(what)s") % {
        "share": f"{condition.at_least:.0%}",
        "what": what,
    }


@_says(RepetitionCondition)
def _repetition(condition: RepetitionCondition) -> str:
    same = gettext("nearly the same") if condition.near else gettext("exactly the same")
    said = gettext("says %(same)s as at least %(n)d other people within %(time)s")
    if condition.by == "author":
        said = gettext("says %(same)s as at least %(n)d others of its author within %(time)s")
    return said % {"same": same, "n": condition.at_least, "time": duration(condition.within_minutes)}


@_says(RateCondition)
def _rate(condition: RateCondition) -> str:
    said = gettext("is by somebody who wrote at least %(n)d messages within %(time)s")
    return said % {"n": condition.at_least, "time": duration(condition.within_minutes)}


@_says(DateCondition)
def _date(condition: DateCondition) -> str:
    return gettext("came %(when)s") % {"when": span(condition.from_date, condition.to_date)}


def _choice(condition: ChoiceCondition, names: Mapping[int, str]) -> str:
    shown = listed([_value(condition.of, value, names) for value in condition.values], "or")
    is_so, is_not_so = CHOSEN[condition.of]
    return (is_so if condition.op == "in" else is_not_so).format(shown)


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
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
