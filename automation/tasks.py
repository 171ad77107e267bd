"""What the workers run for the rules."""

from __future__ import annotations

from django.utils import timezone

from automation import decide
from automation.triggers import clock, occurrences
from inbox.task import task


@task("automation.decide_messages")
def decide_messages(message_ids: list[int]) -> None:
    decide.decide_messages(message_ids, now=timezone.now())


@task("automation.process_occurrences")
def process_occurrences(occurrence_ids: list[int]) -> None:
    occurrences.process_occurrences(occurrence_ids, now=timezone.now())


@task("automation.tick")
def tick() -> None:
    clock.tick(now=timezone.now())
