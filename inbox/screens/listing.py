"""The list of conversations: filters, one page by keyset, and what each row says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from inbox import drafts, search
from inbox.models import Conversation, Identity, Message, PlatformCall

if TYPE_CHECKING:
    from inbox.screens.ordering import Order

PAGE = 50
MOST_COUNTED = 1000


# What a row shows, and no more: a channel's credentials alone would be deciphered fifty times.
_RELATED = ("channel", "post", "identity", "assignee", "last_message__identity")
_SHOWN = (
    *("workspace_id", "kind", "status", "priority", "priority_reasons", "preview", "language"),
    *("last_message_at", "waiting_since", "channel__platform", "channel__name", "post__is_ad"),
    *("identity__name", "identity__handle", "identity__external_id", "assignee__name", "assignee__email"),
    *("last_message__is_own", "last_message__is_abusive", "last_message__identity__name"),
    *("last_message__identity__handle", "last_message__identity__external_id"),
)


@dataclass(slots=True)
class Row:
    """A conversation in the list, with the message that it shows: acts on the row are about that one."""

    conversation: Conversation
    person: Identity | None
    marks: set[str] = field(default_factory=set)
    message: int = 0
    is_abusive: bool = False
    found: list[search.Piece] = field(default_factory=list)

    @property
    def name(self) -> str:
        return name_of(self.person)

    @property
    def number(self) -> str:
        """The conversation's number as text: a template would localize it nine times."""
        return str(self.conversation.pk)


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    next: str
    is_first: bool


def page_of(
    chosen: QuerySet[Conversation], after: str, *, user: User, order: Order, sought: str = ""
) -> Page:
    """Return those of the chosen conversations, arranged in this order, that come after its cursor.

    When words are `sought`, each row shows the text that has them.
    """
    rest = order.after(chosen, after)
    places = list(rest.values_list("pk", flat=True)[: PAGE + 1])
    shown = _loaded(places[:PAGE])
    marks = _marks(shown, user)
    rows = [_row(each, marks[each.pk]) for each in shown]
    if sought:
        _show_hits(rows, sought)
    following = order.cursor(shown[-1]) if shown and len(places) > PAGE else ""
    return Page(rows, next=following, is_first=rest is chosen)


def _loaded(pks: Sequence[int]) -> list[Conversation]:
    """Return these conversations in this order, with what a row shows.

    After the page is known, not with it: asked in one, a database joins all that are chosen to sort them.
    """
    labels = Prefetch("labels", to_attr="shown_labels")
    rows = Conversation.objects.select_related(*_RELATED).only(*_SHOWN).prefetch_related(labels)
    found = rows.in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def _row(conversation: Conversation, marks: set[str]) -> Row:
    row = Row(conversation, person_of(conversation), marks)
    if last := conversation.last_message:
        row.message, row.is_abusive = last.pk, last.is_abusive
    return row


def _show_hits(rows: list[Row], sought: str) -> None:
    hits = search.with_hits([row.conversation for row in rows], sought)
    for row in rows:
        text = row.conversation.preview
        if hit := hits.get(row.conversation.pk):
            text, row.message, row.is_abusive = hit.text, hit.message, hit.is_abusive
        row.found = search.snippet(text, sought)


def count(chosen: QuerySet[Any]) -> str:
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
        # Near the ends of the calendar a moment with an offset may have no place in UTC.
        at = at.astimezone(UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return (at, number_in(number)) if at else None


def number_in(text: str) -> int:
    """Return the row number in an address; 0, which no row has, when it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def person_of(conversation: Conversation) -> Identity | None:
    """Return who a conversation is with: under our own comment, whoever wrote last."""
    last = conversation.last_message
    return conversation.identity or (last.identity if last and not last.is_own else None)


def name_of(person: Identity | None) -> str:
    return str(person) if person else _("Somebody")


def _marks(conversations: Sequence[Conversation], user: User) -> dict[int, set[str]]:
    """Return by conversation: hidden, automatic (answered by a rule), failed, draft (of this person)."""
    ids = [conversation.pk for conversation in conversations]
    marks: dict[int, set[str]] = defaultdict(set)
    for pk in drafts.drafted(user, ids):
        marks[pk].add("draft")
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
