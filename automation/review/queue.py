"""What waits for a person: messages with a suggestion, and messages that are held back.

One list by message, newest first, in pages by keyset on the message's id.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import Workspace
from automation.models import Suggestion
from inbox.models import Message, PlatformCall

PAGE = 50
MOST_COUNTED = 1000
# A held message that one of these is under way for is not waiting any more.
ENDS = (PlatformCall.Verb.UNHIDE, PlatformCall.Verb.HIDE, PlatformCall.Verb.REMOVE)


def pending(workspace: Workspace) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(workspace=workspace, status=Suggestion.Status.PENDING)


def held(workspace: Workspace) -> QuerySet[Message]:
    """The messages held back that nobody has decided about."""
    status = PlatformCall.Status
    ending = PlatformCall.objects.filter(
        message=OuterRef("pk"),
        verb__in=ENDS,
        status__in=[status.QUEUED, status.SENDING],
        created_at__gte=F("message__visibility_at"),
    )
    rows = Message.objects.filter(workspace=workspace, visibility=Message.Visibility.HELD, is_own=False)
    return rows.exclude(Exists(ending))


def waiting_ids(workspace: Workspace, *, before: int = 0, after: int = 0) -> list[int]:
    """Return one page of message ids and one more, newest first: below `before`, above `after`."""
    suggested, kept = pending(workspace), held(workspace)
    if before:
        suggested, kept = suggested.filter(message__lt=before), kept.filter(pk__lt=before)
    if after:
        suggested, kept = suggested.filter(message__gt=after), kept.filter(pk__gt=after)
    ids = set(suggested.order_by("-message_id").values_list("message_id", flat=True).distinct()[: PAGE + 1])
    ids.update(kept.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1])
    return sorted(ids, reverse=True)[: PAGE + 1]


def still_waiting(workspace: Workspace, ids: list[int]) -> set[int]:
    """Return which of these messages still wait."""
    suggested = pending(workspace).filter(message__in=ids).order_by().values_list("message_id", flat=True)
    return {*suggested, *held(workspace).filter(pk__in=ids).order_by().values_list("pk", flat=True)}


def count(workspace: Workspace) -> str:
    """Return how many messages wait, counting no further than anybody reads."""
    suggested = pending(workspace).order_by().values_list("message_id", flat=True)
    kept = held(workspace).order_by().values_list("pk", flat=True)
    number = suggested.union(kept)[:MOST_COUNTED].count()
    return f"{number}" if number < MOST_COUNTED else f"{MOST_COUNTED - 1}+"
