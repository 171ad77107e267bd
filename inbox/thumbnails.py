"""The small pictures of posts, fetched by workers and kept here: a page loads nothing from elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F

from inbox.models import Channel, Post, PostThumbnail
from platforms import pictures
from platforms.errors import PlatformError

log = structlog.get_logger(__name__)
MOST = 20
MOST_ATTEMPTS = 4
LEASE = timedelta(minutes=2)
PAUSE = timedelta(minutes=10)
# The first bytes of pictures by the type they are served with. Nothing else is kept: an SVG is a program.
# https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


def want(post: Post, url: str, now: datetime) -> None:
    """Have the picture of a post fetched, unless it is here: the picture of a post stays the same."""
    row, is_new = PostThumbnail.objects.defer("content").get_or_create(
        post=post, defaults={"url": url, "run_at": now}
    )
    if not is_new and not row.content_type and row.url != url:
        PostThumbnail.objects.filter(pk=row.pk).update(url=url, run_at=now, attempts=0)


def due(now: datetime) -> list[int]:
    """Return the posts whose picture is to be fetched now."""
    rows = PostThumbnail.objects.filter(run_at__lte=now).order_by("run_at")
    return list(rows.values_list("pk", flat=True)[:MOST])


def fetch(post_id: int, *, now: datetime) -> None:
    """Fetch a picture that is due and in nobody's hands."""
    mine = PostThumbnail.objects.filter(pk=post_id, run_at__lte=now)
    if not mine.update(run_at=now + LEASE, attempts=F("attempts") + 1):
        return
    row = PostThumbnail.objects.select_related("post__channel").get(pk=post_id)
    try:
        content = pictures.fetch(
            row.url,
            most_bytes=PostThumbnail.MOST_BYTES,
            may_be_local=_is_simulated(row.post.channel, row.url),
        )
    except PlatformError as error:
        log.info("picture_not_fetched", post=post_id, code=error.code, detail=str(error))
        may_retry = error.retryable and row.attempts < MOST_ATTEMPTS
        _finish(row, run_at=now + PAUSE * row.attempts if may_retry else None)
        return
    kind = type_of(content)
    _finish(row, content=content if kind else b"", content_type=kind, run_at=None)


def type_of(content: bytes) -> str:
    """Return the type of a picture by its first bytes, or nothing when it is none that is kept."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for kind, start in BEGINNINGS.items() if content.startswith(start)), "")


def _is_simulated(channel: Channel, url: str) -> bool:
    """Whether this is the simulator's own address: only there is http, and this machine, allowed."""
    return (
        channel.is_simulated and bool(settings.SIMULATOR_URL) and url.startswith(f"{settings.SIMULATOR_URL}/")
    )


def _finish(row: PostThumbnail, **fields: object) -> None:
    """Write down what came of an attempt, unless another worker has made one since, or the address is new."""
    PostThumbnail.objects.filter(pk=row.pk, attempts=row.attempts, url=row.url).update(**fields)
