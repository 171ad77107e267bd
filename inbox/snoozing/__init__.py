"""Read until when somebody wants to snooze: “tomorrow 9”, “in 2 hours”, “over 2 uur”, “vrijdag 14:30”.

English and Dutch, mixed as people do. A day without a time means nine in the morning. Libraries were
tried (dateparser 1.5 reads “tomorrow 9” as noon and “morgenochtend” not at all), so there is a table of
words and what each does to a `Wish`. What is not wholly understood is refused: nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from inbox.snoozing.reading import Unclear, Wish, read, split

__all__ = ["FARTHEST", "LONGEST", "Unclear", "parse"]
LONGEST = 60
FARTHEST = timedelta(days=731)
MORNING = time(9)
_TOKEN = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[:.]\d{2}|\d+|[^\W\d_]+|\S")


def parse(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment that a text names, in UTC. `now` is aware, clocks are of `zone`. Raises Unclear."""
    words = _TOKEN.findall(text[: LONGEST + 1].casefold())
    if not words or len(text) > LONGEST:
        raise Unclear
    local = now.astimezone(zone)
    wish = Wish(local.date())
    try:
        read(split(words), wish)
        until = _moment(wish, now.astimezone(UTC), local, zone)
    except OverflowError:
        raise Unclear("far") from None
    if until <= now:
        raise Unclear("past")
    if until > now + FARTHEST:
        raise Unclear("far")
    return until


def _moment(wish: Wish, now: datetime, local: datetime, zone: tzinfo) -> datetime:
    clock = _clock_of(wish)
    if wish.is_span:
        return _after(wish, clock, now, local, zone)
    if wish.day is None and clock is None:
        raise Unclear
    day = wish.day or wish.today
    until = _wall(day, clock or MORNING, zone)
    # A mere time that is over today means tomorrow.
    return (
        _wall(day + timedelta(days=1), clock or MORNING, zone) if wish.day is None and until <= now else until
    )


def _clock_of(wish: Wish) -> time | None:
    """“8 in the evening” is 20:00; without a number it is that part of the day."""
    if wish.clock is None or wish.daytime is None:
        return wish.clock or wish.daytime
    is_later = wish.daytime.hour >= 12 and wish.clock.hour < 12
    return wish.clock.replace(hour=wish.clock.hour + 12) if is_later else wish.clock


def _after(wish: Wish, clock: time | None, now: datetime, local: datetime, zone: tzinfo) -> datetime:
    is_later_today = wish.day == wish.today and clock is None
    if (wish.day is not None and not is_later_today) or (clock is not None and wish.minutes):
        raise Unclear
    if not wish.days:
        return now + timedelta(minutes=wish.minutes)
    day = local.date() + timedelta(days=wish.days)
    return _wall(day, clock or local.time(), zone) + timedelta(minutes=wish.minutes)


def _wall(day: date, clock: time, zone: tzinfo) -> datetime:
    """What the clock on the wall shows, also where it skips an hour or shows one twice: then the first."""
    return datetime.combine(day, clock.replace(fold=0), zone).astimezone(UTC)
