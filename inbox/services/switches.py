"""Stop what runs by itself: automation altogether, or automatic answers for a while."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts import audit
from accounts.audit import Actor
from accounts.models import Workspace
from inbox import live
from inbox.models import Channel
from inbox.services.refusals import Refused
from inbox.services.telling import notify

LONGEST_REASON = 300


@transaction.atomic
def switch_automation(target: Workspace | Channel, on: bool, *, by: Actor) -> bool:
    """Switch every rule of a workspace or channel on or off; return whether that is news."""
    rows = type(target)._default_manager.filter(pk=target.pk, is_automation_on=not on)
    if not rows.update(is_automation_on=on):
        return False
    target.is_automation_on = on
    workspace_id = target.pk if isinstance(target, Workspace) else target.workspace_id
    audit.record(workspace_id, "automation_on" if on else "automation_off", target, by=by)
    live.announce_all(workspace_id)
    return True


@transaction.atomic
def start_crisis(workspace: Workspace, until: datetime, reason: str, *, by: Actor) -> bool:
    """Stop automatic answers until then, and tell who manages the workspace; return whether that is news.

    Raises Refused for a moment in the past, and without a reason.
    """
    reason = " ".join(reason.split())
    if until <= timezone.now():
        raise Refused("invalid", gettext("Choose a moment in the future at which the crisis ends by itself."))
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Refused("invalid", gettext("A reason has 1 to %(n)d characters.") % {"n": LONGEST_REASON})
    wish = {"crisis_until": until, "crisis_reason": reason}
    if not _set(workspace, wish):
        return False
    audit.record(workspace, "crisis_started", workspace, by=by, until=until.isoformat(), reason=reason)
    text = f"Automatic answers are stopped until {until.astimezone(workspace.zone):%d %b %Y %H:%M}: {reason}"
    notify(workspace, None, text, by=by, email=True, webhook=True)
    return True


@transaction.atomic
def end_crisis(workspace: Workspace, *, by: Actor) -> bool:
    """Allow automatic answers again; return whether they were stopped."""
    was_on = workspace.is_in_crisis(timezone.now())
    if not _set(workspace, {"crisis_until": None, "crisis_reason": ""}):
        return False
    audit.record(workspace, "crisis_ended", workspace, by=by)
    return was_on


def _set(workspace: Workspace, wish: dict[str, object]) -> bool:
    rows = Workspace.objects.select_for_update(no_key=True).filter(pk=workspace.pk)
    stored = rows.values(*wish).get()
    if stored == wish:
        return False
    rows.update(**wish)
    for name, value in wish.items():
        setattr(workspace, name, value)
    live.announce_all(workspace.pk)
    return True
