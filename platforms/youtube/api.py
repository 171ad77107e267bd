"""Calls to the YouTube Data API, with the quota that each costs.

https://developers.google.com/youtube/v3/determine_quota_cost
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from platforms import http
from platforms.errors import AuthExpired
from platforms.youtube.errors import error_from

PATH = "youtube/v3"
REFUSAL = 300
READ_COST, WRITE_COST = 1, 50


@dataclass(slots=True)
class Api:
    """One channel's access. `spent` is the quota that its calls cost so far, in units."""

    base_url: str
    token: str = field(repr=False)
    spent: int = 0

    def get(self, resource: str, **query: str) -> Mapping[str, Any]:
        self.spent += READ_COST
        return self._call("GET", resource, is_repeatable=True, query=query)

    def insert(self, resource: str, body: Mapping[str, Any], **query: str) -> Mapping[str, Any]:
        """Add something new; twice would be visible to people."""
        self.spent += WRITE_COST
        return self._call("POST", resource, is_repeatable=False, query=query, json=body)

    def change(self, resource: str, **query: str) -> None:
        """Set a state; twice is the same as once. Answers without a body."""
        self.spent += WRITE_COST
        self._call("POST", resource, is_repeatable=True, query=query)

    def _call(self, method: str, resource: str, *, is_repeatable: bool, **content: Any) -> Mapping[str, Any]:
        if not self.token or not self.token.isascii() or not self.token.isprintable():
            raise AuthExpired
        request = http.Request(
            method=method,
            url=f"{self.base_url.rstrip('/')}/{PATH}/{resource}",
            is_repeatable=is_repeatable,
            headers={"Authorization": f"Bearer {self.token}"},
            **content,
        )
        answer = http.send(request)
        found = _decoded(answer.body)
        if answer.status >= REFUSAL:
            details = found.get("error") if found else None
            details = details if isinstance(details, Mapping) else {}
            raise error_from(answer, details, is_repeatable=is_repeatable)
        if found is None:
            raise http.unsettled("The answer is not readable.", is_repeatable=is_repeatable)
        return found


def _decoded(body: bytes) -> Mapping[str, Any] | None:
    try:
        content = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
