"""The stored texts that people answer with."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Actor
from accounts.models import Workspace
from inbox.models import SavedReply
from inbox.services.refusals import Refused
from inbox.variables import check_variables
from platforms.cleaning import clean

MOST_SAVED_REPLIES = 500


@transaction.atomic
def save_reply(
    workspace: Workspace,
    *,
    name: str,
    text: str,
    is_private_only: bool,
    by: Actor,
    saved: SavedReply | None = None,
) -> SavedReply:
    """Add a saved reply, or change one. Raises Refused, with what is wrong."""
    row = saved or SavedReply(workspace=workspace)
    row.name, row.text, row.is_private_only = (
        " ".join(clean(name).split()),
        clean(text).strip(),
        is_private_only,
    )
    others = SavedReply.objects.filter(workspace=workspace).exclude(pk=row.pk)
    if problem := _problem(row) or _problem_beside(row, list(others.values_list("name", flat=True))):
        raise Refused("invalid", problem)
    row.save()
    audit.record(workspace, "saved_reply", row, by=by, name=row.name)
    return row


def _problem(row: SavedReply) -> str:
    if not row.name or not row.text:
        return _("A saved reply needs a name and a text.")
    for most, value in ((SavedReply.LONGEST_NAME, row.name), (SavedReply.LONGEST, row.text)):
        if len(value) > most:
            return _("At most %(most)s characters are possible here.") % {"most": most}
    try:
        check_variables(row.text)
    except ValueError as error:
        return str(error)
    return ""


def _problem_beside(row: SavedReply, others: list[str]) -> str:
    if row.name.casefold() in {name.casefold() for name in others}:
        return _("There is another saved reply with this name.")
    if len(others) >= MOST_SAVED_REPLIES:
        return _("There are %(most)s saved replies already: that is the most.") % {"most": MOST_SAVED_REPLIES}
    return ""


@transaction.atomic
def delete_saved_reply(saved: SavedReply, *, by: Actor) -> bool:
    """Delete a saved reply; return whether it was still there. A rule that names it says its other texts."""
    name, workspace_id = saved.name, saved.workspace_id
    audit.record(workspace_id, "saved_reply_delete", saved, by=by, name=name)
    deleted, _rows = SavedReply.objects.filter(pk=saved.pk).delete()
    return bool(deleted)


def count_use(saved: SavedReply) -> None:
    """Count that a text made from it is sent."""
    SavedReply.objects.filter(pk=saved.pk).update(used_count=F("used_count") + 1, used_at=timezone.now())
