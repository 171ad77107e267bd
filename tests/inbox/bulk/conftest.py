"""A workspace with many conversations, and runs over them that are worked on by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
import time_machine

from accounts.audit import Actor
from accounts.models import User, Workspace
from inbox.bulk import runs
from inbox.ingest import ingest
from inbox.models import BulkRun, Channel, Conversation
from platforms.base import Author
from tests.factories import NOW, incoming, make_channel, make_member, make_workspace


@pytest.fixture
def today() -> Iterator[None]:
    """It is NOW, and time goes on: leases are about the clock."""
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def workspace(today, db) -> Workspace:
    return make_workspace()


@pytest.fixture
def agent(workspace: Workspace) -> User:
    return make_member(workspace)


@pytest.fixture
def channel(workspace: Workspace) -> Channel:
    return make_channel(workspace)


@pytest.fixture
def write(channel: Channel) -> Callable[..., list[Conversation]]:
    """Store comments, each by another person; return their conversations, in order."""

    def store(texts: Sequence[str]) -> list[Conversation]:
        items = [
            incoming(text, author=Author(f"person-{place}", name=f"Person {place}"))
            for place, text in enumerate(texts)
        ]
        ingest(channel, items, now=NOW)
        found = {each.thread_id: each for each in Conversation.objects.filter(channel=channel)}
        return [found[item.external_id] for item in items]

    return store


@pytest.fixture
def start(workspace: Workspace, agent: User) -> Callable[..., BulkRun]:
    def begin(act: str = "resolve", query: str = "", **values: Any) -> BulkRun:
        return runs.start_run(workspace, act, values, query, by=Actor.person(agent))

    return begin


def finish(run: BulkRun, now: datetime = NOW) -> BulkRun:
    """Work on a run until it is over."""
    for turn in range(1, 1000):
        runs.go_on(run.pk, now=now + turn * runs.jobs.LEASE)
        run.refresh_from_db()
        if run.is_over:
            return run
    raise AssertionError("It never ends.")


def outcomes(run: BulkRun) -> dict[str, int]:
    counts: dict[str, int] = {}
    for outcome in run.items.values_list("outcome", flat=True):
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts
