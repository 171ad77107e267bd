"""Calls to LinkedIn's versioned REST API. An error is `{status, code, message}`.

https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling
https://learn.microsoft.com/en-us/linkedin/marketing/versioning
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from platforms import http
from platforms.access import decoded, is_token
from platforms.cleaning import clean
from platforms.errors import AuthExpired, Forbidden, Invalid, PlatformError, TargetGone, Throttled

# A version is served for a year: raise it with the tests.
HEADERS = {"Linkedin-Version": "202609", "X-Restli-Protocol-Version": "2.0.0"}
ID_HEADER = "x-restli-id"
MAX_MESSAGE = 300
REDIRECTION, FAULT = 300, 500
# Allowances end at midnight UTC, which no answer says.
PAUSE = timedelta(minutes=15)
STATUSES: dict[int, type[PlatformError]] = {
    401: AuthExpired,
    403: Forbidden,
    404: TargetGone,
    429: Throttled,
}


@dataclass(frozen=True, slots=True)
class Api:
    """One member's access to the organisations that they manage."""

    base_url: str
    token: str = field(repr=False)

    def get(self, path: str, **query: str) -> Mapping[str, Any]:
        return decoded(self._call("GET", path, is_repeatable=True, query=query).body)

    def send(self, path: str, body: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
        """Post something new; twice would be visible to people. Return the answer and the new id."""
        answer = self._call("POST", path, is_repeatable=False, json=body)
        return decoded(answer.body), clean(answer.headers.get(ID_HEADER, ""))

    def update(self, path: str, body: Mapping[str, Any]) -> None:
        """Set a state; twice is the same as once."""
        self._call("POST", path, is_repeatable=True, json=body)

    def _call(self, method: str, path: str, *, is_repeatable: bool, **content: Any) -> http.Answer:
        if not is_token(self.token):
            raise AuthExpired
        request = http.Request(
            method=method,
            url=f"{self.base_url.rstrip('/')}/rest/{path}",
            is_repeatable=is_repeatable,
            headers={"Authorization": f"Bearer {self.token}", **HEADERS},
            **content,
        )
        answer = http.send(request)
        if answer.status < REDIRECTION:
            return answer
        raise _error(answer, is_repeatable=is_repeatable)


def _error(answer: http.Answer, *, is_repeatable: bool) -> PlatformError:
    found = decoded(answer.body)
    words = clean(str(found.get("message", "")))[:MAX_MESSAGE]
    code = clean(str(found.get("code") or answer.status))[:MAX_MESSAGE]
    if answer.status >= FAULT:
        return http.unsettled(words, is_repeatable=is_repeatable, platform_code=code)
    kind = STATUSES.get(answer.status, Invalid)
    if kind is Throttled:
        return Throttled(words, platform_code=code, retry_after=PAUSE)
    return kind(words, platform_code=code)
