"""How long the server takes for every list of the triage screen, over 200,000 conversations.

.venv/bin/python -m bench.screens [CONVERSATIONS]

On the database of DATABASE_URL, in a fresh test database of its own that is gone afterwards.
"""

# ruff: noqa: E402 - Django is set up before its models are imported

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import setup_databases, teardown_databases

from bench.crowd import NOW, Crowd
from inbox.screens.listing import PAGE
from inbox.screens.navigation import read_query
from inbox.screens.ordering import ORDERS
from inbox.screens.views import views

CONVERSATIONS, MESSAGES = 200_000, 450_000
MILLISECONDS = 100
DEEP = 500
TIMES = 5
NARROWED = (
    *("view=all&language=de", "view=all&sentiment=negative", "view=all&sentiment=positive", "language=de"),
    *("view=all&label=Complaint", "view=all&assignee=me&status=resolved", "waiting=24", "platform=facebook"),
    *("view=all&kind=direct", "view=unassigned&language=en&waiting=72&kind=comment&platform=instagram"),
)
Measured = dict[str, float]


def run(conversations: int = CONVERSATIONS, messages: int = MESSAGES) -> list[dict[str, Any]]:
    """Return rows of `make bench`: the slowest list of each kind, in milliseconds of server time."""
    with _database():
        crowd = Crowd(conversations, messages)
        crowd.fill()
        _learn()
        client = Client(HTTP_HX_REQUEST="true")
        client.force_login(crowd.user)
        measured = {name: _measure(client, crowd, ask) for name, ask in _asked(crowd).items()}
    return [_row(name, conversations, times) for name, times in measured.items()]


@contextmanager
def _database() -> Iterator[None]:
    plain = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with override_settings(CACHES=plain, ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
            yield
    finally:
        teardown_databases(databases, verbosity=0)


def _learn() -> None:
    """Count what is where, as PostgreSQL does by itself after a while. Nobody tells SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _asked(crowd: Crowd) -> dict[str, list[str]]:
    """Return by what is measured the addresses to ask for."""
    lists = [f"view={view.name}" for view in views()]
    sorted_ = [f"{each}&sort={order}" for each in lists for order in ORDERS]
    narrowed = [*NARROWED, f"view=all&rule={crowd.rule.pk}"]
    return {
        "first page of every view, in every order": sorted_,
        f"page {DEEP} or the last of every view, in every order": [
            f"{each}&after={after}" for each in sorted_ if (after := _deep(crowd, each))
        ],
        "first page of filters": narrowed,
        "the numbers of all views and channels": ["counts"],
    }


def _deep(crowd: Crowd, query: str) -> str:
    """Return the cursor of the row before page 500, or before the last page of a shorter list."""
    filters = read_query(query)
    chosen = filters.apply(crowd.workspace, crowd.user, now=NOW)
    place = min((DEEP - 1) * PAGE, chosen.order_by().count() - PAGE)
    return filters.order.cursor(chosen[place - 1]).replace("+", "%2B") if place > 0 else ""


def _measure(client: Client, crowd: Crowd, addresses: list[str]) -> Measured:
    inbox = f"/w/{crowd.workspace.slug}/inbox/"
    found = {}
    for each in addresses:
        address = f"{inbox}counts/" if each == "counts" else f"{inbox}?{each}"
        found[each] = min(_timed(lambda a=address: _get(client, a)) for _ in range(TIMES))  # type: ignore[misc]
    return found


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)


def _timed(act: Callable[[], None]) -> float:
    cache.clear()
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _row(name: str, conversations: int, times: Measured) -> dict[str, Any]:
    slowest = max(times, key=lambda each: times[each])
    return {
        "name": f"{name}, {conversations:,} conversations on {connection.vendor}",
        "slowest": slowest,
        "value": round(times[slowest], 1),
        "unit": "ms",
        "target": MILLISECONDS,
        "ok": times[slowest] < MILLISECONDS,
    }


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else CONVERSATIONS
    for row in run(number, number * 9 // 4):
        print(row["value"], row["unit"], row["name"], row["slowest"])  # noqa: T201
