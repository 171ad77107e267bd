"""The limits on answers, replayed in memory."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from automation.lab import caps as module
from automation.lab.caps import Answer, Caps
from automation.schema import Limits

WIDE = {"once_per_post": False, "per_person_per_day": 100, "per_thread": 100}
FIRST = Answer(rule=1, identity=7, post=3, thread=9, channel=2, at=0.0, is_public=True)


def told(limits: dict, answers: list[Answer], caps: Caps | None = None) -> list[str]:
    """Replay answers; return the reason for each."""
    caps, parsed, reasons = caps or Caps(), Limits(**limits), []
    for answer in answers:
        reasons.append(caps.reason(parsed, answer))
        if not reasons[-1]:
            caps.count(parsed, answer)
    return reasons


def test_it_answers_a_person_once_per_post():
    elsewhere, somebody = replace(FIRST, post=4, at=2), replace(FIRST, identity=8, at=3)
    reasons = told(WIDE | {"once_per_post": True}, [FIRST, replace(FIRST, at=1), elsewhere, somebody])
    assert reasons == ["", "cap_post", "", ""]


def test_it_answers_a_person_so_often_in_24_hours():
    answers = [replace(FIRST, at=at) for at in (0, 10, 20, 86_400, 86_405)]
    assert told(WIDE | {"per_person_per_day": 2}, answers) == ["", "", "cap_author", "", "cap_author"]


def test_it_answers_so_often_in_a_thread():
    answers = [replace(FIRST, identity=person, at=person * 100_000.0) for person in range(4)]
    assert told(WIDE | {"per_thread": 3}, answers) == ["", "", "", "cap_thread"]


def test_it_answers_so_often_an_hour_on_a_channel_in_public_and_privately_apart():
    answers = [replace(FIRST, identity=n, thread=n, at=n) for n in range(3)]
    private = replace(FIRST, identity=4, thread=4, at=5, is_public=False)
    later = replace(FIRST, identity=5, thread=5, at=3601)
    limits = WIDE | {"public_per_channel_per_hour": 2, "private_per_channel_per_hour": 1}
    assert told(limits, [*answers, private, later]) == ["", "", "cap_channel", "", ""]


def test_it_knows_no_person_cap_for_a_message_without_author():
    answers = [replace(FIRST, identity=None, at=n) for n in range(5)]
    assert told({"per_person_per_day": 1, "per_thread": 100}, answers) == [""] * 5


@pytest.mark.parametrize("cut", range(6))
def test_it_goes_on_where_another_worker_stopped(cut):
    answers = [replace(FIRST, at=n * 10, post=n % 2, thread=n % 3) for n in range(6)]
    limits = {"per_person_per_day": 3}
    first = Caps()
    before = told(limits, answers[:cut], first)
    second = Caps(json.loads(json.dumps(first.as_json())))
    assert before + told(limits, answers[cut:], second) == told(limits, answers)


def test_it_remembers_a_bounded_number_and_says_that_it_forgot(monkeypatch):
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    caps = Caps()
    people = [replace(FIRST, identity=n, thread=n, at=n) for n in range(5)]
    told({}, people, caps)
    assert caps.has_forgotten
    assert all(len(rows) <= 3 for rows in caps.as_json().values() if isinstance(rows, list))
    assert Caps(caps.as_json()).has_forgotten
