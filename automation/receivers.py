"""The only link from the inbox upwards: what happened there is queued for a decision."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from automation.tasks import decide_messages, process_occurrences
from inbox.signals import messages_stored, occurrences_stored

BATCH = 100


@receiver(messages_stored)
def queue_decisions(message_ids: list[int], **_: Any) -> None:
    for start in range(0, len(message_ids), BATCH):
        decide_messages.delay_on_commit(message_ids[start : start + BATCH])


@receiver(occurrences_stored)
def queue_occurrences(occurrence_ids: list[int], **_: Any) -> None:
    for start in range(0, len(occurrence_ids), BATCH):
        process_occurrences.delay_on_commit(occurrence_ids[start : start + BATCH])
