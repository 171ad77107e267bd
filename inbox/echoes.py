"""Recognise our own messages when the platform tells us of them.

A platform reports what a channel wrote whoever wrote it: Earful, or a person in the
platform's own app. The echo of a reply of ours may even arrive before the answer to the
call that sent it. So an own message is matched with the call it came from, by the id that
the platform gave it, or else by its thread and text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from inbox.models import Channel, Message, PlatformCall
from platforms.base import Kind

Status = PlatformCall.Status
Verb = PlatformCall.Verb


def link_own_messages(channel: Channel, messages: Sequence[Message], now: datetime) -> None:
    """Link these new own messages to the calls that sent them, in the caller's transaction."""
    if not messages:
        return
    calls = channel.platform_calls.filter(sent_message=None).select_related(
        "conversation", "message__identity"
    )
    by_id = {
        call.external_id: call for call in calls.filter(external_id__in=[m.external_id for m in messages])
    }
    for message in messages:
        call = by_id.get(message.external_id) or _sender_by_text(channel, message)
        if call is not None:
            _link(call, message, now)


def link_sent(channel: Channel, external_id: str) -> None:
    """Link the call that has sent this message with the message, which may have come in before its answer.

    An echo whose text the platform spelt otherwise was nobody's until the call knew its id.
    """
    message = channel.messages.filter(external_id=external_id, is_own=True, sent_by_call=None).first()
    if message is not None:
        channel.platform_calls.filter(external_id=external_id, sent_message=None).update(sent_message=message)


def _sender_by_text(channel: Channel, message: Message) -> PlatformCall | None:
    """Return the unanswered call that must have sent this, if there is one."""
    # One that is to be repeated because nobody found it: a late echo says that it had arrived.
    in_doubt = Q(status__in=[Status.SENDING, Status.UNKNOWN]) | Q(
        status=Status.QUEUED, error_code="ambiguous"
    )
    unsure = channel.platform_calls.filter(
        in_doubt, sent_message=None, text=message.text, external_id=""
    ).order_by("started_at", "pk")
    if message.kind == Kind.COMMENT:
        return unsure.filter(verb=Verb.REPLY, conversation=message.conversation_id).first()
    person = message.conversation.thread_id
    direct = unsure.filter(verb=Verb.DIRECT, conversation=message.conversation_id)
    private = unsure.filter(verb=Verb.PRIVATE_REPLY, message__identity__external_id=person)
    return direct.first() or private.first()


def _link(call: PlatformCall, message: Message, now: datetime) -> None:
    """The call is known to have worked. Its worker, if alive, will find it finished."""
    PlatformCall.objects.filter(pk=call.pk).update(
        sent_message=message,
        external_id=message.external_id,
        status=Status.DONE,
        finished_at=now,
        error_code="",
        error_detail="",
    )
