"""How long a backtest of one rule over stored messages takes, on a database of its own.

.venv/bin/python -m bench.backtest [MESSAGES]
"""

# ruff: noqa: E402 - Django is set up before its models are imported

from __future__ import annotations

import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from accounts.audit import SYSTEM
from accounts.models import Workspace
from automation.lab.backtests import run_backtest, start_backtest
from automation.models import Backtest
from automation.services import create_rule, parse_body
from inbox.models import Channel, Contact, Conversation, Identity, Message, Post

SECONDS_FOR_100_000 = 20.0
BATCH = 5_000
WORDS = (
    "mooi taart vandaag lekker gezien waar wanneer open dank love this so much great bakery where are you "
    "open today nice picture wow my friend should see it echt heerlijk gegeten gisteren met familie"
)
QUESTIONS = ("wat kost deze taart?", "How much is it?", "prijs?", "PRÍCE please 🙏")


def run(messages: int = 100_000) -> dict[str, Any]:
    """Return one row of `make bench`: seconds for a rule on words over so many messages."""
    with _database():
        backtest = _fill(messages)
        started = time.perf_counter()
        _work(backtest)
        seconds = time.perf_counter() - started
    target = SECONDS_FOR_100_000 * messages / 100_000
    return {
        "name": f"backtest of one rule over {messages:,} stored messages",
        "value": round(seconds, 2),
        "unit": "s",
        "target": target,
        "ok": seconds < target,
    }


@contextmanager
def _database() -> Iterator[None]:
    """A fresh database, gone afterwards; nothing in it is ever committed, so no task is queued."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        teardown_databases(databases, verbosity=0)


def _fill(messages: int) -> Backtest:
    now = timezone.now()
    workspace = Workspace.objects.create(name="Bench", slug="bench")
    _store_messages(workspace, messages, now)
    body = {
        "conditions": {"all": [{"type": "text", "words": ["wat kost", "prijs", "price", "how much"]}]},
        "actions": [{"type": "reply", "variants": ["Vanaf 25 euro!", "Zie onze site."]}],
    }
    rule = create_rule(workspace, name="Price", body=parse_body(body), by=SYSTEM)
    return start_backtest(workspace, rule=rule, days=90, until=now, by=SYSTEM)


def _store_messages(workspace: Workspace, messages: int, now: datetime) -> None:
    """One comment in twenty asks for the price; threads of five, 200 posts."""
    channel = Channel.objects.create(
        workspace=workspace, platform="instagram", external_id="1", name="Bench", connected_at=now
    )
    contact = Contact.objects.create(workspace=workspace, name="Many")
    posts = Post.objects.bulk_create(
        Post(workspace=workspace, channel=channel, external_id=str(n)) for n in range(200)
    )
    people = Identity.objects.bulk_create(
        Identity(workspace=workspace, channel=channel, contact=contact, external_id=str(n))
        for n in range(max(messages // 10, 1))
    )
    threads = Conversation.objects.bulk_create(
        [
            Conversation(
                workspace=workspace,
                channel=channel,
                kind="comment",
                thread_id=str(n),
                post=posts[n % len(posts)],
                last_message_at=now,
            )
            for n in range(max(messages // 5, 1))
        ],
        batch_size=BATCH,
    )
    chance, step = random.Random(7), timedelta(days=80) / messages  # noqa: S311 - made-up data
    for start in range(0, messages, BATCH):
        Message.objects.bulk_create(
            Message(
                workspace=workspace,
                channel=channel,
                conversation=threads[n // 5 % len(threads)],
                identity=people[n % len(people)],
                kind="comment",
                external_id=str(n),
                text=_text(chance),
                sent_at=now - timedelta(days=85) + n * step,
                text_at=now,
                processed_at=now,
            )
            for n in range(start, min(start + BATCH, messages))
        )


def _text(chance: random.Random) -> str:
    if chance.random() < 0.05:
        return chance.choice(QUESTIONS)
    return " ".join(chance.choices(WORDS.split(), k=chance.randint(3, 25)))


def _work(backtest: Backtest) -> None:
    """What a worker does, slice after slice."""
    while not backtest.is_over:
        run_backtest(backtest.pk, now=timezone.now())
        backtest.refresh_from_db()
    assert backtest.status == "done", backtest.error
    assert backtest.result["matched"]


if __name__ == "__main__":
    row = run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    print(row, f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")  # noqa: T201
