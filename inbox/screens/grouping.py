"""A group of near-duplicates in the list: each row shows the message that is in it."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Workspace
from inbox.models import Message
from inbox.screens.listing import Row
from inbox.search import snippet
from inbox.similar import similar_in


def show_group(rows: Sequence[Row], workspace: Workspace, message: int) -> None:
    """Let each row say what acts on the group will hit: its message of the group, not its last one."""
    shown = {row.conversation.pk: row for row in rows}
    pks = [each.message for each in similar_in(workspace, message) if each.conversation in shown]
    found = Message.objects.filter(workspace=workspace, pk__in=pks).order_by("-sent_at", "-pk")
    for each in found.only("conversation_id", "text", "is_abusive"):
        row = shown[each.conversation_id]
        row.found, row.message, row.is_abusive = snippet(each.text, ""), each.pk, each.is_abusive
