"""The YouTube Data API's refusals in our words.

https://developers.google.com/youtube/v3/docs/errors
https://developers.google.com/youtube/v3/docs/comments/insert#errors
https://developers.google.com/youtube/v3/docs/comments/setModerationStatus#errors
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from platforms.cleaning import clean
from platforms.errors import (
    AuthExpired,
    Forbidden,
    Invalid,
    NotAllowedHere,
    PlatformError,
    TargetGone,
    Throttled,
    Transient,
)
from platforms.http import Answer, unsettled

QUOTA_ZONE = "America/Los_Angeles"
MAX_MESSAGE = 300
SERVER_ERROR = 500
QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded"})
REASONS: dict[str, type[PlatformError]] = {
    **dict.fromkeys(QUOTA, Throttled),
    "rateLimitExceeded": Throttled,
    "userRateLimitExceeded": Throttled,
    "authError": AuthExpired,
    "forbidden": Forbidden,
    "ineligibleAccount": Forbidden,
    "insufficientPermissions": Forbidden,
    "commentNotFound": TargetGone,
    "commentThreadNotFound": TargetGone,
    "parentCommentNotFound": TargetGone,
    "videoNotFound": TargetGone,
    "commentsDisabled": NotAllowedHere,
    "operationNotSupported": NotAllowedHere,
    "parentCommentIsPrivate": NotAllowedHere,
    "banWithoutReject": NotAllowedHere,
    "commentTextTooLong": Invalid,
    "commentTextRequired": Invalid,
    "invalidCommentMetadata": Invalid,
    "processingFailure": Transient,
    "backendError": Transient,
}
STATUSES: dict[int, type[PlatformError]] = {401: AuthExpired, 403: Forbidden, 429: Throttled}


def error_from(answer: Answer, details: Mapping[str, Any], *, is_repeatable: bool) -> PlatformError:
    """Return our error for a refusal. `details` is the body's `error`, empty when it has none."""
    reason = _reason(details)
    kind = REASONS.get(reason) or STATUSES.get(answer.status)
    if kind is None:
        kind = Transient if answer.status >= SERVER_ERROR else Invalid
    message = details.get("message")
    message = clean(message)[:MAX_MESSAGE] if isinstance(message, str) else ""
    if kind is Transient:
        return unsettled(message, is_repeatable=is_repeatable, platform_code=reason)
    if kind is Throttled:
        pause = until_midnight(datetime.now(UTC)) if reason in QUOTA else None
        return Throttled(message, platform_code=reason, retry_after=pause)
    # Google's text for a bad token may quote it.
    return kind("" if kind is AuthExpired else message, platform_code=reason)


def until_midnight(now: datetime) -> timedelta:
    """Return the time left until the quota is there again: at midnight Pacific Time."""
    zone = ZoneInfo(QUOTA_ZONE)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone).astimezone(UTC) - now


def _reason(details: Mapping[str, Any]) -> str:
    errors = details.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    reason = first.get("reason") if isinstance(first, Mapping) else None
    return clean(reason)[:40] if isinstance(reason, str) else ""
