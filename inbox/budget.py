"""A platform's daily budget: what a channel has used of it, and what is left."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from inbox.models import Channel, DailyUse
from platforms.base import Connector


def spend(channel: Channel, connector: Connector, now: datetime) -> None:
    """Write down what this connector's calls have cost."""
    if not connector.spent:
        return
    use, _ = DailyUse.objects.get_or_create(
        channel=channel, day=_day(channel, now), defaults={"workspace_id": channel.workspace_id}
    )
    DailyUse.objects.filter(pk=use.pk).update(units=F("units") + connector.spent)


def left(channel: Channel, now: datetime) -> int | None:
    """Return the units that are left today; None where a platform counts none."""
    budget = channel.connector_class.daily_budget
    if budget is None:
        return None
    used = channel.daily_uses.filter(day=_day(channel, now)).values_list("units", flat=True).first()
    return max(0, budget - (used or 0))


def renewed_at(channel: Channel, now: datetime) -> datetime:
    """Return when the whole budget is there again: the platform's next midnight."""
    zone = ZoneInfo(channel.connector_class.budget_zone)
    return datetime.combine(_day(channel, now) + timedelta(days=1), time.min, zone)


def _day(channel: Channel, now: datetime) -> date:
    return now.astimezone(ZoneInfo(channel.connector_class.budget_zone)).date()
