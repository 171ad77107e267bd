"""From a comment on the platform to the reply under it, through real processes."""

from __future__ import annotations

import signal
import time
from typing import Any

import pytest

from tests.e2e.system import System, until

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(900)]


def calls_for(system: System, comment_id: str, **query: Any) -> list[dict[str, Any]]:
    messages = [m for m in system.get("/messages/", page_size=200) if m["external_id"] == comment_id]
    return system.get("/platform-calls/", message=messages[0]["id"], **query) if messages else []


def test_a_question_is_answered_and_spam_is_hidden(system):
    question = system.comment("Wat is de levertijd?", username="lotte")
    spam = system.comment("Free crypto!", username="bot1")
    [reply] = until(lambda: system.replies_to(question))
    until(lambda: next(c for c in system.comments() if c["id"] == spam)["hidden"])
    page = system.simulator.get(f"/p/{reply['post_id']}").text
    assert reply["text"] in page
    assert "Free crypto!" not in page
    [call] = until(lambda: calls_for(system, question, status="done"))
    assert call["cause"].startswith("rule ")
    [decision] = system.get("/decisions/", message=call["message"])
    assert decision["outcome"] == "acted"


@pytest.mark.parametrize("echo", ["echo arrives", "echo is late"])
def test_a_worker_killed_after_the_platform_accepted_leaves_exactly_one_reply(system, echo):
    if echo == "echo is late":
        # Longer than it takes to find the reply by looking for it.
        system.control("POST", "/tricks", delay_seconds=12)
    system.control("POST", "/faults", fault="hang_after_act", times=1, seconds=60)
    question = system.comment("Levertijd?", username="kees")
    until(lambda: system.replies_to(question))
    system.kill("worker")
    system.start("worker")
    until(lambda: calls_for(system, question, status="done"), 180)
    time.sleep(3)
    assert len(system.replies_to(question)) == 1
    assert len(calls_for(system, question)) == 1


def test_an_emptied_broker_loses_none_of_five_hundred_calls(system):
    system.kill("worker", signal.SIGTERM)
    ids = [system.comment("Levertijd?", username=f"flood{number}") for number in range(500)]
    until(lambda: system.control("GET", "/state")["deliveries"]["pending"] == 0, 240)
    system.start("worker")

    def answered() -> list[str]:
        return [c["parent_id"] for c in system.comments() if c["parent_id"] in wanted]

    wanted = set(ids)
    until(lambda: len(answered()) >= 50, 240, every=0.5)
    system.broker().flushall()
    before = len(answered())
    assert before < 500, "Everything was done before the broker was emptied: nothing was shown."
    until(lambda: len(set(answered())) == 500, 360, every=1)
    time.sleep(3)
    assert sorted(answered()) == sorted(ids)
    until(lambda: not system.get("/platform-calls/", status="queued"), 180)


def test_every_part_may_be_killed_at_once(system):
    for name in ("worker", "scheduler", "web"):
        system.kill(name)
    question = system.comment("Levertijd?", username="mila")
    system.start("web", "worker", "scheduler")
    until(lambda: system.replies_to(question), 180)
    until(lambda: calls_for(system, question, status="done"))
    assert len(system.replies_to(question)) == 1


def test_everything_delivered_again_and_shuffled_changes_nothing(system):
    until(lambda: not system.get("/platform-calls/", status="queued"), 180)

    def dump() -> list[tuple[Any, ...]]:
        rows = system.get("/messages/", page_size=200)
        return sorted((m["external_id"], m["text"], m["sent_at"], m["visibility"]) for m in rows)

    def is_quiet() -> bool:
        return not system.control("GET", "/state")["deliveries"]["pending"]

    # Also the last echoes: they bring the platform's own clock.
    until(is_quiet, 180)
    time.sleep(3)
    before, calls = dump(), len(system.get("/platform-calls/", page_size=200))
    system.control("POST", "/tricks", batch=7, reorder=5)
    system.control("POST", "/redeliver", shuffle=True, times=3, seed=4)
    until(is_quiet, 240)
    time.sleep(3)
    assert dump() == before
    assert len(system.get("/platform-calls/", page_size=200)) == calls
