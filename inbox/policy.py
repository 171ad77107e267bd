"""What the platforms forbid, checked when a call is queued and again when it is made.

It stands below the rules and below people: nothing can configure it away. The codes are
those of docs/rules.md, so that a decision and a failed call say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from accounts.models import Event
from inbox.models import Message, PlatformCall
from platforms.base import Capability, Connector, Kind
from platforms.limits import ReplyWindow

Verb = PlatformCall.Verb
Visibility = Message.Visibility

# What a verb needs of a platform. Holding is hiding where the platform does not know the difference.
CAPABILITY = {
    Verb.REPLY: Capability.REPLY,
    Verb.PRIVATE_REPLY: Capability.PRIVATE_REPLY,
    Verb.DIRECT: Capability.DIRECT,
    Verb.HIDE: Capability.HIDE,
    Verb.UNHIDE: Capability.HIDE,
    Verb.HOLD: Capability.HIDE,
    Verb.REMOVE: Capability.REMOVE,
    Verb.LIKE: Capability.LIKE,
    Verb.BLOCK: Capability.BLOCK,
}


HIDES = frozenset({Verb.HIDE, Verb.UNHIDE, Verb.HOLD})
UNITS = {"characters": gettext_lazy("characters"), "bytes": gettext_lazy("bytes")}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a call may not be made: a code for machines, a sentence for people."""

    code: str
    detail: str


def refusal(call: PlatformCall, now: datetime) -> Refusal | None:
    """Return why this call may not be made now, or None.

    Reads only loaded rows, but for a platform that counts messages.
    """
    connector = call.channel.connector_class
    verb = Verb(call.verb)
    if not is_possible(verb, connector):
        return Refusal(
            "unsupported_on_platform",
            gettext("%(platform)s has no “%(act)s”.")
            % {"platform": connector.name, "act": verb.label.lower()},
        )
    if verb == Verb.REPLY:
        return _reply(call, connector)
    if verb == Verb.PRIVATE_REPLY:
        return _private_reply(call, connector, now)
    if verb == Verb.DIRECT:
        return _direct(call, connector, now)
    if verb == Verb.BLOCK:
        return None
    return _moderation(call)


def is_possible(verb: PlatformCall.Verb, connector: type[Connector]) -> bool:
    """Whether a platform has such an act at all."""
    if verb == Verb.HOLD and Capability.HOLD in connector.capabilities:
        return True
    return CAPABILITY[verb] in connector.capabilities


def _reply(call: PlatformCall, connector: type[Connector]) -> Refusal | None:
    message = call.message
    if message is None or message.visibility != Visibility.VISIBLE:
        return Refusal(
            "hidden_earlier", gettext("A comment that is hidden or removed cannot be answered in public.")
        )
    if message.is_own and call.actor == Event.Actor.RULE:
        return Refusal("own_account", gettext("Rules never answer what the channel itself wrote."))
    return _length(call, connector)


def _private_reply(call: PlatformCall, connector: type[Connector], now: datetime) -> Refusal | None:
    message = call.message
    window = connector.private_reply_window
    if message is None or message.visibility == Visibility.REMOVED:
        return Refusal("target_gone", gettext("The comment is no longer there."))
    if message.is_own:
        return Refusal("own_account", gettext("The channel cannot write to itself."))
    if window and now >= message.sent_at + window:
        detail = gettext("A private reply is possible for %(n)d days after the comment.") % {"n": window.days}
        return Refusal("window_closed", detail)
    return _length(call, connector)


def _direct(call: PlatformCall, connector: type[Connector], now: datetime) -> Refusal | None:
    by_person = call.actor == Event.Actor.PERSON
    if not call.conversation.is_reply_window_open(now, by_person=by_person):
        return Refusal("window_closed", gettext("The platform's time to answer this message is over."))
    window = connector.reply_window
    if window and window.most and _sent_in_window(call, window) >= window.most:
        detail = gettext("The platform takes no more than %(n)d messages before the person writes again.")
        return Refusal("window_closed", detail % {"n": window.most})
    return _length(call, connector)


def _sent_in_window(call: PlatformCall, window: ReplyWindow) -> int:
    """Return how many messages of ours came, or will come, after the person's latest one."""
    end = call.conversation.reply_window_ends_at
    assert end is not None  # the window is open
    sent = Message.objects.filter(
        conversation=call.conversation_id, is_own=True, sent_at__gte=end - window.length
    )
    waiting = PlatformCall.objects.in_flight().filter(conversation=call.conversation_id, verb=Verb.DIRECT)
    # Of those that wait, the earlier ones have the room that is left.
    earlier = waiting.filter(pk__lt=call.pk) if call.pk else waiting
    return sent.count() + earlier.count()


def _moderation(call: PlatformCall) -> Refusal | None:
    message = call.message
    if message is None or message.visibility == Visibility.REMOVED:
        return Refusal("target_gone", gettext("The comment is no longer there."))
    if message.kind != Kind.COMMENT:
        return Refusal("unsupported_on_platform", gettext("This is possible with comments only."))
    if message.is_own and call.verb in HIDES:
        return Refusal("own_account", gettext("The platform does not hide the channel's own comments."))
    return None


def _length(call: PlatformCall, connector: type[Connector]) -> Refusal | None:
    limit = connector.comment_limit if call.verb == Verb.REPLY else connector.direct_limit
    if not call.text.strip():
        return Refusal("text_empty", gettext("There is no text to send."))
    if limit and (excess := limit.excess(call.text)) > 0:
        detail = gettext("The text is %(excess)d %(unit)s too long: %(most)d are allowed.")
        unit = UNITS[limit.unit]
        return Refusal("text_too_long", detail % {"excess": excess, "most": limit.maximum, "unit": unit})
    return None
