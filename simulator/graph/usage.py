"""The usage headers on every answer, in percent of what an account may ask in an hour."""

from __future__ import annotations

import json
from collections import deque

HOUR = 3600.0
CALLS_AN_HOUR = 4800
# Quota is only ever exhausted by the fault, never by counting: a busy test must not throttle itself.
HIGHEST = 99


class Usage:
    """Counts the calls of each account in the last hour."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = {}

    def clear(self) -> None:
        """Nobody has called yet."""
        self._calls.clear()

    def count(self, account_id: str, now: float) -> dict[str, str]:
        """Count one call and give the headers for its answer."""
        calls = self._calls.setdefault(account_id, deque(maxlen=CALLS_AN_HOUR))
        calls.append(now)
        while calls and calls[0] < now - HOUR:
            calls.popleft()
        return headers(account_id, percent=min(HIGHEST, len(calls) * 100 // CALLS_AN_HOUR), minutes=0)


def headers(account_id: str, *, percent: int, minutes: int) -> dict[str, str]:
    """App usage, and business usage with the minutes until access is back."""
    app = {"call_count": percent, "total_cputime": percent // 4, "total_time": percent // 4}
    business = {"type": "instagram", **app, "estimated_time_to_regain_access": minutes}
    return {
        "X-App-Usage": json.dumps(app),
        "X-Business-Use-Case-Usage": json.dumps({account_id: [business]}),
    }
