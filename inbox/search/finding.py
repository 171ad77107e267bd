"""From words to conversations, and to the message of each that shows why it was found."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import Workspace
from inbox.models import Conversation, Message
from inbox.search.sources import MESSAGES, PEOPLE, POSTS
from inbox.search.terms import terms_of

MOST_HITS = 1000


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


def with_hits(conversations: Iterable[Conversation], text: str) -> dict[int, str]:
    """Return the newest text with one of the words in it, by conversation; none where only a name has it."""
    terms = terms_of(text)
    if not terms:
        return {}
    found = Message.objects.filter(
        conversation__in=[each.pk for each in conversations],
        pk__in=MESSAGES.matching(terms, vendor=connection.vendor, how="OR"),
    )
    newest = found.order_by("-sent_at", "-pk").values_list("conversation_id", "text")[:MOST_HITS]
    return dict(reversed(list(newest)))
