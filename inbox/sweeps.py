"""Find what was interrupted. Bounded: a large backlog is worked off in rounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from accounts.audit import SYSTEM
from inbox import notices, occurrences
from inbox.models import Conversation, Message, Occurrence, PlatformCall, RawDelivery
from inbox.signals import messages_stored, occurrences_stored

MOST = 500
# Work this young is on its way: its task was queued a moment ago.
GRACE = timedelta(seconds=10)
WAKE_AGAIN = timedelta(seconds=15)
KEEP_OCCURRENCES = timedelta(days=7)


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


def waiting_notices(now: datetime) -> Iterator[list[int]]:
    """Yield batches of notices that should have been sent by now."""
    due = notices.due_notices(now - GRACE).order_by("run_at")
    yield from _batches(list(due.values_list("pk", flat=True)[:MOST]), 5)


def waiting_emails(now: datetime) -> Iterator[list[int]]:
    """Yield batches of notifications whose e-mail should have been sent by now."""
    due = notices.due_emails(now - GRACE).order_by("email_run_at")
    yield from _batches(list(due.values_list("pk", flat=True)[:MOST]), 5)


def hand_on_again(now: datetime) -> int:
    """Send the signals again for what nobody has dealt with; return for how many."""
    return _hand_on_messages(now) + _hand_on_occurrences(now)


def _hand_on_messages(now: datetime) -> int:
    waiting = Message.objects.awaiting_processing().filter(received_at__lte=now - GRACE)
    rows = list(waiting.order_by("received_at").values_list("channel_id", "pk")[:MOST])
    with transaction.atomic():
        for channel_id in {channel_id for channel_id, _ in rows}:
            ids = [pk for owner, pk in rows if owner == channel_id]
            messages_stored.send(sender=Message, channel_id=channel_id, message_ids=ids)
    return len(rows)


def _hand_on_occurrences(now: datetime) -> int:
    waiting = Occurrence.objects.awaiting_processing().filter(created_at__lte=now - GRACE)
    ids = list(waiting.order_by("created_at").values_list("pk", flat=True)[:MOST])
    if ids:
        with transaction.atomic():
            occurrences_stored.send(sender=Occurrence, occurrence_ids=ids)
    return len(ids)


@transaction.atomic
def wake_snoozed(now: datetime) -> int:
    """Reopen conversations whose time has come; return how many."""
    snoozed = Conversation.objects.filter(status=Conversation.Status.SNOOZED, snoozed_until__lte=now)
    due = list(snoozed.select_for_update(no_key=True, skip_locked=True).order_by("snoozed_until")[:MOST])
    status = Conversation.Status.OPEN
    Conversation.objects.filter(pk__in=[conversation.pk for conversation in due]).update(
        status=status, snoozed_until=None, version=F("version") + 1
    )
    occurrences.store(Occurrence.Kind.STATUS_CHANGED, due, by=SYSTEM, detail=status)
    return len(due)


def purge_occurrences(now: datetime) -> int:
    """Forget what happened and was dealt with long ago; return how many."""
    old = Occurrence.objects.filter(processed_at__lte=now - KEEP_OCCURRENCES)
    ids = list(old.order_by("processed_at").values_list("pk", flat=True)[:10_000])
    deleted, _ = Occurrence.objects.filter(pk__in=ids).delete()
    return deleted


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
