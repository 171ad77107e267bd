"""The words people use, a table for each kind. Another language adds its own line to each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta


def _numbered(first: int, *lines: str) -> dict[str, int]:
    """Each line is one language, its words in order; a word and its short forms are joined by a slash."""
    return {
        form: number
        for line in lines
        for number, word in enumerate(line.split(), first)
        for form in word.split("/")
    }


WEEKDAYS = _numbered(
    0,
    "monday/mon tuesday/tue/tues wednesday/wed thursday/thu/thur friday/fri saturday/sat sunday/sun",
    "maandag/ma dinsdag/di woensdag/wo donderdag/do vrijdag/vr/vrij zaterdag/za zondag/zo",
)
MONTHS = _numbered(
    1,
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug"
    " september/sep/sept october/oct november/nov december/dec",
    "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug"
    " september/sep/sept oktober/okt november/nov december/dec",
)
RELATIVE = {
    "today": 0,
    "tomorrow": 1,
    "tmr": 1,
    "tmrw": 1,
    "vandaag": 0,
    "van": 0,
    "morgen": 1,
    "overmorgen": 2,
}
EVENING = time(19)
NIGHT = time(20)
DAYTIMES = {
    "morning": time(9),
    "noon": time(12),
    "lunch": time(12),
    "afternoon": time(14),
    "evening": EVENING,
    "night": NIGHT,
    "ochtend": time(9),
    "ochtends": time(9),
    "middag": time(14),
    "middags": time(14),
    "avond": EVENING,
    "avonds": EVENING,
}
# A unit is (minutes of elapsed time, days of the calendar).
UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuut", "minuten"), (1, 0)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "u", "uur", "uren"), (60, 0)),
    **dict.fromkeys(("d", "day", "days", "dag", "dagen"), (0, 1)),
    **dict.fromkeys(("w", "wk", "week", "weeks", "weken"), (0, 7)),
    **dict.fromkeys(("month", "months", "maand", "maanden"), (0, 30)),
}
HOURS = frozenset({"h", "hour", "u", "uur"})
HALVES = {"am": 0, "pm": 12}
ARTICLES = frozenset({"a", "an", "one", "een", "één"})
NEXT = frozenset({"next", "coming", "volgende", "komende", "aanstaande"})
FAR: dict[str, Callable[[date], date]] = {
    **dict.fromkeys(("week",), lambda today: today + timedelta(days=7 - today.weekday())),
    **dict.fromkeys(
        ("month", "maand"), lambda today: (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    ),
}
FILLERS = frozenset(
    {"at", "on", "the", "this", "until", "till", "from", "now", "o", "clock", "and", "s", "'", "’", ","}
    | {"om", "op", "de", "het", "deze", "tot", "en", "vanaf", "nu", "t"}
)
