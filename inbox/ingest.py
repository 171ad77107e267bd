"""The one way in for messages: webhook, poll, import file and our own sent replies.

Set-based, one transaction a batch, and convergent: the same items, repeated and in any
order, give the same rows. A text is the latest version by the platform's clock, a removal
is final, hide and unhide are decided by the later one, and a change that comes before its
message waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from inbox import live
from inbox.changes import apply_changes, apply_parked
from inbox.echoes import link_own_messages
from inbox.models import Channel, Conversation, Message
from inbox.opt_outs import note_opt_outs
from inbox.people import store_identities, store_posts
from inbox.rows import insert_rows
from inbox.signals import messages_stored
from inbox.threads import store_conversations, summarise
from platforms.base import Action, Incoming, Kind
from platforms.cleaning import clean

BATCH = 500
# A platform's clock may be a little ahead of ours; more than this is a wrong clock.
FUTURE_TOLERANCE = timedelta(minutes=5)


@dataclass
class Ingested:
    """What a batch came to. `created` holds the ids of new messages, in the order given."""

    created: list[int] = field(default_factory=list)
    duplicates: int = 0
    changed: int = 0
    parked: int = 0
    rejected: list[str] = field(default_factory=list)

    def add(self, other: Ingested) -> None:
        self.created += other.created
        self.duplicates += other.duplicates
        self.changed += other.changed
        self.parked += other.parked
        self.rejected += other.rejected


def ingest(
    channel: Channel,
    items: Sequence[Incoming],
    *,
    origin: Message.Origin = Message.Origin.LIVE,
    now: datetime | None = None,
) -> Ingested:
    """Store what happened on a channel. Safe to repeat.

    With origin LIVE, new messages of other people that were sent after the channel was
    connected are handed on to whoever listens to `messages_stored`.
    """
    now = now or timezone.now()
    total = Ingested()
    for start in range(0, len(items), BATCH):
        total.add(_ingest_batch(channel.pk, items[start : start + BATCH], origin, now))
    return total


@transaction.atomic
def _ingest_batch(
    channel_id: int, items: Sequence[Incoming], origin: Message.Origin, now: datetime
) -> Ingested:
    channel = Channel.objects.locked(channel_id)
    result = Ingested()
    result.rejected = [reason for item in items if (reason := why_not_storable(item))]
    usable = [_cleaned(item, now) for item in items if not why_not_storable(item)]
    known = _known(channel, {item.external_id for item in usable})
    fresh = _create(channel, _first_of_each(usable, known, result), origin, now)
    known.update(fresh)
    touched = apply_parked(channel, fresh)
    touched |= apply_changes(channel, _later_versions(usable, known, fresh), known, result, now)
    conversations = summarise(channel, fresh.values(), changed=touched)
    note_opt_outs(channel, fresh.values())
    link_own_messages(channel, [message for message in fresh.values() if message.is_own], now)
    result.created = [message.pk for message in fresh.values()]
    waiting = [message.pk for message in fresh.values() if message.processed_at is None]
    if waiting:
        messages_stored.send(sender=Message, channel_id=channel.pk, message_ids=waiting)
    written = [message.conversation_id for message in fresh.values() if not message.is_own]
    live.announce(channel.workspace_id, conversations, new=written)
    return result


def why_not_storable(item: Incoming) -> str:
    """Return what keeps an item from fitting into a row, naming the item; nothing when it fits."""
    ids = (item.external_id, item.thread_id, item.parent_id, item.author.external_id if item.author else "")
    if not item.external_id:
        return "An item without an id."
    if any(len(value) > 255 for value in ids):
        return f"{item.external_id[:40]}…: an id of more than 255 characters."
    if item.action is Action.CREATE and not item.thread_id:
        return f"{item.external_id}: it does not say to which thread it belongs."
    return ""


def _cleaned(item: Incoming, now: datetime) -> Incoming:
    occurred_at = item.occurred_at or now
    if occurred_at > now + FUTURE_TOLERANCE:
        occurred_at = now
    return replace(
        item,
        external_id=clean(item.external_id),
        thread_id=clean(item.thread_id),
        parent_id=clean(item.parent_id),
        text=clean(item.text),
        occurred_at=occurred_at,
    )


def _known(channel: Channel, external_ids: Iterable[str]) -> dict[str, Message]:
    rows = channel.messages.filter(external_id__in=list(external_ids)).select_related("conversation")
    return {message.external_id: message for message in rows}


def _first_of_each(items: Sequence[Incoming], known: dict[str, Message], result: Ingested) -> list[Incoming]:
    """Return one CREATE for each message that is not stored yet, the earliest."""
    first: dict[str, Incoming] = {}
    for item in items:
        if item.action is not Action.CREATE:
            continue
        earlier = first.get(item.external_id)
        if item.external_id in known or earlier:
            result.duplicates += 1
        if item.external_id not in known and (earlier is None or _when(item) < _when(earlier)):
            first[item.external_id] = item
    return list(first.values())


def _later_versions(
    items: Sequence[Incoming], known: dict[str, Message], fresh: dict[str, Message]
) -> list[Incoming]:
    """Return what changes a message: every change, and a repeated CREATE with an earlier time."""
    return [
        item
        for item in items
        if item.action is not Action.CREATE
        or (item.external_id not in fresh and _when(item) < known[item.external_id].sent_at)
    ]


def _when(item: Incoming) -> datetime:
    assert item.occurred_at is not None  # _cleaned filled it in
    return item.occurred_at


def _create(
    channel: Channel, items: Sequence[Incoming], origin: Message.Origin, now: datetime
) -> dict[str, Message]:
    if not items:
        return {}
    identities = store_identities(channel, items)
    conversations = store_conversations(channel, items, identities, store_posts(channel, items))
    messages = [_message(channel, item, conversations[item.external_id], origin, now) for item in items]
    for message, item in zip(messages, items, strict=True):
        if item.author and not item.is_own:
            message.identity = identities[item.author.external_id]
    insert_rows(Message, messages)
    return {message.external_id: message for message in messages}


def _message(
    channel: Channel, item: Incoming, conversation: Conversation, origin: Message.Origin, now: datetime
) -> Message:
    sent_at = _when(item)
    if origin == Message.Origin.LIVE and sent_at < channel.connected_at:
        origin = Message.Origin.HISTORY
    is_waiting = origin == Message.Origin.LIVE and not item.is_own
    return Message(
        workspace_id=channel.workspace_id,
        channel=channel,
        conversation=conversation,
        kind=Kind(item.kind).value,
        is_own=item.is_own,
        origin=origin,
        external_id=item.external_id,
        parent_id=item.parent_id,
        text=item.text,
        attachments=[{"kind": a.kind, "url": a.url} for a in item.attachments],
        sent_at=sent_at,
        received_at=now,
        text_at=sent_at,
        processed_at=None if is_waiting else now,
        raw=dict(item.raw),
    )
