"""Counts units: 10,000 a day for each channel, and the day ends at midnight in California."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from simulator.youtube.errors import quota_exceeded

UNITS_A_DAY = 10_000
READ, WRITE = 1, 50
ZONE = ZoneInfo("America/Los_Angeles")


class Quota:
    """What each channel has used today."""

    def __init__(self) -> None:
        self._used: dict[tuple[str, str], int] = {}

    def take(self, account_id: str, units: int, now: float) -> None:
        """Use so many units. Raise TubeError when there are not so many left; the call is not made then."""
        day = datetime.fromtimestamp(now, ZONE).date().isoformat()
        used = self._used.get((account_id, day), 0) + units
        if used > UNITS_A_DAY:
            raise quota_exceeded()
        self._used = {key: count for key, count in self._used.items() if key[1] >= day}
        self._used[account_id, day] = used

    def clear(self) -> None:
        """Nothing was used yet."""
        self._used.clear()
