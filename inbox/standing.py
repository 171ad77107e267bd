"""How a channel stands with its platform: what a refusal means for everything it does."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox.models import Channel
from platforms.errors import AuthExpired, Throttled

DEFAULT_THROTTLE = timedelta(minutes=1)


def pause(channel_id: int, error: Throttled, now: datetime) -> datetime:
    """Leave the platform alone for as long as it asks; return until when."""
    resume_at = now + (error.retry_after or DEFAULT_THROTTLE)
    Channel.objects.filter(pk=channel_id).update(calls_resume_at=resume_at)
    return resume_at


def stop(channel_id: int, error: AuthExpired) -> None:
    """Do nothing more on a channel until a person connects it again."""
    Channel.objects.filter(pk=channel_id).update(
        status=Channel.Status.RECONNECT, status_reason=str(error)[:300]
    )
