"""Read until when somebody wants to snooze: “tomorrow 9”, “in 2 hours”, “over 2 uur”, “vrijdag 14:30”.

English and Dutch, mixed as people do. A day without a time means nine in the morning. Libraries were
tried (dateparser 1.5 reads “tomorrow 9” as noon and “morgenochtend” not at all), so there is a table of
words and what each does to a `Wish`. What is not wholly understood is refused: nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from inbox.snoozing.clocks import clock_of
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
    clock, nights = clock_of(wish)
    if wish.is_span:
        return _after(wish, clock, now, local, zone)
    if wish.day is None and clock is None:
        raise Unclear
    day = (wish.day or wish.today) + timedelta(days=nights)
    until = _wall(day, clock or MORNING, zone, now)
    if wish.day is None and until <= now:
        # A mere time that is over today means tomorrow.
        return _wall(day + timedelta(days=1), clock or MORNING, zone, now)
    return until


def _after(wish: Wish, clock: time | None, now: datetime, local: datetime, zone: tzinfo) -> datetime:
    is_later_today = wish.day == wish.today and clock is None
    if (wish.day is not None and not is_later_today) or (clock is not None and wish.minutes):
        raise Unclear
    if not wish.days:
        return now + timedelta(minutes=wish.minutes)
    day = local.date() + timedelta(days=wish.days)
    return _wall(day, clock or local.time(), zone, now) + timedelta(minutes=wish.minutes)


def _wall(day: date, clock: time, zone: tzinfo, now: datetime) -> datetime:
    """What the clock on the wall shows, also where it skips an hour.

    Where it shows one twice: the first that is still to come.
    """
    first, second = (datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))
    return first if first > now else max(first, second)
