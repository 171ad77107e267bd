"""What a page holds on to, to take an act back: signed, so that only what was done here can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core import signing

from inbox.access import Visit
from inbox.bulk.acts import ACTS, Result
from inbox.models import Conversation, PlatformCall

LONGEST = timedelta(days=1)


def note_of(visit: Visit, act: str, results: Iterable[Result]) -> str:
    """Return what takes back those of the results that changed something; "" when none did."""
    items = [(result.pk, result.before) for result in results if result.before]
    return signing.dumps([act, items], salt=_salt(visit), compress=True) if items else ""


def note_of_call(visit: Visit, call: PlatformCall, was: str) -> str:
    """Return what takes back one act on a comment, given its visibility before."""
    before = {"hidden": [[call.pk, was]]}
    return signing.dumps(["hide", [(call.conversation_id, before)]], salt=_salt(visit), compress=True)


def take_back(visit: Visit, note: str) -> list[Result]:
    """Undo what a note is about, as far as nobody changed it since; one result a conversation.

    Nothing comes back for a note of another person or workspace, and for one that is a day old.
    """
    try:
        act, items = signing.loads(note, salt=_salt(visit), max_age=LONGEST)
    except signing.BadSignature:
        return []
    befores: dict[int, dict[str, Any]] = dict(items)
    rows = Conversation.objects.filter(workspace=visit.workspace).in_bulk(befores)
    return ACTS[act].undo([(row, befores[pk]) for pk, row in rows.items()], visit.actor)


def _salt(visit: Visit) -> str:
    return f"undo:{visit.workspace.pk}:{visit.user.pk}"
