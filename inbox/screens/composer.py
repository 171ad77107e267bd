"""The box in which a person answers: to whom, how, how long, and why not."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from inbox import policy
from inbox.models import Channel, Conversation, Message, PlatformCall
from inbox.services.colliding import Seen, seen_of
from platforms.base import Capability, TextLimit

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Verb = PlatformCall.Verb


@dataclass(frozen=True, slots=True)
class How:
    """One way of answering. `url_name` is where the form is sent."""

    name: str
    verb: Verb
    label: StrPromise
    url_name: str
    hint: StrPromise


PUBLIC = How("public", Verb.REPLY, _("Public reply"), "message_reply", _("Everyone can read this."))
PRIVATE = How(
    *("private", Verb.PRIVATE_REPLY, _("Private reply"), "message_private_reply"),
    _("A direct message. One for each comment."),
)
DIRECT = How("direct", Verb.DIRECT, _("Direct message"), "message_reply", _("Only they can read this."))


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person typed that was not sent, and why not. `key` makes one text one send.

    `seen` says of which answers they knew when they began; None when they begin now.
    """

    text: str = ""
    error: str = ""
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Composer:
    message: Message
    how: How
    hows: list[How]
    limit: TextLimit | None
    refusal: str
    draft: Draft
    seen: Seen


def composer_for(
    conversation: Conversation, messages: Sequence[Message], *, to: int, how: str, draft: Draft
) -> Composer | None:
    """Return the composer for a message, or for the newest; None when nothing can be answered."""
    message = _answered(conversation, messages, to)
    hows = ways(conversation.channel, conversation.kind)
    if message is None or not hows:
        return None
    refusals = {each.name: _refusal(message, each) for each in hows}
    possible = [each for each in hows if not refusals[each.name]]
    chosen = next((each for each in hows if each.name == how), (possible or hows)[0])
    seen = draft.seen or seen_of(conversation)
    return Composer(message, chosen, hows, limit_of(chosen, message), refusals[chosen.name], draft, seen)


def ways(channel: Channel, kind: str) -> list[How]:
    """Return how one can answer here. What the platform cannot do is not offered."""
    wanted = [PUBLIC, PRIVATE] if kind == "comment" else [DIRECT]
    return [how for how in wanted if channel.can(policy.CAPABILITY[how.verb])]


def limit_of(how: How, message: Message) -> TextLimit | None:
    connector = message.channel.connector_class
    is_public = policy.CAPABILITY[how.verb] is Capability.REPLY
    return connector.comment_limit if is_public else connector.direct_limit


def _answered(conversation: Conversation, messages: Sequence[Message], to: int) -> Message | None:
    if to and to not in {message.pk for message in messages}:
        messages = list(conversation.messages.filter(pk=to).select_related("identity"))
    theirs = [message for message in messages if not (message.is_own or message.removed_at)]
    for message in theirs:
        message.conversation, message.channel = conversation, conversation.channel
    asked = [message for message in theirs if message.pk == to]
    return asked[0] if asked else theirs[-1] if theirs else None


def _refusal(message: Message, how: How) -> str:
    """Return why a person could not send anything this way now, or nothing."""
    wish = PlatformCall(
        channel=message.channel,
        conversation=message.conversation,
        message=message,
        verb=how.verb,
        text="?",
        actor=Event.Actor.PERSON,
    )
    refusal = policy.refusal(wish, timezone.now())
    return refusal.detail if refusal else ""
