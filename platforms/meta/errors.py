"""Meta's error codes in our words.

https://developers.facebook.com/docs/graph-api/guides/error-handling
https://developers.facebook.com/docs/messenger-platform/error-codes
https://developers.facebook.com/docs/graph-api/overview/rate-limiting
https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from platforms.cleaning import clean
from platforms.errors import (
    AlreadyDone,
    AuthExpired,
    Forbidden,
    Invalid,
    PlatformError,
    RecipientUnavailable,
    TargetGone,
    Throttled,
    Transient,
    WindowClosed,
)
from platforms.http import Answer, unsettled
from platforms.reading import NotUnderstood, mapping, sequence

ANY = None
# (code, subcode); a subcode says more than its code.
ERRORS: dict[tuple[int | None, int | None], type[PlatformError]] = {
    (1, ANY): Transient,
    (2, ANY): Transient,
    (3, ANY): Forbidden,
    (4, ANY): Throttled,
    # Code 10 is a missing permission; only these subcodes make it a closed window.
    (10, ANY): Forbidden,
    (10, 2018278): WindowClosed,
    (10, 2534022): WindowClosed,
    (ANY, 2534025): AlreadyDone,
    (17, ANY): Throttled,
    (32, ANY): Throttled,
    (100, ANY): Invalid,
    (100, 33): TargetGone,
    (102, ANY): AuthExpired,
    (190, ANY): AuthExpired,
    **{(code, ANY): Forbidden for code in range(200, 300)},
    (341, ANY): Throttled,
    (368, ANY): Forbidden,
    (551, ANY): RecipientUnavailable,
    (ANY, 1545041): RecipientUnavailable,
    (ANY, 2018108): RecipientUnavailable,
    (ANY, 2534001): RecipientUnavailable,
    (ANY, 2534014): RecipientUnavailable,
    (613, ANY): Throttled,
    **{(code, ANY): Throttled for code in range(80000, 80015)},
    # WhatsApp's own.
    (130429, ANY): Throttled,
    (131000, ANY): Transient,
    (131009, ANY): Invalid,
    (131016, ANY): Transient,
    (131026, ANY): RecipientUnavailable,
    (131047, ANY): WindowClosed,
    (131048, ANY): Throttled,
    (131056, ANY): Throttled,
}
# For answers that carry no code of Meta's, such as a proxy's. A 404 is not
# TargetGone here: a wrong base URL must not make every comment look deleted.
STATUSES: dict[int, type[PlatformError]] = {401: AuthExpired, 403: Forbidden, 429: Throttled}

USAGE_HEADER = "x-business-use-case-usage"
MAX_PAUSE_MINUTES = 24 * 60
MAX_MESSAGE = 300
SERVER_ERROR = 500


def error_from(
    answer: Answer, details: Mapping[str, Any], *, is_repeatable: bool, token: str
) -> PlatformError:
    """Return our error for a refusal. `details` is the body's `error`, empty when it has none."""
    kind = _kind(answer.status, details)
    message, code = _message(details, token), _platform_code(details)
    if kind is Transient:
        return unsettled(message, is_repeatable=is_repeatable, platform_code=code)
    if kind is Throttled:
        return Throttled(message, platform_code=code, retry_after=retry_after(answer.headers))
    # Meta's text for a bad token may quote it, also in part.
    return kind("" if kind is AuthExpired else message, platform_code=code)


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long Meta wants to be left alone: it estimates in minutes."""
    try:
        usage = mapping(json.loads(headers.get(USAGE_HEADER, "{}")), "usage")
        entries = [mapping(item, "use") for uses in usage.values() for item in sequence(uses, "uses")]
    except (ValueError, RecursionError, NotUnderstood):
        return None
    estimates = [_integer(entry.get("estimated_time_to_regain_access")) or 0 for entry in entries]
    minutes = min(max(estimates, default=0), MAX_PAUSE_MINUTES)
    return timedelta(minutes=minutes) if minutes > 0 else None


def _kind(status: int, details: Mapping[str, Any]) -> type[PlatformError]:
    code, subcode = _integer(details.get("code")), _integer(details.get("error_subcode"))
    candidates = [(code, ANY)] if subcode is None else [(code, subcode), (ANY, subcode), (code, ANY)]
    kind = next((ERRORS[key] for key in candidates if key in ERRORS), None)
    if kind is Throttled:
        return kind
    if details.get("is_transient") is True or (kind is None and status >= SERVER_ERROR):
        return Transient
    return kind or STATUSES.get(status, Invalid)


def _message(details: Mapping[str, Any], token: str) -> str:
    message = details.get("message")
    if not isinstance(message, str):
        return ""
    return clean(message.replace(token, "[token]"))[:MAX_MESSAGE]


def _platform_code(details: Mapping[str, Any]) -> str:
    codes = (_integer(details.get("code")), _integer(details.get("error_subcode")))
    return "/".join(str(code) for code in codes if code is not None)


def _integer(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return None
