"""Find what was interrupted. Bounded: a large backlog is worked off in rounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from inbox.models import Conversation, Message, PlatformCall, RawDelivery
from inbox.signals import messages_stored

MOST = 500
# Work this young is on its way: its task was queued a moment ago.
GRACE = timedelta(seconds=10)
WAKE_AGAIN = timedelta(seconds=15)


def due_calls(now: datetime) -> Iterator[list[int]]:
    """Yield batches of calls whose time has come and of which no worker was told lately."""
    untold = Q(woken_at=None) | Q(woken_at__lte=now - WAKE_AGAIN)
    due = PlatformCall.objects.due(now).filter(untold).order_by("run_at")
    ids = list(due.values_list("pk", flat=True)[:MOST])
    PlatformCall.objects.filter(pk__in=ids).update(woken_at=now)
    yield from _batches(ids, 5)


def waiting_deliveries(now: datetime) -> Iterator[list[int]]:
    """Yield batches of deliveries that should have been processed by now."""
    waiting = RawDelivery.objects.waiting(now).filter(received_at__lte=now - GRACE)
    yield from _batches(list(waiting.order_by("received_at").values_list("pk", flat=True)[:MOST]), 50)


def hand_on_again(now: datetime) -> int:
    """Send the signal again for messages that nobody has dealt with; return how many."""
    waiting = Message.objects.awaiting_processing().filter(received_at__lte=now - GRACE)
    rows = list(waiting.order_by("received_at").values_list("channel_id", "pk")[:MOST])
    with transaction.atomic():
        for channel_id in {channel_id for channel_id, _ in rows}:
            ids = [pk for owner, pk in rows if owner == channel_id]
            messages_stored.send(sender=Message, channel_id=channel_id, message_ids=ids)
    return len(rows)


def wake_snoozed(now: datetime) -> int:
    """Reopen conversations whose time has come; return how many."""
    due = Conversation.objects.filter(status=Conversation.Status.SNOOZED, snoozed_until__lte=now)
    return due.update(status=Conversation.Status.OPEN, snoozed_until=None, version=F("version") + 1)


def purge_deliveries(now: datetime) -> int:
    """Forget deliveries that were processed long ago. Quarantine is kept for a person."""
    old = RawDelivery.objects.filter(
        status=RawDelivery.Status.DONE, processed_at__lte=now - timedelta(days=settings.RAW_DELIVERY_DAYS)
    )
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:10_000])
    deleted, _ = RawDelivery.objects.filter(pk__in=ids).delete()
    return deleted


def _batches(ids: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
