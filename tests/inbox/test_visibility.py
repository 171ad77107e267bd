"""Held or hidden: the same in whatever order the platform's word and our own act come."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from inbox.changes import hold, show
from inbox.models import Message
from tests.factories import NOW


def minute(number: int):
    return NOW + timedelta(minutes=number)


HELD = {
    "held before the platform says hidden": [("hold", 1), ("hide", 2)],
    "held after the platform said hidden": [("hide", 1), ("hold", 2)],
    "shown, then held": [("unhide", 1), ("hold", 2), ("hide", 3)],
}
SHOWN = {
    "held, then shown": [("hold", 1), ("unhide", 2)],
    "held, told of, then shown": [("hold", 1), ("hide", 2), ("unhide", 3)],
}


def after(events) -> str:
    message = Message(visibility="visible")
    for what, number in events:
        if what == "hold":
            hold(message, at=minute(number))
        else:
            show(message, is_hidden=what == "hide", at=minute(number))
    return message.visibility


@pytest.mark.parametrize("events", HELD.values(), ids=HELD.keys())
def test_it_stays_held_in_any_order(events):
    assert {after(order) for order in permutations(events)} == {"held"}


@pytest.mark.parametrize("events", SHOWN.values(), ids=SHOWN.keys())
def test_it_is_shown_again_in_any_order(events):
    assert {after(order) for order in permutations(events)} == {"visible"}


def test_it_holds_nothing_that_is_gone():
    message = Message(visibility="removed", removed_at=NOW)
    hold(message, at=minute(1))
    assert message.visibility == "removed"
