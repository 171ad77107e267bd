"""What people type to put a conversation away is understood or refused, never guessed and never an error."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inbox import snoozing
from inbox.choices import PRESETS
from inbox.snoozing import Unclear
from inbox.snoozing import words as tables

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 2, 12, 20, tzinfo=ZONE)  # a Monday


def read(text: str, now: datetime = NOW) -> str:
    return f"{snoozing.parse(text, now, ZONE).astimezone(ZONE):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("tomorrow 9", "Tue 2026-03-03 09:00"),
        ("Tomorrow at 9:30", "Tue 2026-03-03 09:30"),
        ("tomorrow", "Tue 2026-03-03 09:00"),
        ("tomorrow 3", "Tue 2026-03-03 15:00"),
        ("tomorrow 3:00", "Tue 2026-03-03 03:00"),
        ("tomorrow morning", "Tue 2026-03-03 09:00"),
        ("tomorrow evening 8", "Tue 2026-03-03 20:00"),
        ("in 2 hours", "Mon 2026-03-02 14:20"),
        ("2h", "Mon 2026-03-02 14:20"),
        ("half an hour", "Mon 2026-03-02 12:50"),
        ("in an hour", "Mon 2026-03-02 13:20"),
        ("later today", "Mon 2026-03-02 15:20"),
        ("later", "Mon 2026-03-02 15:20"),
        ("3d", "Thu 2026-03-05 12:20"),
        ("in 3 days at 9:00", "Thu 2026-03-05 09:00"),
        ("in 1 week", "Mon 2026-03-09 12:20"),
        ("a week from now", "Mon 2026-03-09 12:20"),
        ("friday", "Fri 2026-03-06 09:00"),
        ("fri 16:15", "Fri 2026-03-06 16:15"),
        ("monday", "Mon 2026-03-09 09:00"),
        ("next monday 8am", "Mon 2026-03-09 08:00"),
        ("next week", "Mon 2026-03-09 09:00"),
        ("next month", "Wed 2026-04-01 09:00"),
        ("this weekend", "Sat 2026-03-07 09:00"),
        ("tonight 8 pm", "Mon 2026-03-02 20:00"),
        ("this evening", "Mon 2026-03-02 19:00"),
        ("noon", "Tue 2026-03-03 12:00"),
        ("17:00", "Mon 2026-03-02 17:00"),
        ("at 9", "Tue 2026-03-03 09:00"),
        ("12 am", "Tue 2026-03-03 00:00"),
        ("12 dec", "Sat 2026-12-12 09:00"),
        ("feb 1", "Mon 2027-02-01 09:00"),
        ("1 december 2026 14:30", "Tue 2026-12-01 14:30"),
        ("2026-12-01 09:00", "Tue 2026-12-01 09:00"),
        ("2026-12-01T09:00", "Tue 2026-12-01 09:00"),
        ("over 2 uur", "Mon 2026-03-02 14:20"),
        ("over een half uur", "Mon 2026-03-02 12:50"),
        ("over 3 dagen om 10 uur", "Thu 2026-03-05 10:00"),
        ("over een week", "Mon 2026-03-09 12:20"),
        ("morgen 14:30", "Tue 2026-03-03 14:30"),
        ("morgen om 9u30", "Tue 2026-03-03 09:30"),
        ("morgenochtend", "Tue 2026-03-03 09:00"),
        ("overmorgen", "Wed 2026-03-04 09:00"),
        ("overmorgen 9.15", "Wed 2026-03-04 09:15"),
        ("vanavond", "Mon 2026-03-02 19:00"),
        ("vanavond 8 uur", "Mon 2026-03-02 20:00"),
        ("vrijdag", "Fri 2026-03-06 09:00"),
        ("vrijdagmiddag", "Fri 2026-03-06 14:00"),
        ("vrijdagmorgen", "Fri 2026-03-06 09:00"),
        ("ma 8:00", "Mon 2026-03-09 08:00"),
        ("volgende week", "Mon 2026-03-09 09:00"),
        ("volgende maand", "Wed 2026-04-01 09:00"),
        ("1 mei", "Fri 2026-05-01 09:00"),
        ("vandaag 17:00", "Mon 2026-03-02 17:00"),
        ("9 uur", "Tue 2026-03-03 09:00"),
        ("14 uur", "Mon 2026-03-02 14:00"),
        ("'s avonds 9", "Mon 2026-03-02 21:00"),
        ("٣ uur", "Mon 2026-03-02 15:00"),
    ],
)
def test_it_understands_english_and_dutch(text: str, until: str) -> None:
    assert read(text) == until


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("tonight", "Mon 2026-03-02 19:00"),
        ("tonight 8", "Mon 2026-03-02 20:00"),
        ("tonight at 8", "Mon 2026-03-02 20:00"),
        ("8 tonight", "Mon 2026-03-02 20:00"),
        ("tonight 7:30", "Mon 2026-03-02 19:30"),
        ("tonight 20:00", "Mon 2026-03-02 20:00"),
        ("tonight 12", "Tue 2026-03-03 00:00"),
        ("tonight 2am", "Tue 2026-03-03 02:00"),
        ("vanavond 8", "Mon 2026-03-02 20:00"),
        ("vanavond 6 uur", "Mon 2026-03-02 18:00"),
        ("evening 5", "Mon 2026-03-02 17:00"),
        ("tomorrow morning 6", "Tue 2026-03-03 06:00"),
        ("tomorrow morning at 5", "Tue 2026-03-03 05:00"),
        ("tomorrow in the morning at 5", "Tue 2026-03-03 05:00"),
        ("morgenochtend 6 uur", "Tue 2026-03-03 06:00"),
        ("morgenochtend 6", "Tue 2026-03-03 06:00"),
        ("friday 5 in the morning", "Fri 2026-03-06 05:00"),
        ("vrijdag 5 uur 's ochtends", "Fri 2026-03-06 05:00"),
        ("tomorrow afternoon 3", "Tue 2026-03-03 15:00"),
        ("vrijdagmiddag 4 uur", "Fri 2026-03-06 16:00"),
        ("tomorrow night", "Tue 2026-03-03 20:00"),
        ("tomorrow night 9", "Tue 2026-03-03 21:00"),
        ("tomorrow night 1", "Wed 2026-03-04 01:00"),
        ("friday night 1:30", "Sat 2026-03-07 01:30"),
        ("friday night 12", "Sat 2026-03-07 00:00"),
    ],
)
@pytest.mark.parametrize("hour", [8, 15])
def test_it_takes_an_hour_in_the_part_of_the_day_that_was_said(text: str, until: str, hour: int) -> None:
    assert read(text, NOW.replace(hour=hour, minute=0)) == until


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "unclear"),
        ("  ", "unclear"),
        ("today", "past"),
        ("soonish", "unclear"),
        ("tomorrow friday", "unclear"),
        ("tomorrow 9 10", "unclear"),
        ("25:00", "unclear"),
        ("31 feb", "unclear"),
        ("13 pm", "unclear"),
        ("x" * 61, "unclear"),
        ("today 9:00", "past"),
        ("2020-01-01", "past"),
        ("0 minutes", "past"),
        ("in 99999 weeks", "far"),
        ("2099-01-01", "far"),
        ("morgen (of zo)", "unclear"),
        ("in", "unclear"),
        ("next", "unclear"),
        ("0000-00-00", "unclear"),
        ("²", "unclear"),
        ("tomorrow evening 3", "unclear"),
        ("tonight 8am", "unclear"),
    ],
)
def test_it_refuses_what_it_does_not_wholly_understand(text: str, code: str) -> None:
    with pytest.raises(Unclear) as refused:
        snoozing.parse(text, NOW, ZONE)
    assert refused.value.code == code


def test_it_keeps_to_the_clock_on_the_wall_when_clocks_change() -> None:
    before = datetime(2026, 3, 28, 20, 0, tzinfo=ZONE)  # clocks go forward in the night
    assert read("tomorrow 9", before) == "Sun 2026-03-29 09:00"
    assert read("tomorrow 2:30", before) == "Sun 2026-03-29 03:30"  # the hour that is skipped
    assert read("in 12 hours", before) == "Sun 2026-03-29 09:00"
    assert read("1d", before) == "Sun 2026-03-29 20:00"
    autumn = datetime(2026, 10, 24, 20, 0, tzinfo=ZONE)
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert snoozing.parse("tomorrow 2:30", autumn, ZONE) == first


def test_it_takes_the_second_of_an_hour_that_comes_twice_when_the_first_is_over() -> None:
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # it is 2:10 for the second time
    for text in ("2:45", "today 2:45"):
        assert snoozing.parse(text, second, ZONE) == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)


def words() -> st.SearchStrategy[str]:
    found = [getattr(tables, name) for name in dir(tables) if name.isupper()]
    known = sorted({word for table in found if isinstance(table, dict | frozenset) for word in table})
    odd = [
        "tonight",
        "2:45",
        "9",
        "14:30",
        "2026-12-01",
        "99",
        "8am",
        "31",
        "0",
        "half",
        "in",
        "over",
        "later",
        "99999",
    ]
    return st.lists(st.sampled_from(known + odd), min_size=1, max_size=6).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=80) | words(), st.timedeltas(timedelta(), timedelta(days=2000)))
@example("29 feb", timedelta())
@example("9999-12-31 23:59", timedelta())
def test_it_finds_a_moment_to_come_or_refuses_whatever_is_typed(text: str, later: timedelta) -> None:
    now = NOW + later
    try:
        until = snoozing.parse(text, now, ZONE)
    except Unclear:
        return
    assert now < until <= now + snoozing.FARTHEST


def test_it_is_quick_whatever_is_typed() -> None:
    texts = ["tomorrow 9", "9" * 60, ":" * 60, "in " * 20, "1:1" * 20, "é" * 60, "next " * 12]
    began = time.process_time()
    for text in texts * 10:
        try:
            snoozing.parse(text, NOW, ZONE)
        except Unclear:
            continue
    assert (time.process_time() - began) / 70 < 0.02


@pytest.mark.parametrize("text", [text for _, text in PRESETS])
def test_it_understands_what_it_offers(text: str) -> None:
    assert snoozing.parse(text, NOW, ZONE) > NOW + timedelta(hours=1)
