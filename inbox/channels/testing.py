"""A test event: one message that nobody wrote, brought in by a worker as all others are."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from inbox.ingest import ingest
from inbox.models import Channel, Message
from platforms.base import Action, Author, Capability, Incoming, Kind, PostRef

AUTHOR = Author("earful-test", handle="earful", name="Earful")
# Their ids begin so: a test says nothing of how a platform delivers.
MARK = "earful-test-"
TEXT = "This is a test event. Nobody wrote it, and no rule acts on it."


def bring_in(channel_id: int, *, now: datetime) -> None:
    """Put a test event into the inbox, as history: no rule sees it."""
    channel = Channel.objects.get(pk=channel_id)
    is_direct = channel.can(Capability.DIRECT)
    external_id = f"{MARK}{uuid4()}"
    item = Incoming(
        action=Action.CREATE,
        kind=Kind.DIRECT if is_direct else Kind.COMMENT,
        external_id=external_id,
        thread_id=AUTHOR.external_id if is_direct else external_id,
        author=AUTHOR,
        text=TEXT,
        occurred_at=now,
        post=None if is_direct else PostRef(AUTHOR.external_id, title="Test events"),
    )
    ingest(channel, [item], origin=Message.Origin.HISTORY, now=now)
