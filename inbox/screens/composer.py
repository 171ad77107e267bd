"""The box in which a person answers: to whom, which ways there are, how long, and why not."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from inbox import policy
from inbox.models import Conversation, Draft, Message, Note, PlatformCall, PrivateReplyClaim
from inbox.screens.private_state import private_state
from inbox.services.colliding import Seen, seen_of
from platforms.base import Capability
from platforms.limits import TextLimit

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Verb = PlatformCall.Verb


@dataclass(frozen=True, slots=True)
class How:
    """One way of answering. `url_name` is where the form is sent; `verb` is None for a note."""

    name: str
    verb: Verb | None
    label: StrPromise
    url_name: str
    hint: StrPromise
    key: str


PUBLIC = How("public", Verb.REPLY, _("Public reply"), "message_reply", _("Everyone can read this."), "r")
PRIVATE = How(
    *("private", Verb.PRIVATE_REPLY, _("Private reply"), "message_private_reply"),
    *(_("A direct message. One for each comment."), "p"),
)
DIRECT = How("direct", Verb.DIRECT, _("Direct message"), "message_reply", _("Only they can read this."), "r")
NOTE = How(
    Draft.NOTE, None, _("Note"), "note_add", _("Only the team can read this. @ mentions a member."), "n"
)
NOTE_LIMIT = TextLimit(Note.LONGEST)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed that was not sent, and why not. `key` makes one text one send.

    `seen` says of which answers they knew when they began; None when they begin now. `saved` is the
    saved reply that the text was made from.
    """

    text: str = ""
    error: str = ""
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    seen: Seen | None = None
    saved: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """A way of answering here and now: `pk` is what the form is about, `refusal` why it is not possible.

    `state` says what is left of it.
    """

    how: How
    pk: int
    limit: TextLimit | None = None
    refusal: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Composer:
    """`offered` are the ways that can be chosen, `absent` those that cannot, each with its refusal.

    `kept_answer` and `kept_note` are what this person left unsent.
    """

    message: Message | None
    way: Way
    offered: list[Way]
    absent: list[Way]
    typed: Typed
    seen: Seen
    kept_answer: str = ""
    kept_note: str = ""


def composer_for(
    conversation: Conversation,
    messages: Sequence[Message],
    *,
    to: int,
    how: str,
    typed: Typed,
    kept: Sequence[Draft] = (),
) -> Composer:
    """Return the composer for a message, or for the newest. What was typed last, or a draft, is in it.

    Of two drafts the answer is shown. A note is only ever shown as a note.
    """
    message = _answered(conversation, messages, to)
    if kept and not (typed.text or how):
        how = kept[0].how
    ways = [*(_ways(message) if message else []), Way(NOTE, conversation.pk, NOTE_LIMIT)]
    there = [way for way in ways if _is_there(way, conversation)]
    possible = [way for way in there if not way.refusal]
    # A note is no answer: it is the first choice only where nothing can be answered at all.
    usual = next((way for way in possible if way.how is not NOTE), there[0])
    chosen = next((way for way in there if way.how.name == how), usual)
    offered = [way for way in there if not way.refusal or way.how is not PRIVATE or way is chosen]
    absent = [way for way in ways if way not in offered]
    texts = {draft.is_note: draft.text for draft in kept}
    if (text := texts.get(chosen.how is NOTE)) and not typed.text:
        typed = Typed(text)
    seen = typed.seen or seen_of(conversation)
    return Composer(message, chosen, offered, absent, typed, seen, texts.get(False, ""), texts.get(True, ""))


def _ways(message: Message) -> list[Way]:
    hows = [PUBLIC, PRIVATE] if message.conversation.kind == "comment" else [DIRECT]
    return [_way(how, message) for how in hows]


def _way(how: How, message: Message) -> Way:
    """What the platform cannot do is never offered; what is not possible now says why."""
    refusal, state = _refusal(message, how), ""
    if how is PRIVATE and not refusal:
        is_used = PrivateReplyClaim.objects.filter(message=message).exists()
        state = private_state(message, timezone.now(), is_used=is_used)
        refusal = str(_("This comment has had its one private reply.")) if is_used else ""
    return Way(how, message.pk, limit_of(how, message), refusal, state)


def _is_there(way: Way, conversation: Conversation) -> bool:
    verb = way.how.verb
    return verb is None or conversation.channel.can(policy.CAPABILITY[verb])


def limit_of(how: How, message: Message) -> TextLimit | None:
    connector = message.channel.connector_class
    is_public = how.verb is not None and policy.CAPABILITY[how.verb] is Capability.REPLY
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
    assert how.verb is not None  # a note is not sent
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
