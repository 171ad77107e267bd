"""Calls to Meta's Graph API, the same for all its products.

https://developers.facebook.com/docs/graph-api/overview
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from platforms import http
from platforms.errors import AuthExpired, Invalid, NotAllowedHere
from platforms.meta.errors import error_from

VERSION = "v26.0"
REDIRECTION, REFUSAL = 300, 400


@dataclass(frozen=True, slots=True)
class Graph:
    """One account's access. The token goes into a header: URLs end up in logs."""

    base_url: str
    token: str = field(repr=False)

    def get(self, *path: str, **query: str) -> Mapping[str, Any]:
        return self._call("GET", path, is_repeatable=True, query=query)

    def send(self, *path: str, **content: Any) -> Mapping[str, Any]:
        """Post something new, as `form` or `json`; twice would be visible to people."""
        return self._call("POST", path, is_repeatable=False, **content)

    def update(self, *path: str, **fields: str) -> Mapping[str, Any]:
        """Post a state; twice is the same as once."""
        answer = self._call("POST", path, is_repeatable=True, form=fields)
        _require_success(answer)
        return answer

    def delete(self, *path: str, **query: str) -> None:
        _require_success(self._call("DELETE", path, is_repeatable=True, query=query))

    def _call(
        self, method: str, path: tuple[str, ...], *, is_repeatable: bool, **content: Any
    ) -> Mapping[str, Any]:
        request = http.Request(
            method=method,
            url="/".join((self.base_url.rstrip("/"), VERSION, *map(_segment, path))),
            is_repeatable=is_repeatable,
            headers={"Authorization": f"Bearer {_usable(self.token)}"},
            **content,
        )
        return self._content(http.send(request), is_repeatable=is_repeatable)

    def _content(self, answer: http.Answer, *, is_repeatable: bool) -> Mapping[str, Any]:
        content = _decoded(answer.body)
        details = content.get("error") if content else None
        if answer.status >= REFUSAL or isinstance(details, Mapping):
            details = details if isinstance(details, Mapping) else {}
            raise error_from(answer, details, is_repeatable=is_repeatable, token=self.token)
        if answer.status >= REDIRECTION:
            raise Invalid("The platform's address answers with a redirect.")
        if content is None:
            raise http.unsettled("The answer is not readable.", is_repeatable=is_repeatable)
        return content


def _segment(value: str) -> str:
    """Return an id for a path. Ids come from outside and must not lead to another path."""
    if value.strip(".") == "":
        raise Invalid("An id is missing.")
    return quote(value, safe="")


def _usable(token: str) -> str:
    if not token or not token.isascii() or not token.isprintable():
        raise AuthExpired
    return token


def _decoded(body: bytes) -> Mapping[str, Any] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _require_success(content: Mapping[str, Any]) -> None:
    if content.get("success") is False:
        raise NotAllowedHere
