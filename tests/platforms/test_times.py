from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from platforms.times import parse_time

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MOMENT = datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        1767262000,
        1767262000000,
        1767262000.0,
        "1767262000",
        " 1767262000000 ",
        "2026-01-01T10:06:40+0000",
        "2026-01-01T10:06:40Z",
        "2026-01-01T11:06:40+01:00",
        "2026-01-01 10:06:40+00:00",
    ],
)
def test_it_reads_every_way_to_write_a_moment(value):
    assert parse_time(value, now=NOW) == MOMENT


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        "soon",
        [],
        {},
        0,
        -1,
        1,
        float("nan"),
        float("inf"),
        10**400,
        "9" * 400,
        1767262000000000,
        "2004-12-31T23:59:59Z",
        "2026-06-02T00:00:01Z",
        "2026-01-01T10:06:40",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
    ],
)
def test_it_does_not_know_a_time_that_cannot_be_true(value):
    assert parse_time(value, now=NOW) is None


def test_it_allows_a_clock_that_is_a_day_ahead():
    assert parse_time((NOW + timedelta(hours=23)).timestamp(), now=NOW)


def test_it_keeps_milliseconds():
    assert parse_time(1767262000123, now=NOW) == MOMENT + timedelta(milliseconds=123)
