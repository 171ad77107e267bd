"""The small pictures of posts, served from our own address: a page loads nothing from elsewhere."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase

from inbox.access import Request, Visit, members_only
from inbox.models import PostThumbnail

KEPT_SECONDS = 24 * 3600
# The first bytes of pictures by the type they are served with. Nothing else is kept: an SVG is a program.
# https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


def type_of(content: bytes) -> str:
    """Return the type of a picture by its first bytes, or nothing when it is none that we keep."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for kind, start in BEGINNINGS.items() if content.startswith(start)), "")


@members_only
def _picture(request: Request, visit: Visit, pk: int) -> HttpResponse:
    found = PostThumbnail.objects.filter(post=pk, post__workspace=visit.workspace).exclude(content_type="")
    thumbnail = found.first()
    if thumbnail is None:
        raise Http404
    response = HttpResponse(bytes(thumbnail.content), content_type=thumbnail.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def thumbnail(request: Request, slug: str, pk: int) -> HttpResponseBase:
    """The picture of a post of this workspace, as it was fetched. Browsers keep it for a day."""
    response = _picture(request, slug=slug, pk=pk)
    if response.status_code == 200:
        # No cache keeps the pages of a workspace. A picture is no secret: a person's own browser may.
        response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
        del response["Expires"]
    return response
