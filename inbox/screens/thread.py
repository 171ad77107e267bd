"""One conversation: its messages and the calls that are under way, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import Channel, Conversation, Message, Note, PlatformCall
from inbox.screens.listing import name_of, read_cursor
from inbox.screens.notes import author_of, notes_between
from inbox.screens.tree import in_places
from platforms.base import Capability, Kind

MOST_MESSAGES = 200
MOST_CALLS = 100
Status = PlatformCall.Status
Verb = PlatformCall.Verb
Visibility = Message.Visibility
# What connectors say of who still sees a hidden comment (`hidden_note`): named here to be translated.
HIDDEN_NOTES = frozenset(
    {
        gettext_noop("The author and their friends still see it."),
        gettext_noop("The author still sees it."),
        gettext_noop("Nobody but you sees it."),
        gettext_noop("Everybody can still unfold it."),
    }
)


@dataclass(slots=True)
class Item:
    """One line of the thread: a message, a text of ours that is on its way, or a note of the team.

    `moderation` is the hide or unhide of this message that is not done; `answers` is whom
    a message answers when that is not the thread itself; `depth` is how far a reply is moved in.
    """

    at: datetime
    sender: str
    message: Message | None = None
    call: PlatformCall | None = None
    note: Note | None = None
    moderation: PlatformCall | None = None
    answers: str = ""
    depth: int = 0

    @property
    def is_own(self) -> bool:
        return self.message is None or self.message.is_own

    @property
    def state(self) -> str:
        return state_of(self.call) if self.call else ""

    @property
    def moderation_state(self) -> str:
        return state_of(self.moderation) if self.moderation else ""

    @property
    def hidden_note(self) -> str:
        """Say who sees a comment on the platform that the public does not see, as far as that is known."""
        note = self.message.channel.connector_class.hidden_note if self.message else ""
        return _(note) if note else ""

    @property
    def can_hide(self) -> bool:
        return self._can_moderate and self.message is not None and self.message.visibility == "visible"

    @property
    def can_unhide(self) -> bool:
        return (
            self._can_moderate and self.message is not None and self.message.visibility in {"hidden", "held"}
        )

    @property
    def can_answer(self) -> bool:
        channel = self._comment_channel
        return channel is not None and (
            channel.can(Capability.REPLY) or channel.can(Capability.PRIVATE_REPLY)
        )

    @property
    def _can_moderate(self) -> bool:
        channel = self._comment_channel
        is_busy = self.moderation is not None and self.moderation.status in {Status.QUEUED, Status.SENDING}
        return channel is not None and channel.can(Capability.HIDE) and not is_busy

    @property
    def _comment_channel(self) -> Channel | None:
        """The channel, when this is somebody's comment that is still there."""
        message = self.message
        if message is None or message.is_own or message.kind != Kind.COMMENT or message.removed_at:
            return None
        return message.channel


@dataclass(frozen=True, slots=True)
class Thread:
    items: list[Item]
    earlier: str

    @property
    def messages(self) -> list[Message]:
        """The messages in the order of time."""
        found = [item.message for item in self.items if item.message]
        return sorted(found, key=lambda message: (message.sent_at, message.pk))


def thread_of(conversation: Conversation, before: str = "") -> Thread:
    """Return the newest messages before a cursor, with the calls when it is the newest part."""
    messages, has_earlier = _messages(conversation, before)
    calls = [] if read_cursor(before) else _calls(conversation)
    notes = _note_items(conversation, before, messages[0].sent_at if has_earlier else None)
    items = [*_message_items(conversation, messages, calls), *_call_items(calls), *notes]
    items.sort(key=lambda item: item.at)
    earlier = f"{messages[0].sent_at.isoformat()}_{messages[0].pk}" if has_earlier else ""
    if conversation.kind == Kind.COMMENT:
        items = in_places(items, conversation.thread_id)
    return Thread(items, earlier)


def _messages(conversation: Conversation, before: str) -> tuple[list[Message], bool]:
    rows = conversation.messages.select_related("identity", "sent_by_call__user").order_by("-sent_at", "-pk")
    if place := read_cursor(before):
        at, pk = place
        rows = rows.filter(sent_at__lte=at).filter(Q(sent_at__lt=at) | Q(pk__lt=pk))
    found = list(rows[: MOST_MESSAGES + 1])
    messages = found[:MOST_MESSAGES][::-1]
    for message in messages:
        message.conversation, message.channel = conversation, conversation.channel
    return messages, len(found) > MOST_MESSAGES


def _calls(conversation: Conversation) -> list[PlatformCall]:
    """Return what is not to be seen as a message here, and every hide, oldest first."""
    shown_as_message = Q(status=Status.DONE, verb__in=[Verb.REPLY, Verb.DIRECT])
    rows = conversation.platform_calls.exclude(shown_as_message).select_related("user", "message__identity")
    calls = list(rows.order_by("-created_at", "-pk")[:MOST_CALLS])[::-1]
    for call in calls:
        call.channel = conversation.channel
    return calls


def _message_items(
    conversation: Conversation, messages: Sequence[Message], calls: Iterable[PlatformCall]
) -> list[Item]:
    authors = {message.external_id: sender_of(message) for message in messages}
    latest = {call.message_id: call for call in calls if not call.is_send}
    return [
        Item(
            at=message.sent_at,
            sender=authors[message.external_id],
            message=message,
            call=getattr(message, "sent_by_call", None),
            moderation=_unfinished(latest.get(message.pk)),
            answers=authors.get(message.parent_id, "") if message.parent_id != conversation.thread_id else "",
        )
        for message in messages
    ]


def _unfinished(call: PlatformCall | None) -> PlatformCall | None:
    """What a person took back before it began leaves nothing to see."""
    is_over = call is None or call.status == Status.DONE or call.error_code == "cancelled"
    return None if is_over else call


def _call_items(calls: Iterable[PlatformCall]) -> list[Item]:
    return [Item(at=call.created_at, sender=caller_of(call), call=call) for call in calls if call.is_send]


def _note_items(conversation: Conversation, before: str, since: datetime | None) -> list[Item]:
    """Return what the team wrote in the time of this part of the thread."""
    place = read_cursor(before)
    notes = notes_between(conversation, since, place[0] if place else None)
    return [Item(at=note.created_at, sender=author_of(note), note=note) for note in notes]


def sender_of(message: Message) -> str:
    """Return who wrote a message; of ours, who had it sent."""
    if not message.is_own:
        return name_of(message.identity)
    call = getattr(message, "sent_by_call", None)
    return caller_of(call) if call else _("In the platform's app")


def caller_of(call: PlatformCall) -> str:
    if call.actor == "rule":
        return _("Automatic · %(cause)s") % {"cause": call.cause} if call.cause else _("Automatic")
    if call.actor == "person":
        return str(call.user) if call.user else _("A former member")
    return "Earful"


def state_of(call: PlatformCall) -> str:
    """Say how far a call is, and for one that did not work, why."""
    why = call.error_detail or call.error_code
    if call.status == Status.FAILED:
        return _("Failed: %(why)s") % {"why": why}
    if call.status == Status.CANCELLED:
        return _("Not done: %(why)s") % {"why": why}
    if call.status == Status.UNKNOWN:
        return _("Outcome unknown: looking on the platform before anything is sent again")
    if call.status == Status.DONE:
        return _("Sent")
    return _waiting(call, why)


def _waiting(call: PlatformCall, why: str) -> str:
    doing = {Verb.HIDE: _("Hiding…"), Verb.UNHIDE: _("Showing again…"), Verb.REMOVE: _("Removing…")}
    if call.channel.status != Channel.Status.CONNECTED:
        return _("Waiting: the channel is not connected")
    if why:
        return _("Trying again: %(why)s") % {"why": why}
    if (call.run_at - timezone.now()).total_seconds() > 5:
        at = date_format(timezone.localtime(call.run_at), "H:i:s")
        text = _("Will be deleted at %(at)s") if call.verb == Verb.REMOVE else _("Will be sent at %(at)s")
        return text % {"at": at}
    return doing.get(Verb(call.verb), _("Sending…"))
