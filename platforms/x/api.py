"""Calls to the X API v2. A refusal is a problem document with `title`, `detail` and `type`.

https://docs.x.com/x-api/fundamentals/response-codes-and-errors
https://docs.x.com/x-api/fundamentals/rate-limits (`x-rate-limit-reset`, in seconds since 1970)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from platforms import http
from platforms.access import decoded, is_token
from platforms.cleaning import clean
from platforms.errors import AuthExpired, Forbidden, Invalid, PlatformError, TargetGone, Throttled
from platforms.times import parse_time

MAX_MESSAGE = 300
REDIRECTION, UNAUTHORISED, FORBIDDEN, NOT_FOUND, TOO_MANY, FAULT = 300, 401, 403, 404, 429, 500
GONE = "resource-not-found"
# Refusals of the app or its permissions: no other act of this channel will fare better.
OF_THE_APP = ("client-forbidden", "unsupported-authentication", "oauth1-permissions", "usage-capped")
PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Api:
    """One account's access."""

    base_url: str
    token: str = field(repr=False)

    def get(self, path: str, **query: str) -> Mapping[str, Any]:
        return self._call("GET", path, is_repeatable=True, query=query)

    def send(
        self, path: str, body: Mapping[str, Any], *, refused: type[PlatformError] = Forbidden
    ) -> Mapping[str, Any]:
        """Post something new; twice would be visible to people. `refused`: what a refusal of it means."""
        return self._call("POST", path, is_repeatable=False, json=body, refused=refused)

    def update(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        method: str = "PUT",
        refused: type[PlatformError] = Forbidden,
    ) -> Mapping[str, Any]:
        """Set a state; twice is the same as once."""
        return self._call(method, path, is_repeatable=True, json=body, refused=refused)

    def _call(
        self,
        method: str,
        path: str,
        *,
        is_repeatable: bool,
        refused: type[PlatformError] = Forbidden,
        **content: Any,
    ) -> Mapping[str, Any]:
        if not is_token(self.token):
            raise AuthExpired
        request = http.Request(
            method=method,
            url=f"{self.base_url.rstrip('/')}/2/{path}",
            is_repeatable=is_repeatable,
            headers={"Authorization": f"Bearer {self.token}"},
            **content,
        )
        answer = http.send(request)
        found = decoded(answer.body)
        # What cannot be found is told with a 200 as well: then there are errors and no data.
        if answer.status < REDIRECTION and ("data" in found or "errors" not in found):
            return found
        raise _error(answer, found, refused, is_repeatable=is_repeatable)


def _error(
    answer: http.Answer, found: Mapping[str, Any], refused: type[PlatformError], *, is_repeatable: bool
) -> PlatformError:
    problem = _problem(found)
    words = clean(str(problem.get("detail") or problem.get("title") or ""))[:MAX_MESSAGE]
    kind = str(problem.get("type", "")).rpartition("/")[2]
    code = clean(kind)[:MAX_MESSAGE] if kind not in ("", "about:blank") else str(answer.status)
    if answer.status == TOO_MANY:
        return Throttled(words, platform_code=code, retry_after=_pause(answer.headers))
    if answer.status >= FAULT:
        return http.unsettled(words, is_repeatable=is_repeatable, platform_code=code)
    if answer.status == UNAUTHORISED:
        return AuthExpired(words, platform_code=code)
    if answer.status == FORBIDDEN:
        return (Forbidden if kind in OF_THE_APP else refused)(words, platform_code=code)
    if answer.status == NOT_FOUND or kind == GONE:
        return TargetGone(words, platform_code=code)
    return Invalid(words, platform_code=code)


def _problem(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the first problem, which is the whole answer or the first of a list."""
    errors = found.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    return first if isinstance(first, dict) and "type" not in found else found


def _pause(headers: Mapping[str, str]) -> timedelta:
    """Return until when X wants to be left alone; a quarter of an hour where it does not tell."""
    reset, now = parse_time(headers.get("x-rate-limit-reset")), datetime.now(UTC)
    return max(reset - now, timedelta(seconds=1)) if reset else PAUSE
