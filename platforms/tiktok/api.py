"""Calls to the TikTok Business API. It answers 200 to nearly everything: the truth is `code` in the body.

https://business-api.tiktok.com/portal/docs (return codes)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from platforms import http
from platforms.access import is_token
from platforms.cleaning import clean
from platforms.errors import (
    AlreadyDone,
    AuthExpired,
    Forbidden,
    Invalid,
    NotAllowedHere,
    PlatformError,
    TargetGone,
    Throttled,
)

PATH = "open_api/v1.3"
DONE = 0
# A minute's allowance is there again after five minutes; nothing in the answer says which one was used up.
PAUSE = timedelta(minutes=5)
MAX_MESSAGE = 300
REDIRECTION = 300
FAULTS = range(50_000, 60_000)
ERRORS: dict[int, type[PlatformError]] = {
    20001: NotAllowedHere,  # "partial success" of an act on one thing
    40000: Invalid,
    40001: Forbidden,
    40002: Invalid,
    40007: TargetGone,
    40016: Throttled,
    40050: AlreadyDone,
    40064: Throttled,
    40100: Throttled,
    40102: AuthExpired,
    40103: AuthExpired,
    40104: AuthExpired,
    40105: AuthExpired,
    40133: Throttled,
}
STATUSES: dict[int, type[PlatformError]] = {401: AuthExpired, 403: Forbidden, 429: Throttled}


@dataclass(frozen=True, slots=True)
class Api:
    """One account's access."""

    base_url: str
    token: str = field(repr=False)

    def get(self, path: str, **query: str) -> Mapping[str, Any]:
        return self._call("GET", path, is_repeatable=True, query=query)

    def send(self, path: str, **body: Any) -> Mapping[str, Any]:
        """Post something new; twice would be visible to people."""
        return self._call("POST", path, is_repeatable=False, json=body)

    def update(self, path: str, **body: Any) -> Mapping[str, Any]:
        """Post a state; twice is the same as once."""
        return self._call("POST", path, is_repeatable=True, json=body)

    def renew(self, path: str, **body: str) -> Mapping[str, Any]:
        """Post for new access, which the one at hand is not needed for."""
        return self._ask("POST", path, is_repeatable=True, json=body)

    def _call(self, method: str, path: str, *, is_repeatable: bool, **content: Any) -> Mapping[str, Any]:
        if not is_token(self.token):
            raise AuthExpired
        headers = {"Access-Token": self.token}
        return self._ask(method, path, is_repeatable=is_repeatable, headers=headers, **content)

    def _ask(self, method: str, path: str, *, is_repeatable: bool, **content: Any) -> Mapping[str, Any]:
        url = f"{self.base_url.rstrip('/')}/{PATH}/{path}/"
        answer = http.send(http.Request(method, url, is_repeatable=is_repeatable, **content))
        found = _decoded(answer.body)
        code = found.get("code")
        if answer.status < REDIRECTION and code == DONE:
            data = found.get("data")
            return data if isinstance(data, dict) else {}
        raise _error(answer.status, code, found.get("message"), is_repeatable=is_repeatable)


def _error(status: int, code: object, message: object, *, is_repeatable: bool) -> PlatformError:
    number = code if isinstance(code, int) and not isinstance(code, bool) else None
    words = clean(message)[:MAX_MESSAGE] if isinstance(message, str) else ""
    written = "" if number is None else str(number)
    kind = ERRORS.get(number, Invalid) if number else STATUSES.get(status)
    if kind is None or (number is not None and number in FAULTS):
        # Also an answer that nobody can read: the act may have been carried out.
        return http.unsettled(words, is_repeatable=is_repeatable, platform_code=written)
    if kind is Throttled:
        return Throttled(words, platform_code=written, retry_after=PAUSE)
    return kind(words, platform_code=written)


def _decoded(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
