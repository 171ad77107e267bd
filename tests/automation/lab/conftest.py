"""A workspace with a history, and workers that can be killed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.audit import Actor
from accounts.models import Role, User, Workspace
from automation.lab.backtests import run_backtest, start_backtest
from automation.models import Backtest
from inbox import jobs
from inbox.ingest import ingest
from inbox.models import Channel, Message
from platforms.base import Author
from tests.factories import NOW, incoming, make_channel, make_member, make_workspace

UNTIL = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """It is NOW, and time goes on: leases are about the clock."""
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def workspace(db) -> Workspace:
    return make_workspace(timezone="Europe/Amsterdam")


@pytest.fixture
def manager(workspace: Workspace) -> User:
    return make_member(workspace, Role.ADMIN)


@pytest.fixture
def channel(workspace: Workspace) -> Channel:
    return make_channel(workspace, connected_at=NOW - timedelta(days=400))


@pytest.fixture
def write(channel: Channel) -> Callable[..., list[Message]]:
    """Store comments, each by another person and an hour earlier than the next; return them in order."""

    def store(texts: Iterable[str], **fields: Any) -> list[Message]:
        texts = list(texts)
        items = [
            incoming(
                text,
                **{"author": Author(f"person-{place}", handle=f"person{place}")}
                | {"occurred_at": NOW - timedelta(hours=len(texts) - place)}
                | fields,
            )
            for place, text in enumerate(texts)
        ]
        ingest(channel, items, now=NOW)
        ids = [item.external_id for item in items]
        return list(Message.objects.filter(channel=channel, external_id__in=ids).order_by("sent_at", "pk"))

    return store


@pytest.fixture
def backtest(workspace: Workspace, manager: User) -> Callable[..., Backtest]:
    """Start a backtest and work on it until it is over."""

    def run(rule: Any = None, **wish: Any) -> Backtest:
        wish = {"until": UNTIL, "by": Actor.person(manager)} | wish
        return finish(start_backtest(workspace, rule=rule, **wish))

    return run


def finish(job: Backtest, now: datetime = NOW) -> Backtest:
    for _ in range(100):
        run_backtest(job.pk, now=now + jobs.LEASE)
        job.refresh_from_db()
        if job.is_over:
            return job
    raise AssertionError("It never ends.")


def of_rule(job: Backtest, place: int = 0) -> dict[str, Any]:
    return job.result["rules"][place]
