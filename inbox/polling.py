"""Ask platforms that do not tell: for new comments, and for what became of the old ones.

A channel is read from its newest comment back to where the last reading began. A post is
read as a whole and compared: what two readings do not find was removed. Only workers come here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from django.db.models import Max, Q, QuerySet

from inbox import budget, reconciling, standing
from inbox.models import Channel, ChannelPoll, MissedRange, Post, PostPoll
from inbox.models.polls import Poll
from platforms.base import Capability, Connector, Listing
from platforms.errors import AuthExpired, Invalid, PlatformError, TargetGone, Throttled
from platforms.registry import CONNECTORS

log = structlog.get_logger(__name__)
MOST = 20
LEASE = timedelta(minutes=3)
# A task is short: a longer reading goes on in the next one.
MAX_PAGES = 10
# So long a page's cursor is good for; after that a post is read anew.
STALE = timedelta(hours=1)
# So soon a post is read again of which something seems to be gone.
SURE = timedelta(minutes=2)
# Of a post with more comments nothing counts as removed.
MOST_LISTED = 50_000
BACKFILL = timedelta(days=90)
# A comment may be listed a little later than it was written.
OVERLAP = timedelta(minutes=10)
# After a longer silence than this, nobody wants a machine's answer to what was written in it.
GAP = timedelta(hours=1)
# A quiet post is read seldom. So old may be what is found below it, and still be dealt with by rules.
LATE = timedelta(days=1)
# Of a daily budget so much is for reading; the rest is for answers.
READING_SHARE = 0.6
AFTER_ERROR = timedelta(minutes=5)
# How long after the last comment, and how often to ask then.
CHANNEL_PACE = (
    (timedelta(hours=1), timedelta(minutes=2)),
    (timedelta(days=1), timedelta(minutes=5)),
    (timedelta.max, timedelta(minutes=15)),
)
POST_PACE = (
    (timedelta(hours=1), timedelta(minutes=10)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta.max, timedelta(days=7)),
)


def due_channels(now: datetime) -> list[int]:
    """Claim channels that are to be read now; return their ids."""
    missing = _pollable(now).filter(poll=None)[:MOST]
    rows = [ChannelPoll(workspace_id=found.workspace_id, channel=found, due_at=now) for found in missing]
    ChannelPoll.objects.bulk_create(rows, ignore_conflicts=True)
    due = ChannelPoll.objects.filter(channel__in=_pollable(now), due_at__lte=now)
    return _claim(due, "channel_id", now)


def due_posts(now: datetime) -> list[int]:
    """Claim posts whose comments are to be compared now; return their ids."""
    missing = Post.objects.filter(channel__in=_pollable(now), poll=None).order_by("-pk")[:MOST]
    # A post is new when its first comment came in: what is below it was just read.
    rows = [
        PostPoll(workspace_id=post.workspace_id, post=post, due_at=now + POST_PACE[0][1]) for post in missing
    ]
    PostPoll.objects.bulk_create(rows, ignore_conflicts=True)
    return _claim(PostPoll.objects.filter(post__channel__in=_pollable(now), due_at__lte=now), "post_id", now)


def _pollable(now: datetime) -> QuerySet[Channel]:
    platforms = [slug for slug, kind in CONNECTORS.items() if Capability.POLL in kind.capabilities]
    may_call = Q(calls_resume_at=None) | Q(calls_resume_at__lte=now)
    return Channel.objects.filter(may_call, platform__in=platforms, status=Channel.Status.CONNECTED)


def _claim(due: QuerySet[ChannelPoll] | QuerySet[PostPoll], name: str, now: datetime) -> list[int]:
    """Move each ahead if nobody did meanwhile: whoever moves it has it."""
    rows = list(due.order_by("due_at").values_list("pk", name, "due_at")[:MOST])
    model = due.model
    return [
        target
        for pk, target, due_at in rows
        if model._default_manager.filter(pk=pk, due_at=due_at).update(due_at=now + LEASE)
    ]


def poll_channel(channel_id: int, *, now: datetime) -> None:
    """Bring in what was written on a channel since it was last read."""
    poll = ChannelPoll.objects.select_related("channel").get(channel=channel_id)
    _ask(poll, poll.channel, now, lambda connector: _read_channel(poll, connector, now))


def poll_post(post_id: int, *, now: datetime) -> None:
    """Bring in what became of the comments below a post."""
    poll = PostPoll.objects.select_related("post__channel").get(post=post_id)
    _ask(poll, poll.post.channel, now, lambda connector: _read_post(poll, connector, now))


def _ask(poll: Poll, channel: Channel, now: datetime, read: Callable[[Connector], None]) -> None:
    """Read as far as the budget and the platform allow, and say when to come back."""
    if not may_read(channel, now):
        poll.due_at = budget.renewed_at(channel, now)
        poll.save(update_fields=["due_at"])
        return
    connector, error = channel.connector(), None
    try:
        read(connector)
    except PlatformError as caught:
        error = caught
        poll.due_at = _come_back(poll, channel, error, now)
        log.info("poll_failed", channel=channel.pk, code=error.code, detail=str(error))
    poll.last_error = error.code if error else ""
    # Somebody may have asked for another reading meanwhile: only one that came to its end says so.
    poll.save(update_fields=poll.PLACE if error else None)
    budget.spend(channel, connector, now)


def may_read(channel: Channel, now: datetime) -> bool:
    """Whether the share of the day's budget that is for reading is not used up."""
    left, whole = budget.left(channel, now), channel.connector_class.daily_budget
    return left is None or whole is None or left > whole * (1 - READING_SHARE)


def _come_back(poll: Poll, channel: Channel, error: PlatformError, now: datetime) -> datetime:
    if isinstance(error, Throttled):
        return standing.pause(channel.pk, error, now)
    if isinstance(error, AuthExpired):
        return standing.lose_access(channel, error, now) or now + AFTER_ERROR
    if isinstance(error, Invalid | TargetGone):
        # Perhaps it was the cursor that is no good any more.
        poll.cursor = ""
    if isinstance(error, TargetGone) and isinstance(poll, PostPoll):
        return now + POST_PACE[-1][1]
    return now + AFTER_ERROR


def _read_channel(poll: ChannelPoll, connector: Connector, now: datetime) -> None:
    channel = poll.channel
    poll.started_at = poll.started_at if poll.cursor and poll.started_at else now
    since = poll.polled_at - OVERLAP if poll.polled_at else channel.connected_at - BACKFILL
    missed = _missed(poll)
    for _ in range(MAX_PAGES):
        listing = connector.read_recent(since=since, cursor=poll.cursor)
        _tell_unknown(channel, listing)
        stored = reconciling.store(
            channel, listing, now=now, live_from=missed.until - GAP if missed else None
        )
        if missed:
            missed.found += len(stored.created)
            missed.save()
        poll.cursor = listing.cursor
        if not poll.cursor:
            poll.polled_at = poll.started_at
            poll.due_at = now + _pace(
                CHANNEL_PACE, channel.messages.aggregate(last=Max("sent_at"))["last"], now
            )
            return
    poll.due_at = now


def _missed(poll: ChannelPoll) -> MissedRange | None:
    """Return the time in which the channel was not read, if it was long."""
    assert poll.started_at is not None  # set by the caller
    if poll.polled_at is None or poll.started_at - poll.polled_at <= GAP:
        return None
    missed, _ = MissedRange.objects.get_or_create(
        channel=poll.channel,
        since=poll.polled_at,
        defaults={"workspace_id": poll.workspace_id, "until": poll.started_at},
    )
    return missed


def _read_post(poll: PostPoll, connector: Connector, now: datetime) -> None:
    if not poll.cursor or poll.started_at is None or now - poll.started_at > STALE:
        poll.started_at, poll.cursor, poll.listed, poll.is_whole = now, "", [], True
    live_from = _live_from(poll.post.channel, now)
    for _ in range(MAX_PAGES):
        listing = connector.read_post(post_id=poll.post.external_id, cursor=poll.cursor)
        _tell_unknown(poll.post.channel, listing)
        reconciling.store(poll.post.channel, listing, now=now, live_from=live_from)
        _note(poll, listing)
        if not poll.cursor:
            return _end_post(poll, now)
    poll.due_at = now


def _live_from(channel: Channel, now: datetime) -> datetime:
    """Return from when on rules look at what the reading of a post finds; the rest is for people."""
    began = now - LATE
    poll = ChannelPoll.objects.filter(channel=channel).first()
    if poll and poll.polled_at and now - poll.polled_at > GAP:
        return now - GAP  # what was missed is about to be found
    missed = channel.missed_ranges.filter(until__gt=began).order_by("-until").first()
    return max(began, missed.until - GAP) if missed else began


def _tell_unknown(channel: Channel, listing: Listing) -> None:
    if listing.unknown:
        log.warning("listing_not_understood", channel=channel.pk, reasons=listing.unknown[:5])


def _note(poll: PostPoll, listing: Listing) -> None:
    """Keep what a page has listed. In doubt nothing was removed: what could not be read may hold it."""
    poll.cursor = listing.cursor
    is_in_doubt = not listing.is_whole or bool(listing.unknown) or len(poll.listed) >= MOST_LISTED
    poll.is_whole = poll.is_whole and not is_in_doubt
    if poll.is_whole:
        poll.listed += [item.external_id for item in listing.items]


def _end_post(poll: PostPoll, now: datetime) -> None:
    assert poll.started_at is not None  # set by the caller
    if poll.is_whole:
        missing = reconciling.missing_from(poll.post, set(poll.listed), now=poll.started_at)
        # Twice: while the pages were read, it may have moved from one that was still to come to one before.
        reconciling.remove(poll.post, missing & set(poll.suspects), now=poll.started_at)
        poll.suspects = sorted(missing - set(poll.suspects))
    last = poll.post.conversations.aggregate(last=Max("last_message_at"))["last"]
    pause = min(_pace(POST_PACE, last, now), SURE) if poll.suspects else _pace(POST_PACE, last, now)
    poll.polled_at, poll.due_at, poll.listed = poll.started_at, now + pause, []


def _pace(paces: Sequence[tuple[timedelta, timedelta]], last: datetime | None, now: datetime) -> timedelta:
    """Return how long to wait: the longer nothing was written, the longer."""
    quiet = now - last if last else timedelta.max
    return next(pause for limit, pause in paces if quiet <= limit)
