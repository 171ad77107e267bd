"""What is done with a batch of good rows: stored, or only looked up for a rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from inbox.ingest import ingest
from inbox.models import Channel, Message
from platforms.base import Incoming


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of a batch. `outcomes` counts what the rules decided, when they were asked."""

    new: int
    rejected: Sequence[str] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)


# Takes a batch, and which of its ids the file has not held before.
Store = Callable[[Sequence[Incoming], Collection[str]], Stored]
Decide = Callable[[Channel, Sequence[int]], Mapping[str, int]]


def storing(channel: Channel, *, now: datetime, decide: Decide | None = None) -> Store:
    """Return how to store a batch. `decide` is told the new messages in the same transaction,
    so that an import that was stopped leaves none of them undecided."""

    @transaction.atomic
    def store(items: Sequence[Incoming], unseen: Collection[str]) -> Stored:
        result = ingest(channel, items, origin=Message.Origin.IMPORT, now=now)
        outcomes = decide(channel, result.created) if decide and result.created else {}
        return Stored(len(result.created), result.rejected, outcomes)

    return store


def rehearsing(channel: Channel | None) -> Store:
    """Return how to count a batch without writing; no channel means that all is new."""

    def count(items: Sequence[Incoming], unseen: Collection[str]) -> Stored:
        known = channel.messages.filter(external_id__in=unseen).count() if channel else 0
        return Stored(len(unseen) - known)

    return count
