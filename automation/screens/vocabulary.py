"""What the form offers: the fields of every trigger, condition and action, by its type."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from automation.schema.signals import CHOICES, FLAGS, NUMBERS, SCORES, Signal
from automation.screens.fields import Choices, Field
from platforms.base import Kind

Fields = tuple[Field, ...]
WORDS_HELP = _("Type a word and press Enter. “price*” also finds “prices”.")
KINDS: Choices = ((Kind.COMMENT.value, _("Comments")), (Kind.DIRECT.value, _("Direct messages")))
IS: Choices = (("true", _("is")), ("false", _("is not")))
IN: Choices = (("in", _("is one of")), ("not_in", _("is none of")))
COMPARED: Choices = (
    (">=", _("at least")),
    (">", _("more than")),
    ("=", _("exactly")),
    ("<=", _("at most")),
    ("<", _("less than")),
)
STATUSES: Choices = (("open", _("Open")), ("pending", _("Pending")), ("resolved", _("Resolved")))
WEEKDAYS: Choices = tuple(CHOICES["weekday"].choices.items())
WHERE = Field(
    "field",
    _("Look in"),
    "select",
    (
        ("body", _("the message")),
        ("author", _("the author’s name")),
        ("post", _("the post’s text")),
        ("parent", _("the comment it answers")),
    ),
)
MINUTES = Field("within_minutes", _("within"), "number", unit=_("minutes"), low=1, high=10_080)

TRIGGERS: Mapping[str, Fields] = {
    "message_received": (),
    "edited": (),
    "hidden": (),
    "unhidden": (),
    "removed": (),
    "unanswered": (
        Field("minutes", _("waits for"), "number", unit=_("minutes"), low=1, high=86_400),
        Field("business_hours", _("Count business hours only"), "switch"),
    ),
    "volume": (
        Field("per", _("on one"), "select", (("post", _("post")), ("channel", _("channel")))),
        Field("at_least", _("at least"), "number", unit=_("messages"), low=5, high=100_000),
        Field("within_minutes", _("within"), "number", unit=_("minutes"), low=1, high=1440),
        Field("times_median", _("and"), "number", unit=_("times what is usual"), low=1, high=1000),
    ),
    "label_added": (Field("labels", _("Labels"), "words", offer="labels", help=_("None: any label.")),),
    "assigned": (),
    "status_changed": (
        Field(
            "to",
            _("To"),
            "checks",
            (*STATUSES[:2], ("snoozed", _("Snoozed")), STATUSES[2]),
            help=_("None chosen: any."),
        ),
    ),
    "sentiment_corrected": (),
    "manual": (),
}

_TEXT: Fields = (
    Field(
        "op",
        _("How"),
        "select",
        (
            ("any", _("contains one of")),
            ("all", _("contains all of")),
            ("none", _("contains none of")),
            ("equals", _("is exactly")),
            ("starts_with", _("begins with")),
            ("ends_with", _("ends with")),
        ),
    ),
    WHERE,
    Field("words", _("Words or phrases"), "words", help=WORDS_HELP),
    Field(
        "hardening",
        _("Spelling"),
        "select",
        (
            ("1", _("as written, accents too")),
            ("2", _("accents do not matter")),
            ("3", _("disguised spellings too: pr1ce, p.r.i.c.e")),
        ),
    ),
)
_PLAIN: Mapping[str, Fields] = {
    "text": _TEXT,
    "word_list": (
        Field("list", _("List"), "select", offer="lists", has_blank=True),
        Field(
            "min_severity",
            _("Severity"),
            "select",
            (("1", _("any")), ("2", _("2 and 3")), ("3", _("only 3, the worst"))),
        ),
        Field("languages", _("Languages"), "checks", offer="languages", help=_("None chosen: all.")),
        WHERE,
    ),
    "regex": (
        Field("patterns", _("Patterns"), "lines", help=_("One a line, as RE2 writes them.")),
        WHERE,
    ),
    "similar": (
        Field(
            "words", _("Words, typing errors allowed"), "words", help=_("From 4 letters one error counts.")
        ),
    ),
    "has_link": (
        Field("value", _("A link"), "select", (("true", _("is there")), ("false", _("is not there")))),
    ),
    "link_domain": (
        Field("op", _("Links"), "select", (("in", _("go to one of")), ("not_in", _("go to any other than")))),
        Field("domains", _("Domains"), "words", help=_("Without “www.”, for example example.org.")),
    ),
    "kind": (Field("in", _("One of"), "checks", KINDS),),
    "platform": (Field("in", _("One of"), "checks", offer="platforms"),),
    "is_own": (Field("value", _("By the channel itself"), "select", IS),),
    "same_text": (
        Field(
            "by",
            _("Written by"),
            "select",
            (("others", _("other people")), ("author", _("the same author"))),
        ),
        Field("at_least", _("at least"), "number", unit=_("times"), low=1, high=1000),
        MINUTES,
        Field("near", _("Small differences count as the same"), "switch"),
    ),
    "author_rate": (
        Field("at_least", _("at least"), "number", unit=_("messages"), low=2, high=1000),
        MINUTES,
    ),
    "date_range": (Field("from", _("From"), "date"), Field("to", _("Until"), "date")),
}
_OFFERED = {"channel": "channels", "language": "languages"}


def _flag(signal: Signal) -> Fields:
    choices = (("true", signal.label), ("false", signal.not_label))
    return (Field("value", _("The message"), "select", choices),)


def _number(signal: Signal) -> Fields:
    return (
        Field("op", signal.label, "select", COMPARED),
        Field("value", _("Amount"), "number", unit=signal.unit, low=0, high=1e12),
    )


def _choice(of: str, signal: Signal) -> Fields:
    offer = _OFFERED.get(of, "")
    is_known = bool(signal.choices or offer)
    values = Field(
        "in",
        signal.label,
        "checks" if is_known else "words",
        tuple(signal.choices.items()),
        offer=offer,  # type: ignore[arg-type]  # one of _OFFERED
    )
    return (Field("op", _("The value"), "select", IN), values)


_SCORE: Fields = (
    Field("label", _("For"), "line", longest=60, help=_("The class of the model, where it has some.")),
    Field("at_least", _("at least"), "number", low=0, high=1, help=_("From 0 to 1.")),
)
# By what the form calls them: a type, or a type and what it is about.
CONDITIONS: Mapping[str, Fields] = {
    **_PLAIN,
    **{f"flag:{of}": _flag(signal) for of, signal in FLAGS.items()},
    **{f"number:{of}": _number(signal) for of, signal in NUMBERS.items()},
    **{f"one_of:{of}": _choice(of, signal) for of, signal in CHOICES.items()},
    **{f"score:{of}": _SCORE for of in SCORES},
}

_TEXTS: Fields = (
    Field("variants", _("Texts"), "texts", help=_("One is chosen each time, never the same twice in a row.")),
    Field("saved_replies", _("Saved replies"), "checks", offer="replies"),
)
ACTIONS: Mapping[str, Fields] = {
    "reply": _TEXTS,
    "private_reply": _TEXTS,
    "suggest_reply": _TEXTS,
    "like": (),
    "hide": (
        Field(
            "unhide_after_minutes", _("Show it again after"), "number", unit=_("minutes"), low=1, high=525_600
        ),
        Field("unhide_when_edited_away", _("Show it again when an edit takes the reason away"), "switch"),
    ),
    "unhide": (),
    "hold": (),
    "approve": (),
    "delete": (
        Field("grace_minutes", _("Can be cancelled for"), "number", unit=_("minutes"), low=5, high=10_080),
    ),
    "block_author": (),
    "assign": (
        Field(
            "to",
            _("To"),
            "select",
            (
                ("person", _("a person")),
                ("in_turn", _("the next in turn")),
                ("last_agent", _("whoever helped this person last")),
            ),
        ),
        Field("email", _("Person"), "select", offer="people", has_blank=True),
    ),
    "label": (
        Field("label", _("Label"), "line", offer="labels", longest=60),
        Field(
            "on",
            _("On"),
            "select",
            (
                ("conversation", _("the conversation")),
                ("contact", _("the author")),
                ("post", _("the post")),
            ),
        ),
    ),
    "resolve": (),
    "set_status": (Field("status", _("To"), "select", STATUSES),),
    "snooze": (Field("minutes", _("For"), "number", unit=_("minutes"), low=1, high=525_600),),
    "priority": (
        Field("by", _("By"), "number", low=-100, high=100, help=_("Below 0 lowers it.")),
        Field("reason", _("Because"), "line", longest=100),
    ),
    "set_sentiment": (Field("sentiment", _("To"), "select", tuple(CHOICES["sentiment"].choices.items())),),
    "note": (Field("text", _("Note"), "area", longest=2000),),
    "notify": (
        Field("text", _("Message"), "area", longest=500),
        Field("emails", _("People"), "checks", offer="people", help=_("None chosen: owners and admins.")),
        Field("by_email", _("By e-mail too"), "switch"),
        Field("by_webhook", _("By webhook too"), "switch"),
    ),
}
SCOPE: Fields = (
    Field("kinds", _("Kinds"), "checks", KINDS, help=_("None chosen: both.")),
    Field("platforms", _("Platforms"), "checks", offer="platforms", help=_("None chosen: everywhere.")),
    Field("channels", _("Channels"), "checks", offer="channels", help=_("None chosen: every channel.")),
    Field(
        "ads",
        _("Ads"),
        "select",
        (("any", _("Ads and other posts")), ("only", _("Ads only")), ("never", _("Never under ads"))),
    ),
    Field("posts", _("Posts"), "checks", offer="posts", help=_("None chosen: every post.")),
)
LIMITS: Fields = (
    Field("once_per_post", _("Answer a person once a post"), "switch"),
    Field("per_person_per_day", _("A person a day"), "number", unit=_("answers"), low=1, high=100),
    Field("per_thread", _("A conversation"), "number", unit=_("answers"), low=1, high=100),
    Field(
        "public_per_channel_per_hour", _("A channel an hour"), "number", unit=_("replies"), low=1, high=1000
    ),
    Field(
        "private_per_channel_per_hour",
        _("A channel an hour"),
        "number",
        unit=_("private replies"),
        low=1,
        high=1000,
    ),
    Field(
        "quiet_after_person_minutes",
        _("Quiet after a colleague wrote"),
        "number",
        unit=_("minutes"),
        low=30,
        high=10_080,
    ),
    Field("delay_min_seconds", _("Wait at least"), "number", unit=_("seconds"), low=0, high=86_400),
    Field("delay_max_seconds", _("Wait at most"), "number", unit=_("seconds"), low=0, high=86_400),
    Field("quiet_hours.from", _("Quiet hours from"), "time"),
    Field("quiet_hours.to", _("to"), "time"),
    Field(
        "quiet_hours.then",
        _("Answers then"),
        "select",
        (("wait", _("wait until they are over")), ("skip", _("are left out"))),
    ),
    Field("breaker_percent", _("Pauses itself above"), "number", unit=_("% of a channel"), low=1, high=100),
)
SCHEDULE: Fields = (
    Field(
        "business_hours",
        _("Business hours"),
        "select",
        (("any", _("Always")), ("in", _("Within them only")), ("out", _("Outside them only"))),
    ),
    Field("weekdays", _("Weekdays"), "checks", WEEKDAYS, help=_("None chosen: every day.")),
    Field("from", _("From"), "date"),
    Field("to", _("Until"), "date"),
)
EXAMPLES: Fields = (
    Field("match", _("Must match"), "lines", help=_("One a line.")),
    Field("no_match", _("Must not match"), "lines", help=_("One a line.")),
)
PARTS: Mapping[str, Fields] = {"scope": SCOPE, "limits": LIMITS, "schedule": SCHEDULE, "examples": EXAMPLES}
