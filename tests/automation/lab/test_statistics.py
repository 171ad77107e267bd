"""Shares and their intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.lab.statistics import share


@st.composite
def counts(draw):
    n = draw(st.integers(0, 100_000))
    return draw(st.integers(0, n)), n


@given(counts())
def test_it_keeps_the_share_inside_its_interval_and_both_between_0_and_1(pair):
    found = share(*pair)
    assert 0 <= found.low <= found.high <= 1
    if found.value is not None:
        assert found.low <= found.value <= found.high


@given(counts())
def test_it_looks_the_same_from_the_other_side(pair):
    count, n = pair
    one, other = share(count, n), share(n - count, n)
    assert one.low == pytest.approx(1 - other.high)
    assert one.high == pytest.approx(1 - other.low)


@given(counts(), st.integers(2, 10))
def test_it_is_surer_the_more_is_counted(pair, times):
    count, n = pair
    few, many = share(count, n), share(count * times, n * times)
    assert many.high - many.low <= few.high - few.low


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (1, 29, 0.0061, 0.1718)],
)
def test_it_agrees_with_published_intervals(count, n, low, high):
    """Newcombe, Statistics in Medicine 17 (1998), method 3, and its textbook examples."""
    found = share(count, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_it_says_nothing_of_nothing():
    assert share(0, 0).as_json() == {"count": 0, "n": 0, "value": None, "low": 0.0, "high": 1.0}


@pytest.mark.parametrize(("count", "n"), [(-1, 3), (4, 3)])
def test_it_refuses_what_is_no_share(count, n):
    with pytest.raises(ValueError, match="no share"):
        share(count, n)
