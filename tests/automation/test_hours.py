"""Business hours and quiet hours, across days of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.hours import end_of_quiet, is_open, open_time, weekday
from automation.schema import QuietHours

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
ALL_DAY = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
NIGHT = QuietHours.model_validate({"from": "22:00", "to": "08:00"})


def local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM, fold=fold)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (local(2026, 3, 2, 8, 59), False),
        (local(2026, 3, 2, 9, 0), True),
        (local(2026, 3, 2, 16, 59), True),
        (local(2026, 3, 2, 17, 0), False),
        (local(2026, 3, 1, 12, 0), False),
    ],
    ids=["before", "opens", "last minute", "closes", "sunday"],
)
def test_it_knows_when_the_shop_is_open(at, expected):
    assert is_open(at.astimezone(UTC), WEEK, AMSTERDAM) is expected


def test_a_weekend_is_no_waiting_time():
    friday, monday = local(2026, 3, 6, 16, 30), local(2026, 3, 9, 9, 30)
    assert open_time(friday, monday, WEEK, AMSTERDAM) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)], ids=str
)
def test_a_day_has_the_hours_that_it_has(day, hours):
    """The clock goes forward on 29 March and back on 25 October."""
    start = local(*day)
    end = start + timedelta(days=1)  # on the wall
    assert open_time(start, end, ALL_DAY, AMSTERDAM) == timedelta(hours=hours)


def test_the_shop_opens_at_nine_on_the_wall_also_after_the_clock_changed():
    before, after = local(2026, 3, 27, 9, 0), local(2026, 3, 30, 9, 0)
    assert is_open(before, WEEK, AMSTERDAM)
    assert is_open(after, WEEK, AMSTERDAM)
    assert (after.astimezone(UTC) - before.astimezone(UTC)) == timedelta(days=3) - timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        (local(2026, 3, 2, 23, 0), local(2026, 3, 3, 8, 0)),
        (local(2026, 3, 3, 7, 59), local(2026, 3, 3, 8, 0)),
        (local(2026, 3, 3, 8, 0), None),
        (local(2026, 3, 3, 12, 0), None),
        (local(2026, 3, 29, 1, 30), local(2026, 3, 29, 8, 0)),
    ],
    ids=["evening", "morning", "over", "noon", "the short night"],
)
def test_quiet_hours_go_past_midnight(at, end):
    assert end_of_quiet(at.astimezone(UTC), NIGHT, AMSTERDAM) == (end.astimezone(UTC) if end else None)


def test_weekdays_are_the_workspaces_own():
    assert weekday(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), AMSTERDAM) == "mon"


START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(days=365)).map(START.__add__)
spans = st.timedeltas(timedelta(), timedelta(days=10))


@given(moments, spans, spans)
def test_open_time_adds_up(start, first, second):
    middle, end = start + first, start + first + second
    whole = open_time(start, end, WEEK, AMSTERDAM)
    assert whole == open_time(start, middle, WEEK, AMSTERDAM) + open_time(middle, end, WEEK, AMSTERDAM)
    assert timedelta() <= whole <= first + second


@given(moments)
def test_quiet_hours_are_over_at_their_end(at):
    end = end_of_quiet(at, NIGHT, AMSTERDAM)
    if end is not None:
        assert at < end <= at + timedelta(hours=11)
        assert end_of_quiet(end, NIGHT, AMSTERDAM) is None
