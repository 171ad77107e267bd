"""The pages of the inbox. All acts are in `inbox.acts`."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from inbox.access import Request, Visit, is_fragment, members_only
from inbox.models import Message, PostThumbnail
from inbox.screens.context import context_of
from inbox.screens.handover import handover_of
from inbox.screens.pages import (
    Wish,
    find_conversation,
    render_conversation,
    render_list,
    side_context,
)

PICTURE_KEPT_SECONDS = 24 * 3600


@members_only
def inbox(request: Request, visit: Visit) -> HttpResponse:
    return render_list(request, visit)


@members_only
def conversation(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return render_conversation(request, visit, find_conversation(visit, pk), Wish.read(request))


@members_only
def context(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """What stands beside a conversation: the person, what they wrote before, what the team noted."""
    found = context_of(find_conversation(visit, pk))
    name = "inbox/_context.html" if is_fragment(request) else "inbox/context.html"
    return render(request, name, {"visit": visit, "context": found})


@members_only
def handover(request: Request, visit: Visit) -> HttpResponse:
    """What one shift hands to the next, to be read or printed."""
    shares = handover_of(visit.workspace, now=timezone.now())
    values = side_context(visit) | {"handover": shares, "here": "handover", "now": timezone.now()}
    return render(request, "inbox/handover.html", values)


@members_only
def message_versions(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """The earlier texts of an edited message."""
    message = get_object_or_404(Message, workspace=visit.workspace, pk=pk)
    versions = message.revisions.exclude(written_at=message.text_at).order_by("-written_at", "-pk")[:50]
    return render(request, "inbox/versions.html", {"message": message, "versions": versions})


@members_only
def _picture(request: Request, visit: Visit, pk: int) -> HttpResponse:
    found = PostThumbnail.objects.filter(post=pk, post__workspace=visit.workspace).exclude(content_type="")
    thumbnail = found.first()
    if thumbnail is None:
        raise Http404
    response = HttpResponse(bytes(thumbnail.content), content_type=thumbnail.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def post_thumbnail(request: Request, slug: str, pk: int) -> HttpResponseBase:
    """The picture of a post of this workspace, as it was fetched. Browsers keep it for a day."""
    response = _picture(request, slug=slug, pk=pk)
    if response.status_code == 200:
        # No cache keeps the pages of a workspace. A picture is no secret: a person's own browser may.
        response["Cache-Control"] = f"private, max-age={PICTURE_KEPT_SECONDS}"
        del response["Expires"]
    return response
