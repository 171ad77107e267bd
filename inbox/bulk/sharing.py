"""Share conversations out over chosen members: a queue that is hard to read is nobody's alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import User
from inbox import services
from inbox.bulk.changes import Changed
from inbox.models import Conversation
from inbox.services import Refused

MOST_MEMBERS = 200


def share_out(conversations: list[Conversation], values: Mapping[str, Any], by: Actor) -> Changed:
    """Give each member of `values["members"]` in turn one; the turn goes on at `values["from"]`.

    Returns by conversation what undoing it needs, as `changes.assign` does. Raises Refused.
    """
    members = list(User.objects.filter(pk__in=_ids(values), is_active=True).order_by("pk"))
    if not members:
        raise Refused("nobody_to_assign", _("Choose who takes part."))
    before = {each.pk: each.assignee_id for each in conversations}
    first = int(values.get("from", 0))
    for place, member in enumerate(members):
        mine = [each for turn, each in enumerate(conversations, first) if turn % len(members) == place]
        services.assign(mine, member, by=by)
    return {
        each.pk: {"assignee": before[each.pk], "set": each.assignee_id}
        for each in conversations
        if before[each.pk] != each.assignee_id
    }


def _ids(values: Mapping[str, Any]) -> list[int]:
    """Return the members that are named; a name that is no number is nobody's."""
    named = [str(each) for each in values.get("members", [])[:MOST_MEMBERS]]
    return [int(each) for each in named if each.isascii() and each.isdecimal() and len(each) < 19]
