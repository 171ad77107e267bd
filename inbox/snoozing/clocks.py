"""Which time on the clock a wish means: “8” is another hour in the morning than in the evening."""

from __future__ import annotations

from datetime import time

from inbox.snoozing.reading import Unclear, Wish
from inbox.snoozing.words import EVENING, NIGHT

# Until then it is still the night before, and by a mere hour people mean the afternoon until one later.
EARLY = 6
# An evening that begins earlier is none.
EVENING_BEGINS = 5


def clock_of(wish: Wish) -> tuple[time | None, int]:
    """Return the time, and how many days after the one they named: a night goes on into the next.

    Without a number it is the part of the day that they said. Raises Unclear.
    """
    clock, daytime = wish.clock, wish.daytime
    if clock is None:
        return daytime, 0
    if daytime is None:
        # Nobody means the night by “tomorrow 3”; who does writes 3:00.
        return (_later(clock) if wish.is_bare and 1 <= clock.hour <= EARLY else clock), 0
    if daytime >= EVENING:
        return _late(clock, is_night=daytime >= NIGHT, is_am=wish.is_am)
    return (_later(clock) if daytime.hour >= 12 and clock.hour < 12 else clock), 0


def _late(clock: time, *, is_night: bool, is_am: bool) -> tuple[time, int]:
    """“8 in the evening” is 20:00, “12 tonight” midnight, “friday night 1” early on Saturday."""
    if clock.hour > 12:
        return clock, 0
    if clock.hour in {0, 12}:
        return clock.replace(hour=0), 1
    if clock.hour < EARLY and (is_night or is_am):
        return clock, 1
    if is_am or clock.hour < EVENING_BEGINS:
        raise Unclear
    return _later(clock), 0


def _later(clock: time) -> time:
    return clock.replace(hour=clock.hour + 12)
