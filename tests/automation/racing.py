"""One of several processes that decide the same messages at the same time.

`python -m tests.automation.racing …`

prepare       make three channels full of messages, each with a rule and one cap that bites
decide SEED   decide all of them, in an order of its own, five at a time
report        print what came of it, as JSON
"""

# A program: Django is set up before its models are imported, and what it found is printed.
# ruff: noqa: E402, T201
from __future__ import annotations

import json
import random
import sys
from datetime import timedelta

import django

django.setup()

from django.db.models import Count

from automation.decide import decide_messages
from automation.models import Decision, RuleApplication, RuleTally
from inbox.ingest import ingest
from inbox.models import Channel, Message, PlatformCall
from platforms.base import Author, PostRef
from tests.factories import NOW, incoming, make_channel, make_rule

AT_ONCE = 5
GENEROUS = {
    "once_per_post": False,
    "per_person_per_day": 100,
    "per_thread": 100,
    "public_per_channel_per_hour": 1000,
    "breaker_percent": 100,
}


def prepare() -> None:
    per_person = make_channel(name="three a day")
    _fill(per_person, [(f"p{n % 20}", f"post {n}") for n in range(100)])
    make_rule(per_person.workspace, limits=GENEROUS | {"per_person_per_day": 3})
    per_channel = make_channel(name="forty an hour")
    _fill(per_channel, [(f"p{n}", f"post {n}") for n in range(60)])
    make_rule(per_channel.workspace, limits=GENEROUS | {"public_per_channel_per_hour": 40})
    per_post = make_channel(name="once a post")
    _fill(per_post, [(f"p{n % 4}", f"post {n // 20}") for n in range(40)])
    make_rule(per_post.workspace, limits=GENEROUS | {"once_per_post": True})


def _fill(channel: Channel, places: list[tuple[str, str]]) -> None:
    items = [
        incoming(
            author=Author(person, handle=person), post=PostRef(post), occurred_at=NOW + timedelta(seconds=n)
        )
        for n, (person, post) in enumerate(places)
    ]
    ingest(channel, items, now=NOW)


def decide(seed: int) -> None:
    ids = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    random.Random(seed).shuffle(ids)
    for start in range(0, len(ids), AT_ONCE):
        decide_messages(ids[start : start + AT_ONCE], now=NOW + timedelta(minutes=1))


def report() -> None:
    calls = PlatformCall.objects.values_list("channel__name").annotate(Count("pk"))
    most = RuleApplication.objects.values("channel", "identity").annotate(n=Count("pk")).order_by("-n")
    print(
        json.dumps(
            {
                "answers": dict(calls.order_by()),
                "most_a_person": dict(most.values_list("channel__name", "n")[::-1]),
                "decisions": Decision.objects.count(),
                "undecided": Message.objects.filter(processed_at=None).count(),
                "tallied": sum(RuleTally.objects.values_list("acted", flat=True)),
            }
        )
    )


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    {"prepare": prepare, "report": report, "decide": decide}[command](*map(int, rest))
