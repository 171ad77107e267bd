"""Ask platforms for new access before the present one ends, and when they refuse it. Only workers come here.

A platform may take a refresh token once and answer with another: so one worker at a time asks for a channel,
and what came back is kept at once. The network is never touched inside a transaction.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from inbox import standing
from inbox.models import Channel, ChannelAccess
from platforms.access import Grant
from platforms.errors import AuthExpired, PlatformError, Throttled

log = structlog.get_logger(__name__)
MOST = 20
LEASE = timedelta(minutes=2)
TOLD_AGAIN = timedelta(minutes=1)
# Of the life of an access so much is used; the rest is for trying again.
USED_SHARE = 0.8
# Where nobody knows how long an access lasts. Instagram renews none that is younger than a day.
UNKNOWN_LIFE = timedelta(hours=25)
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=15)


def due_channels(now: datetime) -> list[int]:
    """Return channels whose access is to be renewed now, each told once a minute."""
    untold = Q(woken_at=None) | Q(woken_at__lte=now - TOLD_AGAIN)
    due = ChannelAccess.objects.due(now).filter(untold).order_by("due_at")
    found = list(due.values_list("channel_id", flat=True)[:MOST])
    ChannelAccess.objects.filter(channel__in=found).update(woken_at=now)
    return found


def renew(channel_id: int, *, now: datetime) -> None:
    """Ask for new access to a channel, if it is due and nobody else does."""
    access = ChannelAccess.objects.claim(channel_id, now=now, lease=LEASE)
    if access is None:
        return
    try:
        grant = access.channel.connector().refresh(now=now)
    except PlatformError as error:
        log.info("access_not_renewed", channel=channel_id, code=error.code, platform_code=error.platform_code)
        _give_up(access, error, now)
    else:
        _keep(access, grant, now)


@transaction.atomic
def _keep(access: ChannelAccess, grant: Grant, now: datetime) -> None:
    """Store new access, unless a person connected the channel anew meanwhile."""
    channel = Channel.objects.locked(access.channel_id)
    if not _is_same(channel, access.channel):
        ChannelAccess.objects.filter(pk=access.pk).update(lease_until=None)
        return
    found = {"access_token": grant.access_token}
    found |= {"refresh_token": grant.refresh_token} if grant.refresh_token else {}
    channel.credentials = {**channel.credentials, **found}
    if access.refused_at:
        channel.calls_resume_at = None
    channel.save(update_fields=["credentials", "calls_resume_at"])
    begin(access, grant, now)
    access.lease_until = None
    access.save()


def begin(access: ChannelAccess, grant: Grant, now: datetime) -> None:
    """Note what is known of access that is new, on the row that the caller saves."""
    access.expires_at = grant.expires_at
    access.due_at = now + ((grant.expires_at - now) * USED_SHARE if grant.expires_at else UNKNOWN_LIFE)
    access.scopes = list(grant.scopes) or access.scopes
    access.renewed_at, access.refused_at = now, None
    access.attempts, access.last_error = 0, ""


@transaction.atomic
def _give_up(access: ChannelAccess, error: PlatformError, now: datetime) -> None:
    """Stop the channel when only a person can help; otherwise try again later."""
    channel = Channel.objects.locked(access.channel_id)
    mine = ChannelAccess.objects.filter(pk=access.pk, attempts=access.attempts)
    if not _is_same(channel, access.channel):
        mine.update(lease_until=None)
    elif isinstance(error, AuthExpired):
        mine.update(lease_until=None, last_error=error.code, due_at=None, attempts=0)
        # Without a refresh token the access itself was to be prolonged: it still works until it ends.
        if channel.credentials.get("refresh_token"):
            standing.stop(channel, str(error))
    else:
        mine.update(lease_until=None, last_error=error.code, due_at=now + _pause(access, error))


def _is_same(stored: Channel, used: Channel) -> bool:
    """Whether the stored access is the one that was used. A person may have connected the channel anew."""
    names = ("access_token", "refresh_token", "client_id", "client_secret")
    return all(stored.credentials.get(name, "") == used.credentials.get(name, "") for name in names)


def _pause(access: ChannelAccess, error: PlatformError) -> timedelta:
    """Return up to twice as long as before, at least half of that; longer where the platform asks."""
    bound: timedelta = min(FIRST_PAUSE * 2 ** min(access.attempts, 10), LONGEST_PAUSE)
    asked = error.retry_after if isinstance(error, Throttled) else None
    spread = bound * (0.5 + random.random() / 2)  # noqa: S311 - spreads retries, protects nothing
    return max(asked or spread, spread)
