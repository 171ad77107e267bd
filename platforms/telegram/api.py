"""Calls to Telegram's Bot API. The token is a part of the address: no error of ours may quote one.

https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from platforms import http
from platforms.cleaning import clean
from platforms.errors import (
    AuthExpired,
    Forbidden,
    Invalid,
    PlatformError,
    RecipientUnavailable,
    TargetGone,
    Throttled,
)

TOKEN_LETTERS = frozenset(":-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
MAX_MESSAGE = 300
MAX_PAUSE_SECONDS = 24 * 3600
STATUSES: dict[int, type[PlatformError]] = {
    400: Invalid,
    401: AuthExpired,
    403: RecipientUnavailable,
    404: AuthExpired,
}
# Telegram says it in words only.
WORDS: tuple[tuple[str, type[PlatformError]], ...] = (
    ("message to be replied not found", TargetGone),
    ("message to delete not found", TargetGone),
    ("message can't be deleted", Forbidden),
    ("not enough rights", Forbidden),
)


@dataclass(frozen=True, slots=True)
class Api:
    """One bot's access."""

    base_url: str
    token: str = field(repr=False)

    def call(self, method: str, *, is_repeatable: bool, **content: Any) -> Any:
        """Return the `result` of a method."""
        if not self.token or not TOKEN_LETTERS.issuperset(self.token):
            raise AuthExpired
        url = f"{self.base_url.rstrip('/')}/bot{self.token}/{method}"
        answer = http.send(http.Request("POST", url, is_repeatable=is_repeatable, json=content))
        found = _decoded(answer.body)
        if found.get("ok") is True:
            return found.get("result")
        raise self._error(found, is_repeatable=is_repeatable)

    def _error(self, found: Mapping[str, Any], *, is_repeatable: bool) -> PlatformError:
        code, words = found.get("error_code"), found.get("description")
        words = clean(words.replace(self.token, "[token]"))[:MAX_MESSAGE] if isinstance(words, str) else ""
        number = code if isinstance(code, int) and not isinstance(code, bool) else 0
        if number == 429:
            return Throttled(words, platform_code="429", retry_after=_pause(found))
        kind = next((kind for part, kind in WORDS if part in words.lower()), STATUSES.get(number))
        if kind is None:
            return http.unsettled(words, is_repeatable=is_repeatable, platform_code=str(number))
        return kind("" if kind is AuthExpired else words, platform_code=str(number))


def _pause(found: Mapping[str, Any]) -> timedelta | None:
    parameters = found.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, Mapping) else None
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    return timedelta(seconds=min(max(seconds, 1), MAX_PAUSE_SECONDS))


def _decoded(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
