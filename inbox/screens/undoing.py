"""What a page holds on to, to take a change of status back: `5_12_snoozed_2026-03-02T12:00:00+00:00`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox.models import Conversation
from inbox.screens.listing import number_in, read_cursor


@dataclass(frozen=True, slots=True)
class Undo:
    """The status a conversation had, and the version that the change made."""

    pk: int
    version: int
    status: str
    until: datetime | None

    def __str__(self) -> str:
        until = self.until.isoformat() if self.until else ""
        return f"{self.pk}_{self.version}_{self.status}_{until}"


def read_undo(text: str) -> Undo | None:
    """Return what a page sent, or None when it is none of ours."""
    pk, version, status, until = (*text.split("_", 3), "", "", "", "")[:4]
    if status not in Conversation.Status.values:
        return None
    place = read_cursor(f"{until}_0")
    return Undo(number_in(pk), number_in(version), status, place[0] if place else None)
