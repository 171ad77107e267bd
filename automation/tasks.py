"""What the workers run for the rules."""

from __future__ import annotations

from django.utils import timezone

from automation import decide
from inbox.task import task


@task("automation.decide_messages")
def decide_messages(message_ids: list[int]) -> None:
    decide.decide_messages(message_ids, now=timezone.now())
