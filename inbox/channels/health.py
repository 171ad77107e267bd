"""What is known of how channels are: one line each for the list, everything for the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from accounts.models import Workspace
from inbox import budget
from inbox.channels import testing
from inbox.channels.states import Calls, Standing, standing_of
from inbox.models import Channel, ChannelAccess, ChannelPoll, MissedRange, PlatformCall, RawDelivery
from platforms.base import Capability

MOST_CHANNELS = 200
MOST_COUNTED = 1_000
MOST_RANGES = 10
DAY = timedelta(days=1)
Status = PlatformCall.Status


@dataclass(frozen=True, slots=True)
class Line:
    """One channel in the list."""

    channel: Channel
    standing: Standing


@dataclass(frozen=True, slots=True)
class Quota:
    """Units of a platform's daily budget."""

    left: int
    whole: int
    renewed_at: datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits, counted up to a thousand: to be sent, to be read, and for a person in quarantine."""

    calls: int
    messages: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that the page of one channel tells. None where there is no such thing."""

    channel: Channel
    standing: Standing
    calls: Calls
    access: ChannelAccess | None
    poll: ChannelPoll | None
    quota: Quota | None
    backlog: Backlog
    last_message_at: datetime | None
    last_delivery: RawDelivery | None
    missed: Sequence[MissedRange]


def channels_of(workspace: Workspace, now: datetime) -> list[Line]:
    """Return the channels of a workspace, those that need a person first."""
    rows = list(
        Channel.objects.filter(workspace=workspace)
        .defer("credentials")
        .select_related("access", "poll")
        .order_by("name", "pk")[:MOST_CHANNELS]
    )
    calls = _calls(rows, now)
    lines = [Line(row, standing_of(row, calls.get(row.pk, Calls()), now)) for row in rows]
    return sorted(lines, key=lambda line: not line.standing.is_bad)


def health_of(channel: Channel, now: datetime) -> Health:
    """Return what is known of one channel."""
    calls = _calls([channel], now).get(channel.pk, Calls())
    delivered = channel.messages.exclude(external_id__startswith=testing.MARK)
    newest = delivered.order_by("-pk").values_list("received_at", flat=True)
    has_webhook = channel.can(Capability.WEBHOOK)
    deliveries = RawDelivery.objects.filter(channel=channel).defer("body").order_by("-pk")
    return Health(
        channel=channel,
        standing=standing_of(channel, calls, now),
        calls=calls,
        access=getattr(channel, "access", None),
        poll=getattr(channel, "poll", None) if channel.can(Capability.POLL) else None,
        quota=_quota(channel, now),
        backlog=_backlog(channel),
        last_message_at=newest.first(),
        last_delivery=deliveries.first() if has_webhook else None,
        missed=list(channel.missed_ranges.all()[:MOST_RANGES]),
    )


def _calls(channels: Sequence[Channel], now: datetime) -> dict[int, Calls]:
    """Return how the calls of the last day went, by channel."""
    ended = PlatformCall.objects.filter(
        channel__in=channels, created_at__gte=now - DAY, status__in=[Status.DONE, Status.FAILED]
    )
    rows = ended.order_by().values("channel")
    rows = rows.annotate(ended=Count("pk"), failed=Count("pk", filter=Q(status=Status.FAILED)))
    return {row["channel"]: Calls(row["ended"], row["failed"]) for row in rows}


def _quota(channel: Channel, now: datetime) -> Quota | None:
    left, whole = budget.left(channel, now), channel.connector_class.daily_budget
    if left is None or whole is None:
        return None
    return Quota(left, whole, budget.renewed_at(channel, now))


def _backlog(channel: Channel) -> Backlog:
    waiting = channel.platform_calls.filter(status__in=[Status.QUEUED, Status.SENDING, Status.UNKNOWN])
    unread = channel.messages.filter(processed_at=None)
    quarantined = RawDelivery.objects.filter(channel=channel, status=RawDelivery.Status.QUARANTINED)
    return Backlog(*(rows.order_by()[:MOST_COUNTED].count() for rows in (waiting, unread, quarantined)))
