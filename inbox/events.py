"""`/w/<slug>/events/`: server-sent events that tell a page what to ask for again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from accounts.models import Membership, User
from inbox.access import Request, to_login, visit_of
from inbox.hub import REVALIDATE, hub

HEARTBEAT_SECONDS = 15
# With the heartbeat that follows it, a removed member is out within a minute.
MEMBER_SECONDS = 45
RETRY_MILLISECONDS = 3000
SUBSCRIBE_SECONDS = 3


async def events(request: Request, slug: str) -> HttpResponseBase:
    """Stream a workspace's events to a member. Under WSGI there are none: 204 makes the page poll."""
    user = await request.auser()
    if not user.is_authenticated:
        return to_login(request)
    workspace_id = await sync_to_async(_workspace_id)(user, slug)
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    response = StreamingHttpResponse(
        stream(user, workspace_id), content_type="text/event-stream; charset=utf-8"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def stream(user: User, workspace_id: int) -> AsyncIterator[str]:
    """Yield events, and comments that keep the connection open, until the person may not look."""
    yield f"retry: {RETRY_MILLISECONDS}\n\n"
    checked = time.monotonic()
    async with hub().screen(workspace_id) as queue:
        await hub().listening(SUBSCRIBE_SECONDS)
        while True:
            line = await _next_line(queue)
            if time.monotonic() - checked >= MEMBER_SECONDS:
                if not await sync_to_async(_is_member)(user, workspace_id):
                    return
                checked = time.monotonic()
            yield line


async def _next_line(queue: asyncio.Queue[str]) -> str:
    try:
        event = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return ": still here\n\n"
    return "event: revalidate\ndata: {}\n\n" if event == REVALIDATE else f"data: {event}\n\n"


def _workspace_id(user: User, slug: str) -> int:
    """Raises Http404 for a stranger."""
    try:
        return visit_of(user, slug).workspace.pk
    finally:
        _let_go()


def _is_member(user: User, workspace_id: int) -> bool:
    members = Membership.objects.filter(user=user, user__is_active=True, workspace=workspace_id)
    try:
        return members.exists()
    finally:
        _let_go()


def _let_go() -> None:
    """Give the database connection back: the stream lives for hours. A transaction around us keeps it."""
    if not connection.in_atomic_block:
        connection.close()
