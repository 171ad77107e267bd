"""Business hours and quiet hours, in a workspace's own time. Days of 23 and 25 hours included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from automation.schema import QuietHours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = Mapping[str, Sequence[Sequence[str]]]
# A clock that never runs (no business hours at all) is not followed for ever.
LONGEST_LOOK = timedelta(days=60)


def weekday(at: datetime, zone: ZoneInfo) -> str:
    return WEEKDAYS[at.astimezone(zone).weekday()]


def is_open(at: datetime, hours: Hours, zone: ZoneInfo) -> bool:
    """Whether `at` lies within business hours; their last minute is outside."""
    local = at.astimezone(zone)
    return any(start <= at < end for start, end in _spans(local.date(), hours, zone))


def open_time(since: datetime, until: datetime, hours: Hours, zone: ZoneInfo) -> timedelta:
    """Return how much of the time between two moments lies within business hours.

    Looks at the last LONGEST_LOOK only: by then any wait is long.
    """
    since = max(since, until - LONGEST_LOOK)
    day = since.astimezone(zone).date()
    last = until.astimezone(zone).date()
    total = timedelta()
    while day <= last:
        for start, end in _spans(day, hours, zone):
            total += max(min(end, until) - max(start, since), timedelta())
        day += timedelta(days=1)
    return total


def _spans(day: date, hours: Hours, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Return a day's business hours as moments. Subtracting them counts real time, also across DST."""
    return [
        (_moment(day, start, zone), _moment(day, end, zone))
        for start, end in hours.get(WEEKDAYS[day.weekday()], ())
    ]


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    if clock == "24:00":
        day, clock = day + timedelta(days=1), "00:00"
    local = datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)
    return local.astimezone(ZoneInfo("UTC"))


def end_of_quiet(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours that `at` lies in are over, or None when it lies in none."""
    day = at.astimezone(zone).date()
    over_midnight = quiet.start > quiet.end
    for begins_on in (day - timedelta(days=1), day):
        start = _moment(begins_on, quiet.start, zone)
        ends_on = begins_on + timedelta(days=1) if over_midnight else begins_on
        end = _moment(ends_on, quiet.end, zone)
        if start <= at < end:
            return end
    return None
