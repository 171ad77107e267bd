"""What the workers run for the rules."""

from __future__ import annotations

from typing import Any

from celery.signals import worker_init
from django.utils import timezone

from automation import decide
from automation.engine.language import load_model
from automation.triggers import clock, occurrences
from inbox.task import task


@worker_init.connect
def load_what_is_slow(**_: Any) -> None:
    """Before the workers fork: they share it, and no batch waits for it with its channel locked."""
    load_model()


@task("automation.decide_messages")
def decide_messages(message_ids: list[int]) -> None:
    decide.decide_messages(message_ids, now=timezone.now())


@task("automation.process_occurrences")
def process_occurrences(occurrence_ids: list[int]) -> None:
    occurrences.process_occurrences(occurrence_ids, now=timezone.now())


@task("automation.tick")
def tick() -> None:
    clock.tick(now=timezone.now())
