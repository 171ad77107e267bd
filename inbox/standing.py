"""How a channel stands with its platform: what a refusal means for everything it does."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts import audit
from accounts.audit import SYSTEM
from inbox import live, outbox
from inbox.models import Channel, ChannelAccess
from platforms.errors import AuthExpired, Throttled

DEFAULT_THROTTLE = timedelta(minutes=1)
# New access that is refused this soon is not worth asking for again.
FRESH = timedelta(minutes=10)
# How long calls wait for new access before they try with what is there.
RENEWAL = timedelta(seconds=30)


def pause(channel_id: int, error: Throttled, now: datetime) -> datetime:
    """Leave the platform alone for as long as it asks; return until when. A longer pause stays."""
    resume_at = now + (error.retry_after or DEFAULT_THROTTLE)
    channel = Channel.objects.filter(pk=channel_id)
    channel.exclude(calls_resume_at__gt=resume_at).update(calls_resume_at=resume_at)
    return resume_at


@transaction.atomic
def lose_access(channel: Channel, error: AuthExpired, now: datetime) -> datetime | None:
    """Deal with access that the platform refuses: have it renewed once, otherwise stop the channel.

    `channel` is as it was when the platform was asked. Return when to try again; None when a person has to
    connect the channel first.
    """
    stored = Channel.objects.locked(channel.pk)
    if _token(stored) != _token(channel):
        return now  # somebody renewed it meanwhile
    access = access_of(stored)
    if not _can_recover(stored) or _is_fresh(access, now):
        stop(stored, str(error))
        return None
    if access.refused_at is None:
        access.refused_at = access.due_at = now
        access.save(update_fields=["refused_at", "due_at"])
    # Later where the platform gave no new access yet.
    resume_at = max(access.due_at or now, now) + RENEWAL
    Channel.objects.filter(pk=stored.pk).update(calls_resume_at=resume_at)
    return resume_at


@transaction.atomic
def stop(channel: Channel, reason: str) -> None:
    """Do nothing more on a channel until a person connects it again, and tell who can do that."""
    status = Channel.Status.RECONNECT
    working = Channel.objects.filter(pk=channel.pk).exclude(status=status)
    if not working.update(status=status, status_reason=reason[:300]):
        return
    audit.record(channel.workspace_id, "disconnected", channel, by=SYSTEM, reason=reason[:300])
    words = outbox.Words(f"{channel} has lost its connection. {reason} Open Channels and connect it again.")
    outbox.tell_people(channel.workspace, None, words, by_email=True)
    outbox.tell_programs(channel.workspace, words)
    live.announce_all(channel.workspace_id)


def access_of(channel: Channel) -> ChannelAccess:
    """Return what is known of a channel's access."""
    access, _ = ChannelAccess.objects.get_or_create(
        channel=channel, defaults={"workspace_id": channel.workspace_id}
    )
    return access


def _token(channel: Channel) -> str:
    return str(channel.credentials.get("access_token", ""))


def _can_recover(channel: Channel) -> bool:
    """Whether new access can be had when the present one is refused: Meta renews only what still works."""
    connector = channel.connector()
    return connector.can_refresh and bool(connector.credentials.refresh_token)


def _is_fresh(access: ChannelAccess, now: datetime) -> bool:
    return access.renewed_at is not None and now - access.renewed_at < FRESH
