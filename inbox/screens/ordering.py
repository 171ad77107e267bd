"""In which order a list stands, and the cursor that names a place in it.

Each order is one index of conversations, entered at the cursor: page 500 costs what page 2 does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.utils.translation import gettext_lazy as _

from inbox.models import Conversation
from inbox.screens.listing import cursor, number_in, read_cursor

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Rows = QuerySet[Conversation]
LARGEST_PRIORITY = 32_767


@dataclass(frozen=True, slots=True)
class Order:
    """`cursor` names a conversation's place; `after` keeps what comes later, everything for no place."""

    name: str
    label: StrPromise
    keys: str
    arrange: Callable[[Rows], Rows]
    cursor: Callable[[Conversation], str]
    after: Callable[[Rows, str], Rows]


def _after_newest(rows: Rows, text: str) -> Rows:
    place = read_cursor(text)
    if place is None:
        return rows
    at, pk = place
    # Said in two parts, so that the index is entered at the right place.
    return rows.filter(last_message_at__lte=at).filter(Q(last_message_at__lt=at) | Q(pk__lt=pk))


def _priority_cursor(conversation: Conversation) -> str:
    return f"{conversation.priority}_{cursor(conversation)}"


def _after_priority(rows: Rows, text: str) -> Rows:
    score, _, rest = text.partition("_")
    place = read_cursor(rest)
    digits = score.removeprefix("-")
    number = number_in(digits)
    if place is None or not digits or number > LARGEST_PRIORITY:
        return rows
    priority = -number if score.startswith("-") else number
    at, pk = place
    # Compared as a whole: all three fall, so the index is entered at the right place.
    return rows.filter(TupleLessThan(Tuple("priority", "last_message_at", "pk"), (priority, at, pk)))


def _waiting_cursor(conversation: Conversation) -> str:
    assert conversation.waiting_since is not None  # who has no answer yet
    return f"{conversation.waiting_since.isoformat()}_{conversation.pk}"


def _after_waiting(rows: Rows, text: str) -> Rows:
    place = read_cursor(text)
    if place is None:
        return rows
    at, pk = place
    return rows.filter(waiting_since__gte=at).filter(Q(waiting_since__gt=at) | Q(pk__gt=pk))


NEWEST = Order(
    "newest",
    _("Newest first"),
    "g n",
    lambda rows: rows.order_by("-last_message_at", "-pk"),
    cursor,
    _after_newest,
)
PRIORITY = Order(
    "priority",
    _("Highest priority first"),
    "g p",
    lambda rows: rows.order_by("-priority", "-last_message_at", "-pk"),
    _priority_cursor,
    _after_priority,
)
WAITING = Order(
    "waiting",
    _("Longest waiting first"),
    "g w",
    # Only who waits has a place in this order.
    lambda rows: rows.filter(waiting_since__isnull=False).order_by("waiting_since", "pk"),
    _waiting_cursor,
    _after_waiting,
)
ORDERS = {order.name: order for order in (NEWEST, PRIORITY, WAITING)}
