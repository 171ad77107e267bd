"""Ask platforms what they count of the posts that people write under. Only workers come here.

Who asks first holds the post for a while (in the cache): nobody else asks meanwhile, and a failure is not
repeated at once.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

import structlog
from django.core.cache import cache
from django.db.models import Q

from inbox import budget, polling, standing, thumbnails
from inbox.models import Channel, Conversation, Post
from platforms.base import Capability
from platforms.errors import AuthExpired, PlatformError, Throttled
from platforms.measures import Measures
from platforms.registry import CONNECTORS

log = structlog.get_logger(__name__)
MOST = 10
# How often, and for how long after the last comment.
PACE = timedelta(hours=1)
BUSY = timedelta(days=2)
HOLD_SECONDS = 300


def due_posts(now: datetime) -> list[int]:
    """Return posts that were never measured, and those with new comments that were not for an hour."""
    platforms = [slug for slug, kind in CONNECTORS.items() if Capability.MEASURES in kind.capabilities]
    may_call = Q(calls_resume_at=None) | Q(calls_resume_at__lte=now)
    channels = Channel.objects.filter(may_call, platform__in=platforms, status=Channel.Status.CONNECTED)
    busy = Conversation.objects.filter(last_message_at__gte=now - BUSY, post__isnull=False).order_by()
    is_old = Q(measured_at__lt=now - PACE, pk__in=busy.values("post"))
    due = Post.objects.filter(Q(measured_at=None) | is_old, channel__in=channels).order_by("-pk")
    return [pk for pk in due.values_list("pk", flat=True)[:MOST] if _hold(pk)]


def _hold(post_id: int) -> bool:
    return bool(cache.add(f"measuring:{post_id}", True, HOLD_SECONDS))


def measure(post_id: int, *, now: datetime) -> None:
    """Ask for the numbers of a post and keep them."""
    post = Post.objects.select_related("channel").get(pk=post_id)
    channel = post.channel
    if not polling.may_read(channel, now):
        return
    connector = channel.connector()
    try:
        _keep(post, connector.measure(post_id=post.external_id), now)
    except PlatformError as error:
        log.info("post_not_measured", post=post.pk, code=error.code, detail=str(error))
        _give_up(post, error, now)
    budget.spend(channel, connector, now)


def _keep(post: Post, found: Measures, now: datetime) -> None:
    numbers = asdict(found)
    url = numbers.pop("picture_url")
    Post.objects.filter(pk=post.pk).update(**numbers, measured_at=now)
    if url:
        thumbnails.want(post, url, now)


def _give_up(post: Post, error: PlatformError, now: datetime) -> None:
    if isinstance(error, Throttled):
        standing.pause(post.channel_id, error, now)
    elif isinstance(error, AuthExpired):
        standing.lose_access(post.channel, error, now)
    elif not error.retryable:
        # Asked, and nothing will come of asking again soon.
        Post.objects.filter(pk=post.pk).update(measured_at=now)
