"""The list of conversations: filters, one page by keyset, and what each row says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from inbox import search
from inbox.models import Conversation, Identity, Message, PlatformCall

PAGE = 50
MOST_COUNTED = 1000


@dataclass(slots=True)
class Row:
    conversation: Conversation
    person: Identity | None
    marks: set[str] = field(default_factory=set)
    found: list[search.Piece] = field(default_factory=list)

    @property
    def name(self) -> str:
        return name_of(self.person)


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    next: str
    is_first: bool


def page_of(chosen: QuerySet[Conversation], after: str, *, sought: str = "") -> Page:
    """Return those of the chosen conversations that come after a cursor, newest first.

    When words are `sought`, each row shows the text that has them.
    """
    chosen = _after(chosen, after)
    related = ("channel", "post", "identity", "assignee", "last_message__identity")
    found = list(chosen.select_related(*related).prefetch_related("labels")[: PAGE + 1])
    shown = found[:PAGE]
    marks = _marks(shown)
    rows = [Row(each, person_of(each), marks[each.pk]) for each in shown]
    if sought:
        _show_hits(rows, sought)
    return Page(rows, next=cursor(shown[-1]) if len(found) > PAGE else "", is_first=not read_cursor(after))


def _show_hits(rows: list[Row], sought: str) -> None:
    texts = search.with_hits([row.conversation for row in rows], sought)
    for row in rows:
        row.found = search.snippet(texts.get(row.conversation.pk, row.conversation.preview), sought)


def count(chosen: QuerySet[Conversation]) -> str:
    """Return how many there are, counting no further than anybody reads."""
    number = chosen.order_by()[:MOST_COUNTED].count()
    return f"{number}" if number < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def cursor(conversation: Conversation) -> str:
    return f"{conversation.last_message_at.isoformat()}_{conversation.pk}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """Return the place that a cursor names, or None when it is none."""
    moment, _, number = text.partition("_")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    if at is None or at.tzinfo is None:
        return None
    return at, number_in(number)


def number_in(text: str) -> int:
    """Return the row number in an address; 0, which no row has, when it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _after(rows: QuerySet[Conversation], text: str) -> QuerySet[Conversation]:
    place = read_cursor(text)
    if place is None:
        return rows
    at, pk = place
    # Said in two parts, so that the index is entered at the right place.
    return rows.filter(last_message_at__lte=at).filter(Q(last_message_at__lt=at) | Q(pk__lt=pk))


def person_of(conversation: Conversation) -> Identity | None:
    """Return who a conversation is with: under our own comment, whoever wrote last."""
    last = conversation.last_message
    return conversation.identity or (last.identity if last and not last.is_own else None)


def name_of(person: Identity | None) -> str:
    return str(person) if person else _("Somebody")


def _marks(conversations: Sequence[Conversation]) -> dict[int, set[str]]:
    """Return by conversation: hidden, automatic (answered by a rule), failed."""
    ids = [conversation.pk for conversation in conversations]
    marks: dict[int, set[str]] = defaultdict(set)
    hidden = Message.objects.filter(conversation__in=ids, visibility=Message.Visibility.HIDDEN).order_by()
    for pk in hidden.values_list("conversation_id", flat=True).distinct():
        marks[pk].add("hidden")
    calls = PlatformCall.objects.filter(_automatic() | _unsolved(), conversation__in=ids).order_by()
    for pk, status in calls.values_list("conversation_id", "status").distinct():
        marks[pk].add("automatic" if status == PlatformCall.Status.DONE else "failed")
    return marks


def _automatic() -> Q:
    return Q(actor="rule", verb__in=PlatformCall.SENDS, status=PlatformCall.Status.DONE)


def _unsolved() -> Q:
    """Failed, and nobody has written in the conversation since."""
    status = PlatformCall.Status
    newer = Q(conversation__last_own_at=None) | Q(created_at__gt=F("conversation__last_own_at"))
    return newer & Q(status__in=[status.FAILED, status.UNKNOWN])
