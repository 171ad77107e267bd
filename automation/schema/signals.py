"""The signals that conditions can ask for, by name: one table for schema, engine, form and docs.

A signal that is not known about a message makes its condition neither true nor false.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

About = Literal["text", "media", "judgement", "repetition", "author", "place", "state"]


@dataclass(frozen=True, slots=True)
class Signal:
    """`label` completes “the message …” for flags, and names the amount or choice for others.

    `choices` lists what a choice can be, where that is fixed; empty where it is the
    workspace's own (labels, channels, posts).
    """

    about: About
    label: str | Promise
    not_label: str | Promise = ""
    unit: str | Promise = ""
    choices: Mapping[str, str | Promise] = field(default_factory=dict)


FLAGS: dict[str, Signal] = {
    "only_emoji": Signal("text", _("is only emoji"), _("is more than emoji")),
    "only_mentions": Signal("text", _("only tags people"), _("says more than names of people")),
    "has_email": Signal("text", _("has an e-mail address"), _("has no e-mail address")),
    "has_phone": Signal("text", _("has a phone number"), _("has no phone number")),
    "all_caps": Signal("text", _("is written in capitals"), _("is not written in capitals")),
    "repeated_characters": Signal("text", _("repeats characters (“sooooo”)"), _("repeats no characters")),
    "question": Signal("text", _("is a question"), _("is no question")),
    "team": Signal("author", _("is by somebody of your team"), _("is by nobody of your team")),
    "first_time": Signal(
        "author", _("is the first from this person"), _("is not the first from this person")
    ),
    "vip": Signal("author", _("is by a VIP"), _("is by nobody marked VIP")),
    "approved": Signal("author", _("is by an approved author"), _("is by nobody approved")),
    "blocked": Signal("author", _("is by a blocked person"), _("is by nobody blocked")),
    "opted_out": Signal("author", _("is by somebody who opted out"), _("is by nobody who opted out")),
    "verified": Signal("author", _("is by a verified account"), _("is by an account without verification")),
    "no_picture": Signal("author", _("is by an account without picture"), _("is by an account with picture")),
    "reply": Signal("place", _("is a reply to a comment"), _("is a top-level comment")),
    "ad": Signal("place", _("is on an ad"), _("is not on an ad")),
    "assigned": Signal("state", _("is assigned to somebody"), _("is assigned to nobody")),
    "business_hours": Signal("state", _("comes within business hours"), _("comes outside business hours")),
    "answered_by_person": Signal("state", _("was answered by a person"), _("was answered by no person")),
    "answered_by_rule": Signal("state", _("was answered by a rule"), _("was answered by no rule")),
    "suggestion_open": Signal("state", _("has an open suggestion"), _("has no open suggestion")),
    "reply_window_open": Signal("state", _("can still be answered"), _("can no longer be answered")),
}

NUMBERS: dict[str, Signal] = {
    "words": Signal("text", _("number of words"), unit=_("words")),
    "characters": Signal("text", _("length"), unit=_("characters")),
    "emoji": Signal("text", _("number of emoji"), unit=_("emoji")),
    "mentions": Signal("text", _("number of people tagged"), unit=_("people")),
    "links": Signal("text", _("number of links"), unit=_("links")),
    "followers": Signal("author", _("the author's followers"), unit=_("followers")),
    "account_age_days": Signal("author", _("age of the author's account"), unit=_("days")),
    "previously_hidden": Signal("author", _("how often the author was hidden before"), unit=_("times")),
    "previous_messages": Signal("author", _("the author's earlier messages"), unit=_("messages")),
    "post_age_hours": Signal("place", _("age of the post"), unit=_("hours")),
}

_DAYS = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
CHOICES: dict[str, Signal] = {
    "language": Signal("judgement", _("language")),
    "sentiment": Signal(
        "judgement",
        _("sentiment, as set by a person"),
        choices={"positive": _("positive"), "neutral": _("neutral"), "negative": _("negative")},
    ),
    "media": Signal(
        "media",
        _("attachment"),
        choices={
            "image": _("image"),
            "video": _("video"),
            "gif": _("GIF"),
            "sticker": _("sticker"),
            "voice": _("voice message"),
            "story": _("story"),
        },
    ),
    "hashtag": Signal("text", _("hashtag")),
    "channel": Signal("place", _("channel")),
    "channel_group": Signal("place", _("channel group")),
    "post": Signal("place", _("post")),
    "post_label": Signal("place", _("label of the post")),
    "author_label": Signal("author", _("label of the author")),
    "label": Signal("state", _("label of the conversation")),
    "status": Signal(
        "state",
        _("status"),
        choices={
            "open": _("open"),
            "pending": _("pending"),
            "snoozed": _("snoozed"),
            "resolved": _("resolved"),
        },
    ),
    "weekday": Signal("state", _("weekday"), choices=_DAYS),
}

SCORES: dict[str, Signal] = {
    "toxicity": Signal("judgement", _("toxicity")),
    "spam": Signal("judgement", _("spam")),
    "sentiment": Signal("judgement", _("sentiment")),
    "intent": Signal("judgement", _("intent")),
}
