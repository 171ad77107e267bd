"""How a change to conversations leaves its traces: the audit trail and the open screens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from accounts import audit
from accounts.audit import Actor
from inbox import live
from inbox.models import Conversation, Identity


def record(changing: Sequence[Conversation], verb: str, *, by: Actor, **data: object) -> None:
    """Add a line of the audit trail a conversation, and tell the screens of its workspace."""
    for workspace_id in {c.workspace_id for c in changing}:
        mine = [c for c in changing if c.workspace_id == workspace_id]
        audit.record_all(workspace_id, verb, mine, by=by, **data)
        live.announce(workspace_id, [c.pk for c in mine])


def announce_people(identities: Iterable[Identity]) -> None:
    """Tell the screens that show a conversation of these people, of one workspace."""
    people = list(identities)
    if people:
        theirs = Conversation.objects.filter(identity__in=people).order_by("-last_message_at")
        ids = list(theirs.values_list("pk", flat=True)[: live.MOST_IDS])
        live.announce(people[0].workspace_id, ids)
