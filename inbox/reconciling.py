"""Compare what a platform lists with what is stored, and bring in the difference.

A list says how things stand, not what happened. Whatever differs is taken to have happened
when the platform was asked; so a change of ours that was made meanwhile is later, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import datetime, timedelta

import structlog
from django.db.models import F

from inbox.ingest import Ingested, ingest
from inbox.models import Channel, Message, Post
from platforms.base import Action, Incoming, Kind, Listing
from platforms.cleaning import clean

log = structlog.get_logger(__name__)
# A platform may list a new comment a little late: until then it is not missing.
SETTLED = timedelta(minutes=10)
MOST_REMOVED = 1000
FEW = 20
Origin, Visibility = Message.Origin, Message.Visibility


def store(
    channel: Channel, listing: Listing, *, now: datetime, live_from: datetime | None = None
) -> Ingested:
    """Store a page as it was listed at `now`.

    What was sent before `live_from` is history: no rule acts on it.
    """
    by_origin: dict[Message.Origin, list[Incoming]] = {Origin.HISTORY: [], Origin.LIVE: []}
    for item in [*listing.items, *_differences(channel, listing, now)]:
        is_old = live_from is not None and item.occurred_at is not None and item.occurred_at < live_from
        by_origin[Origin.HISTORY if is_old else Origin.LIVE].append(item)
    result = Ingested()
    for origin, items in by_origin.items():
        result.add(ingest(channel, items, origin=origin, now=now))
    return result


def _differences(channel: Channel, listing: Listing, now: datetime) -> Iterator[Incoming]:
    ids = {item.external_id for item in listing.items}
    stored = {row.external_id: row for row in channel.messages.filter(external_id__in=ids, removed_at=None)}
    dated = {item.external_id for item in listing.items if item.action is Action.EDIT}
    for item in listing.items:
        message = stored.get(item.external_id)
        if item.action is not Action.CREATE:
            continue
        if message and item.external_id not in dated and _is_edited(message, item):
            yield _change(item, Action.EDIT, now, text=item.text)
        yield from _visibility(item, message, listing.hidden, now)


def _is_edited(message: Message, item: Incoming) -> bool:
    # Our own texts come back as the platform spells them.
    return not message.is_own and message.text != clean(item.text)


def _visibility(
    item: Incoming, message: Message | None, hidden: Mapping[str, bool], now: datetime
) -> Iterator[Incoming]:
    is_hidden = hidden.get(item.external_id)
    was_hidden = message is not None and message.visibility != Visibility.VISIBLE
    if is_hidden is not None and is_hidden != was_hidden:
        yield _change(item, Action.HIDE if is_hidden else Action.UNHIDE, now)


def _change(item: Incoming, action: Action, at: datetime, *, text: str = "") -> Incoming:
    return Incoming(
        action=action,
        kind=item.kind,
        external_id=item.external_id,
        thread_id=item.thread_id,
        text=text,
        occurred_at=at,
    )


def missing_from(post: Post, seen: Set[str], *, now: datetime) -> set[str]:
    """Everything below a post was listed from `now` on: return the stored ids that were not listed."""
    stored = Message.objects.filter(
        channel=post.channel_id,
        conversation__post=post,
        kind=Kind.COMMENT,
        removed_at=None,
        received_at__lt=now - SETTLED,
    ).exclude(visibility=Visibility.REMOVED)
    hidden = _hidden_tops(post) & seen
    missing = {
        external_id
        for external_id, thread_id in stored.values_list("external_id", "conversation__thread_id").iterator()
        # Not every platform lists what stands below a hidden comment: that is no sign of a removal.
        if external_id not in seen and thread_id not in hidden
    }
    if len(missing) <= max(FEW, len(seen)):
        return missing
    # More likely that the platform did not list them than that all were removed at once.
    log.warning("too_many_missing", post=post.pk, missing=len(missing), listed=len(seen))
    return set()


def remove(post: Post, external_ids: Set[str], *, now: datetime) -> None:
    """Take these comments to be removed, in the order in which they came in; the most in one go first."""
    rows = Message.objects.filter(channel=post.channel_id, external_id__in=list(external_ids)[:MOST_REMOVED])
    places = rows.order_by("pk").values_list("external_id", "conversation__thread_id")
    gone = [Incoming(Action.REMOVE, Kind.COMMENT, *place, occurred_at=now) for place in places]
    ingest(post.channel, gone, now=now)


def _hidden_tops(post: Post) -> set[str]:
    """Return the first comments of the threads below a post that the public does not see."""
    tops = Message.objects.filter(
        channel=post.channel_id,
        conversation__post=post,
        external_id=F("conversation__thread_id"),
        visibility__in=[Visibility.HIDDEN, Visibility.HELD],
    )
    return set(tops.values_list("external_id", flat=True))
