"""From words to a wish: which day, what time, how long from now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from inbox.snoozing.words import (
    ARTICLES,
    DAYTIMES,
    EVENING,
    FAR,
    FILLERS,
    HALVES,
    HOURS,
    MONTHS,
    NEXT,
    RELATIVE,
    UNITS,
    WEEKDAYS,
)

LATER_MINUTES = 180


class Unclear(ValueError):
    """It names no moment. `code` is unclear, past or far."""

    def __init__(self, code: str = "unclear") -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Wish:
    """What was understood so far. `minutes` are elapsed time; days and months follow the calendar.

    `is_bare`  the clock is a mere hour, of which half of the day it is remains to be seen.
    `is_am`    they said that it is in the first half.
    """

    today: date
    day: date | None = None
    clock: time | None = None
    daytime: time | None = None
    is_bare: bool = False
    is_am: bool = False
    minutes: int = 0
    days: int = 0
    is_span: bool = False
    is_next: bool = False
    has_in: bool = False

    def on(self, day: date) -> None:
        if self.day is not None:
            raise Unclear
        self.day = day

    def at(self, hour: int, minute: int = 0) -> None:
        if self.clock is not None or not (hour < 24 and minute < 60):
            raise Unclear
        self.clock = time(hour, minute)

    def span(self, *, minutes: int = 0, days: int = 0) -> None:
        self.minutes, self.days = self.minutes + minutes, self.days + days
        self.is_span, self.has_in = True, False


def split(words: list[str]) -> list[str]:
    """Take words apart that Dutch writes as one: morgenochtend, vrijdagmiddag, vanavond."""
    parts: list[str] = []
    for word in words:
        ends = [end for end in (*DAYTIMES, "morgen") if word.endswith(end) and word[: -len(end)] in _STARTS]
        end = ends[0] if ends else ""
        parts += [word[: -len(end)], end] if end else [word]
    # After a day “morgen” is the morning, alone it is tomorrow.
    return [
        "ochtend" if word == "morgen" and at and parts[at - 1] in WEEKDAYS else word
        for at, word in enumerate(parts)
    ]


_STARTS = {"van", "morgen", "overmorgen", *WEEKDAYS}


def read(words: list[str], wish: Wish) -> None:
    at = 0
    while at < len(words):
        for read in (_date, _clock, _span, _named):
            if used := read(words[at:], wish):
                at += used
                break
        else:
            raise Unclear


def _date(words: list[str], wish: Wish) -> int:
    """2026-12-01, “1 december”, “dec 1”, each with a year or without one."""
    try:
        if re.fullmatch(r"\d+-\d+-\d+", words[0]):
            year, month, day = map(int, words[0].split("-"))
            wish.on(date(year, month, day))
            return 2 if words[1:2] == ["t"] else 1
        return _day_of_month(words, wish)
    except ValueError:
        raise Unclear from None


def _day_of_month(words: list[str], wish: Wish) -> int:
    pair = words[:2]
    named = [word for word in pair if word in MONTHS]
    numbers = [int(word) for word in pair if word.isdecimal() and len(word) < 3]
    if len(named) != 1 or len(numbers) != 1:
        return 0
    month, day = MONTHS[named[0]], numbers[0]
    if len(words) > 2 and words[2].isdecimal() and len(words[2]) == 4:
        wish.on(date(int(words[2]), month, day))
        return 3
    this_year = date(wish.today.year, month, day)
    wish.on(this_year if this_year >= wish.today else date(wish.today.year + 1, month, day))
    return 2


def _clock(words: list[str], wish: Wish) -> int:
    """14:30, 9.30, 8am, “8 pm”, “9 uur”, 9u30, and a mere hour."""
    first, then = words[0], words[1] if len(words) > 1 else ""
    if first[0].isdecimal() and first[-1].isdecimal() and not first.isdecimal() and "-" not in first:
        hour, minute = map(int, re.split(r"[:.]", first))
        used = 1 + (then in HALVES)
        _at_half_day(hour, minute, then, wish)
        return used + (words[used : used + 1] == ["uur"])
    if not first.isdecimal() or len(first) > 2:
        return 0
    if then in HALVES:
        _at_half_day(int(first), 0, then, wish)
        return 2
    return _hour(words, wish)


def _hour(words: list[str], wish: Wish) -> int:
    first, then = int(words[0]), words[1] if len(words) > 1 else ""
    if then in HOURS and not wish.has_in and (then == "uur" or wish.day is not None):
        minute = int(words[2]) if len(words) > 2 and words[2].isdecimal() and len(words[2]) == 2 else None
        wish.at(first, minute or 0)
        wish.is_bare = minute is None
        return 2 if minute is None else 3
    if then in UNITS or then in MONTHS or wish.has_in:
        return 0
    wish.at(first)
    wish.is_bare = True
    return 1


def _at_half_day(hour: int, minute: int, half: str, wish: Wish) -> None:
    if half not in HALVES:
        wish.at(hour, minute)
        return
    if not 1 <= hour <= 12:
        raise Unclear
    wish.at(hour % 12 + HALVES[half], minute)
    wish.is_am = half == "am"


def _span(words: list[str], wish: Wish) -> int:
    """“2 hours”, “3d”, “a week”, “half an hour”, “een half uur”."""
    rest = [word for word in words[:3] if word not in ARTICLES]
    if "half" in rest[:1] and rest[1:2] and rest[1] in HOURS:
        wish.span(minutes=30)
        return words.index(rest[1]) + 1
    if len(words) < 2 or words[1] not in UNITS or not (words[0] in ARTICLES or words[0].isdecimal()):
        return 0
    if len(words[0]) > 5 or wish.is_next:
        raise Unclear
    number = int(words[0]) if words[0].isdecimal() else 1
    minutes, days = UNITS[words[1]]
    wish.span(minutes=number * minutes, days=number * days)
    return 2


def _named(words: list[str], wish: Wish) -> int:
    word = words[0]
    return int(_day_named(word, wish) or _marked(word, wish) or word in FILLERS)


def _day_named(word: str, wish: Wish) -> bool:
    if word == "tonight":
        wish.on(wish.today)
        _set_daytime(EVENING, wish)
    elif word in RELATIVE:
        wish.on(wish.today + timedelta(days=RELATIVE[word]))
    elif word in WEEKDAYS:
        wish.on(wish.today + timedelta(days=(WEEKDAYS[word] - wish.today.weekday() - 1) % 7 + 1))
    elif word in FAR and wish.is_next:
        wish.on(FAR[word](wish.today))
    elif word == "weekend":
        wish.on(wish.today + timedelta(days=(4 - wish.today.weekday()) % 7 + 1))
    else:
        return False
    return True


def _marked(word: str, wish: Wish) -> bool:
    """What says how the rest is meant."""
    if word in DAYTIMES:
        _set_daytime(DAYTIMES[word], wish)
    elif word == "later":
        wish.span(minutes=LATER_MINUTES)
    elif word in NEXT:
        wish.is_next = True
    elif word in {"in", "over"}:
        wish.has_in = True
    else:
        return False
    return True


def _set_daytime(moment: time, wish: Wish) -> None:
    if wish.daytime is not None:
        raise Unclear
    # The “in” of “in the morning” was no “in 2 hours”.
    wish.daytime, wish.has_in = moment, False
