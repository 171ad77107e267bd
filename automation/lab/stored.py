"""Stored messages, read in order of time and no more of each than a rule needs to say no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from automation.gather import LOADED
from automation.schema import Scope
from inbox.models import Message, MessageRevision

PIECE = 2_000
Cursor = Mapping[str, Any]


class Row(NamedTuple):
    """The part of a stored message that costs little to read. `post` and `is_ad`: of its conversation."""

    pk: int
    at: datetime
    text: str
    kind: str
    channel: int
    conversation: int
    identity: int | None
    parent_id: str
    visibility: str
    edited_at: datetime | None
    post: int | None
    is_ad: bool | None

    @property
    def is_gone(self) -> bool:
        """Whether its words went with it when its author removed it."""
        return self.visibility == Message.Visibility.REMOVED and not self.text


_COLUMNS = (
    *("pk", "sent_at", "text", "kind", "channel_id", "conversation_id", "identity_id", "parent_id"),
    *("visibility", "edited_at", "conversation__post_id", "conversation__post__is_ad"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The inbound messages of a workspace from `since` up to `until`, within a scope."""

    workspace_id: int
    since: datetime
    until: datetime
    scope: Scope

    def messages(self) -> QuerySet[Message]:
        found = Message.objects.inbound().filter(
            workspace=self.workspace_id, sent_at__gte=self.since, sent_at__lt=self.until
        )
        for chosen, field in (
            (self.scope.channels, "channel__in"),
            (self.scope.kinds, "kind__in"),
            (self.scope.posts, "conversation__post__in"),
            (self.scope.platforms, "channel__platform__in"),
        ):
            found = found.filter(**{field: list(chosen)}) if chosen else found
        return found

    def after(self, cursor: Cursor, most: int = PIECE) -> list[Row]:
        """Return the next messages in order of time, each with the text that it had at first."""
        found = self.messages()
        if cursor:
            at = datetime.fromisoformat(cursor["at"])
            found = found.filter(Q(sent_at__gt=at) | Q(pk__gt=cursor["id"]), sent_at__gte=at)
        rows = found.order_by("sent_at", "pk").values_list(*_COLUMNS)[:most]
        return _as_first_written([Row(*row) for row in rows])


def cursor_after(row: Row) -> dict[str, Any]:
    return {"at": row.at.isoformat(), "id": row.pk}


def load(rows: Sequence[Row]) -> list[Message]:
    """Return the whole messages, in the same order and with the same texts."""
    found = Message.objects.select_related(*LOADED).in_bulk([row.pk for row in rows])
    messages = []
    for row in rows:
        if row.pk in found:  # deleted meanwhile: then it is no part of the history
            found[row.pk].text = row.text
            messages.append(found[row.pk])
    return messages


def _as_first_written(rows: list[Row]) -> list[Row]:
    """A rule sees a new message, so it is tried on the text from before any edit."""
    edited = [row.pk for row in rows if row.edited_at and not row.is_gone]
    if not edited:
        return rows
    first: dict[int, str] = {}
    revisions = MessageRevision.objects.filter(message__in=edited).order_by("-written_at", "-pk")
    for pk, text in revisions.values_list("message_id", "text"):
        first[pk] = text
    return [row._replace(text=first.get(row.pk, row.text)) for row in rows]
