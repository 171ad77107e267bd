"""One reader for all the ways in which platforms write a moment."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

# None of our platforms is older; what claims to be is a zero or another unit.
EARLIEST = datetime(2005, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(days=1)
NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,9})?")


def parse_time(value: object, *, now: datetime | None = None) -> datetime | None:
    """Return the moment meant by seconds, milliseconds or ISO text, in UTC.

    None when there is none, when it has no zone, or when it cannot be true.
    """
    now = now or datetime.now(UTC)
    moment = parse_epoch(value, now=now)
    if moment is None and isinstance(value, str):
        moment = parse_iso(value)
    if moment is None or moment.tzinfo is None or not is_plausible(moment, now=now):
        return None
    return moment.astimezone(UTC)


def parse_epoch(value: object, *, now: datetime) -> datetime | None:
    """Return the moment of a Unix time; its size tells seconds from milliseconds."""
    number = _number(value)
    if number is None:
        return None
    earliest, latest = EARLIEST.timestamp(), (now + CLOCK_SKEW).timestamp()
    for units in (1, 1000):
        if earliest * units <= number <= latest * units:
            return datetime.fromtimestamp(number / units, UTC)
    return None


def parse_iso(text: str) -> datetime | None:
    """Return the moment of an ISO text, naive when the text names no zone."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def is_plausible(moment: datetime, *, now: datetime) -> bool:
    """Say whether `moment`, which is aware, lies between 2005 and tomorrow."""
    return EARLIEST <= moment <= now + CLOCK_SKEW


def _number(value: object) -> int | float | None:
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        return float(value) if "." in value else int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return None
