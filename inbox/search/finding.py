"""From words to conversations, and to the message of each that shows why it was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import Workspace
from inbox.models import Conversation, Message
from inbox.search.sources import MESSAGES, PEOPLE, POSTS
from inbox.search.terms import terms_of

MOST_HITS = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """The message that shows why a conversation was found."""

    conversation: int
    message: int
    text: str
    is_abusive: bool


def narrow(rows: QuerySet[Conversation], workspace: Workspace, text: str) -> QuerySet[Conversation]:
    """Return the conversations in which every word begins a word of a text, the author or the post.

    A text without a word in it finds nothing.
    """
    terms = terms_of(text)
    if not terms:
        return rows.none()
    for term in terms:
        rows = rows.filter(_mentions(workspace, term))
    return rows


def _mentions(workspace: Workspace, term: str) -> Q:
    vendor = connection.vendor
    messages = Message.objects.filter(
        workspace=workspace, pk__in=MESSAGES.matching([term], vendor=vendor)
    ).order_by()
    return (
        Q(pk__in=messages.values("conversation"))
        | Q(identity__in=PEOPLE.matching([term], vendor=vendor))
        | Q(post__in=POSTS.matching([term], vendor=vendor))
    )


def with_hits(
    conversations: Iterable[Conversation], text: str, until: datetime | None = None
) -> dict[int, Hit]:
    """Return the newest message with one of the words in it, by conversation; none where only a name has it.

    With `until`, none that came here later.
    """
    terms = terms_of(text)
    if not terms:
        return {}
    found = Message.objects.filter(
        conversation__in=[each.pk for each in conversations],
        pk__in=MESSAGES.matching(terms, vendor=connection.vendor, how="OR"),
    )
    if until is not None:
        found = found.filter(received_at__lte=until)
    newest = found.order_by("-sent_at", "-pk").values_list("conversation_id", "pk", "text", "is_abusive")
    hits = [Hit(*row) for row in newest[:MOST_HITS]]
    return {hit.conversation: hit for hit in reversed(hits)}
