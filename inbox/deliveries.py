"""Webhook deliveries: stored raw first, understood later."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from inbox.ingest import ingest, why_not_storable
from inbox.models import Channel, RawDelivery
from inbox.rows import update_rows
from platforms.base import Incoming, Parsed
from platforms.errors import BadPayload
from platforms.reading import SIGNED_FOR
from platforms.registry import connector_class

log = structlog.get_logger(__name__)
Status = RawDelivery.Status
LEASE = timedelta(minutes=1)
MOST_ATTEMPTS = 5
BATCH = 50


def store(
    platform: str, body: bytes, *, channel: Channel | None = None, is_simulated: bool = False
) -> tuple[RawDelivery, bool]:
    """Keep a delivery as it came; return it, and whether it is new.

    A platform that repeats itself byte for byte gets the same row. One that batches the
    same events anew gets another, and ingest recognises its items.
    """
    return RawDelivery.objects.get_or_create(
        platform=platform,
        is_simulated=is_simulated,
        event_key=hashlib.sha256(body).hexdigest(),
        defaults={
            "body": body,
            "channel": channel,
            "workspace_id": channel.workspace_id if channel else None,
        },
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What one delivery says: items by the channel they are for, and what is to be kept for a person.

    `audience`: whom any part of it is for; empty while one of them is not known here, or nobody can tell.
    """

    delivery: RawDelivery
    items: Mapping[Channel, Sequence[Incoming]]
    reasons: Sequence[str]
    audience: Sequence[Channel] = ()


def process(delivery_ids: Sequence[int], *, now: datetime) -> None:
    """Bring into the inbox what these deliveries hold, and what else is waiting with them.

    Under load many deliveries wait at once, and one transaction for fifty costs little more
    than one for one. A delivery that was tried before is processed by itself, so that it
    cannot hold up the others again.
    """
    claimed = RawDelivery.objects.claim(delivery_ids, now=now, lease=LEASE, most=BATCH)
    first_time = [delivery for delivery in claimed if delivery.attempts == 1]
    again = [[delivery] for delivery in claimed if delivery.attempts > 1]
    for batch in [first_time, *again]:
        if batch:
            _process_batch(batch, now)


@transaction.atomic
def _process_batch(batch: Sequence[RawDelivery], now: datetime) -> None:
    readings = [_read(delivery) for delivery in batch]
    by_channel: dict[Channel, list[Incoming]] = defaultdict(list)
    for reading in readings:
        for channel, items in reading.items.items():
            by_channel[channel] += items
    # In one order everywhere, so that two batches with the same channels do not lock each other out.
    for channel in sorted(by_channel, key=lambda channel: channel.pk):
        _ingest(channel, by_channel[channel], now)
    for reading in readings:
        _settle(reading, now)
    update_rows(
        RawDelivery, batch, ["status", "reasons", "processed_at", "lease_until", "workspace", "channel"]
    )


def _read(delivery: RawDelivery) -> Reading:
    if delivery.attempts > MOST_ATTEMPTS:
        # It has stopped several workers: keep it for a person instead of the next worker.
        return Reading(delivery, {}, ["Processing this delivery failed several times."])
    connector = connector_class(delivery.platform)
    try:
        parsed = connector.parse(connector.decode(bytes(delivery.body)))
    except BadPayload as error:
        return Reading(delivery, {}, [str(error)])
    items: dict[Channel, Sequence[Incoming]] = {}
    reasons = list(parsed.unknown)
    accounts = sorted(parsed.items.keys() | (parsed.accounts or ()))
    channels = {account_id: _channel(delivery, account_id) for account_id in accounts}
    for account_id, found in parsed.items.items():
        channel = channels[account_id]
        if channel is None:
            reasons.append(f"No channel is connected for account {account_id[:80]}.")
        else:
            items[channel] = found
            reasons += [reason for item in found if (reason := why_not_storable(item))]
    return Reading(delivery, items, reasons, _audience(parsed, list(channels.values())))


def _audience(parsed: Parsed, channels: Sequence[Channel | None]) -> list[Channel]:
    is_unclear = parsed.accounts is None and bool(parsed.unknown)
    known = [channel for channel in channels if channel is not None]
    return [] if is_unclear or len(known) < len(channels) else known


def _ingest(channel: Channel, items: Sequence[Incoming], now: datetime) -> None:
    result = ingest(channel, items, now=now)
    log.info(
        "deliveries_ingested",
        channel=channel.pk,
        created=len(result.created),
        duplicates=result.duplicates,
        changed=result.changed,
        parked=result.parked,
    )


def _channel(delivery: RawDelivery, account_id: str) -> Channel | None:
    """Return the channel of an account. A simulated delivery reaches simulated channels only."""
    if account_id == SIGNED_FOR:
        return delivery.channel
    found = Channel.objects.filter(
        platform=delivery.platform, external_id=account_id, is_simulated=delivery.is_simulated
    )
    if delivery.channel_id:
        # It was signed with one channel's own secret, which speaks for that channel only.
        found = found.filter(pk=delivery.channel_id)
    return found.first()


def _settle(reading: Reading, now: datetime) -> None:
    delivery, channels = reading.delivery, reading.audience
    delivery.status = Status.QUARANTINED if reading.reasons else Status.DONE
    delivery.reasons = list(reading.reasons)[:100]
    delivery.processed_at = now
    delivery.lease_until = None
    # A channel that stands here keeps all others out: their people may not see it, nor may it reach them.
    if delivery.channel_id is None and len({channel.workspace_id for channel in channels}) == 1:
        delivery.workspace_id = channels[0].workspace_id
        delivery.channel = channels[0] if len(channels) == 1 else None
    if reading.reasons:
        log.warning("delivery_quarantined", delivery=delivery.pk, reasons=delivery.reasons[:3])


def replay(deliveries: Sequence[RawDelivery]) -> list[int]:
    """Put deliveries back in the queue, to be read again; return their ids."""
    ids = [delivery.pk for delivery in deliveries]
    RawDelivery.objects.filter(pk__in=ids).update(status=Status.PENDING, attempts=0, lease_until=None)
    return ids
