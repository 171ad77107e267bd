"""What the team wrote among itself, as the thread shows it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from inbox.models import Conversation, Note

MOST_NOTES = 100


def notes_between(conversation: Conversation, since: datetime | None, until: datetime | None) -> list[Note]:
    """Return the newest notes of a conversation from `since` on and before `until`; None is no bound."""
    rows = conversation.notes.select_related("author")
    if since:
        rows = rows.filter(created_at__gte=since)
    if until:
        rows = rows.filter(created_at__lt=until)
    return list(rows.order_by("-pk")[:MOST_NOTES])


def author_of(note: Note) -> str:
    """Return who wrote a note, or which rule."""
    if note.author:
        return str(note.author)
    return _("Automatic · %(cause)s") % {"cause": note.cause} if note.cause else _("A former member")
