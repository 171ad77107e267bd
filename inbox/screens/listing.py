"""The list of conversations: filters, one page by keyset, and what each row says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import Workspace
from inbox.models import Conversation, Identity, Message, PlatformCall
from platforms.base import Kind

PAGE = 50
MOST_COUNTED = 1000
VIEWS = {"open": Conversation.Status.OPEN, "resolved": Conversation.Status.RESOLVED, "all": None}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which conversations the list shows. They live in the address."""

    view: str = "open"
    kind: str = ""
    channel: int = 0

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """Return the filters in an address; what is not understood filters nothing."""
        view, kind, channel = (query.get(name, "") for name in ("view", "kind", "channel"))
        return cls(
            view=view if view in VIEWS else "open",
            kind=kind if kind in {k.value for k in Kind} else "",
            channel=number_in(channel),
        )

    @property
    def query(self) -> str:
        """Return these filters for an address, with the question mark when there are any."""
        values = {"view": self.view, "kind": self.kind, "channel": self.channel}
        chosen = {name: value for name, value in values.items() if value and value != "open"}
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def status(self) -> str:
        """The status that everything in this view has; nothing where there are several."""
        return VIEWS[self.view] or ""

    def but(self, **changes: str | int) -> Filters:
        return replace(self, **changes)  # type: ignore[arg-type]  # names and types are the fields'

    def apply(self, workspace: Workspace) -> QuerySet[Conversation]:
        rows = Conversation.objects.filter(workspace=workspace)
        if status := VIEWS[self.view]:
            rows = rows.filter(status=status)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        return rows.filter(channel=self.channel) if self.channel else rows


@dataclass(slots=True)
class Row:
    conversation: Conversation
    person: Identity | None
    marks: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return name_of(self.person)


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    next: str
    is_first: bool


def page_of(workspace: Workspace, filters: Filters, after: str) -> Page:
    """Return the conversations after a cursor, newest first."""
    chosen = _after(filters.apply(workspace), after)
    related = ("channel", "post", "identity", "assignee", "last_message__identity")
    found = list(chosen.select_related(*related).prefetch_related("labels")[: PAGE + 1])
    shown = found[:PAGE]
    marks = _marks(shown)
    rows = [Row(each, person_of(each), marks[each.pk]) for each in shown]
    return Page(rows, next=cursor(shown[-1]) if len(found) > PAGE else "", is_first=not read_cursor(after))


def count(workspace: Workspace, filters: Filters) -> str:
    """Return how many there are, counting no further than anybody reads."""
    number = filters.apply(workspace).order_by()[:MOST_COUNTED].count()
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
