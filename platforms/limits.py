"""The bounds that a platform sets to what we send, as data: screens, API, policy and rules read the same."""

from __future__ import annotations

from dataclasses import dataclass
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
