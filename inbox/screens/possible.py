"""What can be done with a comment, and for what cannot, why: the platform's limits and how things stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Event
from inbox import policy
from inbox.models import Message, PlatformCall
from inbox.screens.thread import Item

Verb, Status, Visibility = PlatformCall.Verb, PlatformCall.Status, Message.Visibility
_UNDER_WAY = frozenset({Status.QUEUED, Status.SENDING})


@dataclass(frozen=True, slots=True)
class Possible:
    """`why_not` says by act (hide, unhide, remove, like, block) why it is not possible now; "" when it is."""

    why_not: Mapping[str, str]
    is_blocked: bool
    is_being_removed: bool

    @property
    def acts(self) -> list[str]:
        return [act for act, why in self.why_not.items() if not why]


def possible_with(item: Item) -> Possible:
    """Return what a person could do with this message. Reads only loaded rows."""
    message = item.message
    assert message is not None  # only messages are acted on
    waits = item.moderation if item.moderation and item.moderation.status in _UNDER_WAY else None
    is_being_removed = waits is not None and waits.verb == Verb.REMOVE
    return Possible(
        {
            "hide": _refusal(message, Verb.HIDE) or _why_not_hide(message, waits),
            "unhide": ""
            if is_being_removed
            else _refusal(message, Verb.UNHIDE) or _why_not_show(message, waits),
            "remove": _refusal(message, Verb.REMOVE)
            or (_("It is being deleted already.") if is_being_removed else ""),
            "like": _refusal(message, Verb.LIKE) or (_("It is liked already.") if message.liked_at else ""),
            "block": "" if message.identity else _("Nobody knows who wrote it."),
        },
        is_blocked=message.identity is not None and message.identity.blocked_at is not None,
        is_being_removed=is_being_removed,
    )


def _why_not_hide(message: Message, waits: PlatformCall | None) -> str:
    if message.visibility != Visibility.VISIBLE:
        return _("It is hidden already.")
    return _("It is under way already.") if waits else ""


def _why_not_show(message: Message, waits: PlatformCall | None) -> str:
    """A deletion that waits can be taken back also where nothing can be hidden."""
    if waits:
        return "" if waits.verb == Verb.REMOVE else _("It is under way already.")
    if why := _refusal(message, Verb.UNHIDE):
        return why
    return _("It is not hidden or held.") if message.visibility == Visibility.VISIBLE else ""


def _refusal(message: Message, verb: PlatformCall.Verb) -> str:
    wish = PlatformCall(
        channel=message.channel,
        conversation=message.conversation,
        message=message,
        verb=verb,
        actor=Event.Actor.PERSON,
    )
    refusal = policy.refusal(wish, timezone.now())
    return refusal.detail if refusal else ""
