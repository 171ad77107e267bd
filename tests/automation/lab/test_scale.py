"""Many messages: quick, and with no more memory than few."""

from __future__ import annotations

import time
import tracemalloc
from datetime import timedelta

import pytest

from automation.lab import caps
from automation.lab.trial import Trial
from automation.models import Backtest
from inbox.ingest import ingest
from inbox.models import Message
from platforms.base import Author, Incoming
from tests.automation.lab.conftest import UNTIL
from tests.factories import NOW, incoming, make_rule

MESSAGES = 10_000
# On an idle machine it takes about one; a busy one was seen to take six.
SECONDS = 15


@pytest.fixture
def store(channel):
    """Store comments by a thousand people; every tenth asks for the price."""

    def fill(messages: int) -> None:
        ingest(channel, comments(messages), origin=Message.Origin.IMPORT, now=NOW)

    return fill


def comments(messages: int) -> list[Incoming]:
    return [
        incoming(
            "Wat kost dit?" if n % 10 == 0 else "Wat een mooie taart, lekker hoor",
            author=Author(f"person-{n % 1000}"),
            occurred_at=NOW - timedelta(minutes=messages - n),
        )
        for n in range(messages)
    ]


def trial_of(workspace, rule) -> Trial:
    entry = {"rule": rule.pk, "name": rule.name, "body": rule.version.body, "is_tested": True}
    return Trial(Backtest(workspace=workspace, rules=[entry], days=30, until=UNTIL))


@pytest.mark.alone
def test_it_tries_ten_thousand_messages_in_a_few_seconds(workspace, store):
    store(MESSAGES)
    trial, started = trial_of(workspace, make_rule(workspace)), time.process_time()
    while trial.step():
        pass
    assert time.process_time() - started < SECONDS
    assert (trial.done, trial.result()["matched"]) == (MESSAGES, MESSAGES // 10)


def test_it_needs_no_more_memory_for_more_messages(workspace, store, monkeypatch):
    store(4_000)
    monkeypatch.setattr(caps, "MOST_KEPT", 100)
    trial, peaks = trial_of(workspace, make_rule(workspace, limits={"once_per_post": False})), []
    tracemalloc.start()
    try:
        while trial.step(400):
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()
    finally:
        tracemalloc.stop()
    early, late = max(peaks[1:4]), max(peaks[-3:])
    assert late < early * 1.3
