"""Which message of a conversation an act is about: the one that the list shows, never one that came since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.models import Workspace
from inbox.models import Conversation, Message
from inbox.screens.filters import Filters
from inbox.search import with_hits
from inbox.similar import similar_in


def without_theirs(conversations: Sequence[Conversation], values: Mapping[str, Any]) -> dict[int, str]:
    """Return why nothing can be done, by conversation: none of theirs is among the messages in `values`."""
    if "messages" not in values:
        return {}
    named = Message.objects.inbound().filter(conversation__in=conversations, pk__in=values["messages"])
    fit = set(named.order_by().values_list("conversation_id", flat=True))
    reason = _("The list shows no message of theirs there. Open the conversation to choose one.")
    return {each.pk: reason for each in conversations if each.pk not in fit}


def messages_in(
    workspace: Workspace, filters: Filters, conversations: Sequence[Conversation], until: datetime
) -> list[int]:
    """Return what an act on these conversations of a list is about, as far as it had come by `until`.

    Of a group of near-duplicates its messages, of a search the hits, else the newest of theirs.
    """
    if filters.similar:
        chosen = {each.pk for each in conversations}
        group = similar_in(workspace, filters.similar)
        alike = [each.message for each in group if each.conversation in chosen]
        known = Message.objects.filter(workspace=workspace, pk__in=alike, received_at__lte=until)
        return list(known.values_list("pk", flat=True))
    hits = with_hits(conversations, filters.q, until) if filters.q else {}
    return [hit.message for hit in hits.values()] + newest_of(
        [each for each in conversations if each.pk not in hits], until
    )


def newest_of(conversations: Sequence[Conversation], until: datetime | None = None) -> list[int]:
    """Return the newest message of theirs that is still there, of each conversation that has one."""
    theirs = Message.objects.inbound().filter(conversation=OuterRef("pk"), removed_at=None)
    if until is not None:
        theirs = theirs.filter(received_at__lte=until)
    rows = Conversation.objects.filter(pk__in=[each.pk for each in conversations]).order_by()
    found = rows.values_list(Subquery(theirs.order_by("-sent_at", "-pk").values("pk")[:1]), flat=True)
    return [pk for pk in found if pk]
