"""How the form calls triggers, conditions and actions, and in which groups it offers them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from automation.schema.signals import CHOICES, FLAGS, NUMBERS, SCORES

Groups = tuple[tuple[str | Promise, tuple[tuple[str, str | Promise], ...]], ...]

TRIGGERS: Groups = (
    (
        _("When something comes in"),
        (
            ("message_received", _("A message arrives")),
            ("edited", _("A message is edited")),
            ("hidden", _("A message is hidden on the platform")),
            ("unhidden", _("A message is shown again on the platform")),
            ("removed", _("A message is removed on the platform")),
        ),
    ),
    (
        _("When time passes"),
        (("unanswered", _("Nobody has answered for a while")), ("volume", _("Unusually many messages come"))),
    ),
    (
        _("When a person does something"),
        (
            ("label_added", _("A label is added")),
            ("assigned", _("A conversation is assigned")),
            ("status_changed", _("The status changes")),
            ("sentiment_corrected", _("The sentiment is corrected")),
            ("manual", _("Somebody runs the rule by hand")),
        ),
    ),
)
ABOUT: Mapping[str, str | Promise] = {
    "text": _("The text"),
    "media": _("Attachments"),
    "judgement": _("Judgement"),
    "repetition": _("Repetition"),
    "author": _("The author"),
    "place": _("Where it was written"),
    "state": _("The conversation and the time"),
}
_PLAIN: Mapping[str, tuple[tuple[str, str | Promise], ...]] = {
    "text": (
        ("text", _("Words or phrases")),
        ("word_list", _("A word list")),
        ("similar", _("Words with typing errors")),
        ("regex", _("A pattern")),
        ("has_link", _("A link")),
        ("link_domain", _("A link to a domain")),
    ),
    "repetition": (
        ("same_text", _("The same text again")),
        ("author_rate", _("Many messages of one author")),
    ),
    "author": (("is_own", _("Written by the channel itself")),),
    "place": (("kind", _("Comment or direct message")), ("platform", _("Platform"))),
    "state": (("date_range", _("Dates")),),
}
FLAG_NAMES: Mapping[str, str | Promise] = {
    "only_emoji": _("Only emoji"),
    "only_mentions": _("Only tags people"),
    "has_email": _("An e-mail address"),
    "has_phone": _("A phone number"),
    "all_caps": _("All capitals"),
    "repeated_characters": _("Repeated characters"),
    "question": _("A question"),
    "team": _("Somebody of your team"),
    "first_time": _("First message of this person"),
    "vip": _("VIP"),
    "approved": _("Approved author"),
    "blocked": _("Blocked person"),
    "opted_out": _("Opted out"),
    "verified": _("Verified account"),
    "no_picture": _("No profile picture"),
    "reply": _("Reply or top-level comment"),
    "ad": _("On an ad"),
    "assigned": _("Assigned or not"),
    "business_hours": _("Business hours"),
    "answered_by_person": _("Answered by a person"),
    "answered_by_rule": _("Answered by a rule"),
    "suggestion_open": _("Open suggestion"),
    "reply_window_open": _("Can still be answered"),
}


def _named(about: str) -> tuple[tuple[str, str | Promise], ...]:
    """Return what can be asked about something: the plain ones, flags, amounts, choices, scores."""
    return (
        *_PLAIN.get(about, ()),
        *((f"flag:{of}", FLAG_NAMES[of]) for of, signal in FLAGS.items() if signal.about == about),
        *((f"number:{of}", signal.label) for of, signal in NUMBERS.items() if signal.about == about),
        *((f"one_of:{of}", signal.label) for of, signal in CHOICES.items() if signal.about == about),
        *((f"score:{of}", signal.label) for of, signal in SCORES.items() if signal.about == about),
    )


CONDITIONS: Groups = tuple((label, _named(about)) for about, label in ABOUT.items())
ACTIONS: Groups = (
    (
        _("Answer"),
        (
            ("reply", _("Reply in public")),
            ("private_reply", _("Send a private reply")),
            ("suggest_reply", _("Suggest an answer to a colleague")),
            ("like", _("Like")),
        ),
    ),
    (
        _("Moderate"),
        (
            ("hide", _("Hide")),
            ("unhide", _("Show again")),
            ("hold", _("Hold for review")),
            ("approve", _("Let it pass")),
            ("delete", _("Hide now, delete later")),
            ("block_author", _("Block the author")),
        ),
    ),
    (
        _("Sort"),
        (
            ("assign", _("Assign")),
            ("label", _("Label")),
            ("resolve", _("Resolve")),
            ("set_status", _("Set the status")),
            ("snooze", _("Snooze")),
            ("priority", _("Change the priority")),
            ("set_sentiment", _("Set the sentiment")),
        ),
    ),
    (_("Tell people"), (("note", _("Write a note")), ("notify", _("Notify people")))),
)
