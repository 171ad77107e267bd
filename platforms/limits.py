"""The bounds that a platform sets to what we send, as data: screens, API, policy and rules read the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class TextLimit:
    """The longest text a platform takes, in its own unit."""

    maximum: int
    unit: Literal["characters", "bytes"] = "characters"

    def excess(self, text: str) -> int:
        """Return by how many units `text` is too long; 0 or less when it fits."""
        size = len(text.encode(errors="replace")) if self.unit == "bytes" else len(text)
        return size - self.maximum


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    """How long a direct message may be answered, counted from the person's latest one.

    `length`      for every answer, whoever sends it.
    `for_people`  for what a person writes, where a platform gives people more time than programs.
    `most`        how many messages of ours one window takes; None where they are not counted.
    """

    length: timedelta
    for_people: timedelta | None = None
    most: int | None = None

    @property
    def longer_for_people(self) -> timedelta:
        """By how much later a person may still answer."""
        return self.for_people - self.length if self.for_people else timedelta()
