"""The simulator's own time, which tests and the control API can move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Seconds since the epoch from a given source, plus a shift."""

    def __init__(self, source: Callable[[], float]) -> None:
        self._source = source
        self.shift = 0.0

    def now(self) -> float:
        """The simulated moment."""
        return self._source() + self.shift


def graph_time(moment: float) -> str:
    """A moment as the Graph API writes it: an offset without a colon."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
