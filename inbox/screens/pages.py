"""Whole pages and the parts of them that htmx asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from inbox import drafts
from inbox.access import Request, Visit, is_fragment
from inbox.models import Conversation, Identity
from inbox.screens.composer import Composer, Typed, composer_for
from inbox.screens.filters import Filters
from inbox.screens.grouping import show_group
from inbox.screens.listing import count, name_of, number_in, page_of, person_of
from inbox.screens.navigation import (
    channel_links,
    kind_links,
    order_links,
    saved_links,
    title_of,
    view_links,
)
from inbox.screens.thread import Thread, thread_of

MOST_CHANNELS = 200
PARTS = ("thread", "composer", "earlier")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act was not possible, shown at the message it was about."""

    message_id: int
    detail: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What is to be seen of the conversation that is open."""

    conversation: Conversation
    thread: Thread
    composer: Composer | None
    refusal: Refusal | None

    @property
    def person(self) -> Identity | None:
        return person_of(self.conversation)

    @property
    def name(self) -> str:
        return name_of(self.person)

    @property
    def is_window_open(self) -> bool:
        return self.conversation.is_reply_window_open(timezone.now(), by_person=True)


@dataclass(frozen=True, slots=True)
class Wish:
    """How the conversation is to be shown: to whom to answer, what was typed, what went wrong."""

    to: int = 0
    how: str = ""
    before: str = ""
    typed: Typed = field(default_factory=Typed)
    refusal: Refusal | None = None

    @classmethod
    def read(cls, request: Request) -> Wish:
        return cls(
            to=number_in(request.GET.get("to", "")),
            how=request.GET.get("how", ""),
            before=request.GET.get("before", ""),
        )


def conversations_of(visit: Visit) -> QuerySet[Conversation]:
    rows = Conversation.objects.filter(workspace=visit.workspace)
    return rows.select_related("channel__workspace", "post", "identity", "assignee", "last_message__identity")


def find_conversation(visit: Visit, pk: int) -> Conversation:
    return get_object_or_404(conversations_of(visit).prefetch_related("labels"), pk=pk)


def open_conversation(visit: Visit, conversation: Conversation, wish: Wish) -> Opened:
    thread = thread_of(conversation, wish.before)
    composer = None
    if visit.membership.may_act:
        composer = composer_for(
            conversation,
            thread.messages,
            to=wish.to,
            how=wish.how,
            typed=wish.typed,
            kept=drafts.drafts_of(visit.user, conversation),
        )
    return Opened(conversation, thread, composer, wish.refusal)


def render_list(request: Request, visit: Visit) -> HttpResponse:
    """The inbox: one page of rows when htmx asks for them, else the whole page."""
    if is_fragment(request):
        return render(request, "inbox/_rows.html", _rows_context(request, visit) | {"is_part": True})
    return render(request, "inbox/page.html", _page_context(request, visit))


def render_conversation(
    request: Request, visit: Visit, conversation: Conversation, wish: Wish, *, status: int = 200
) -> HttpResponse:
    """A conversation: the part that htmx swaps, or the whole page with the list beside it."""
    opened = open_conversation(visit, conversation, wish)
    context: dict[str, Any] = {
        "visit": visit,
        "filters": Filters.read(request.GET),
        "opened": opened,
    }
    if is_fragment(request):
        return render(request, f"inbox/_{_part(request)}.html", context | {"is_part": True}, status=status)
    return render(request, "inbox/page.html", _page_context(request, visit) | context, status=status)


def _part(request: Request) -> str:
    """Return which part is to be swapped: its id begins with its name."""
    target = (request.htmx.target or "").partition("-")[0]
    return target if target in PARTS else "conversation"


def _rows_context(request: Request, visit: Visit) -> dict[str, Any]:
    filters = Filters.read(request.GET)
    chosen = filters.apply(visit.workspace, visit.user)
    after = request.GET.get("after", "")
    page = page_of(chosen, after, user=visit.user, order=filters.order, sought=filters.q)
    if filters.similar:
        show_group(page.rows, visit.workspace, filters.similar)
    return {
        "visit": visit,
        "filters": filters,
        "page": page,
        # A further page of rows leaves the number as it is.
        "count": count(chosen) if page.is_first or not is_fragment(request) else "",
    }


def _page_context(request: Request, visit: Visit) -> dict[str, Any]:
    context = _rows_context(request, visit)
    filters = context["filters"]
    beside = {
        "title": title_of(filters),
        "kind_links": kind_links(filters),
        "order_links": order_links(filters),
    }
    return context | side_context(visit, filters) | beside


def side_context(visit: Visit, filters: Filters | None = None) -> dict[str, Any]:
    """Return what the way around on the left needs. Without filters: on a page that is not the inbox."""
    channels = list(visit.workspace.channels.order_by("name", "pk")[:MOST_CHANNELS])
    shown = filters or Filters()
    return {
        "visit": visit,
        "view_links": view_links(shown),
        "saved_links": saved_links(visit, shown),
        "channel_links": channel_links(shown, channels),
        "simulator_url": settings.SIMULATOR_URL,
    }
