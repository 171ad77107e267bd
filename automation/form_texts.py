"""Small translations of the rule form: lists written as text, hours, and where a value came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(slots=True)
class Built:
    """A body as plain data, and which field each of its places comes from."""

    body: Json = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def field_of(self, place: str) -> str | None:
        """Return the field that a problem at `place` belongs to."""
        parts = place.split(".")
        for length in range(len(parts), 0, -1):
            if found := self.places.get(".".join(parts[:length])):
                return found
        return None


def lines(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in _newlines(text).split("\n") if line.strip()]


def paragraphs(text: str) -> list[str]:
    """Return the texts between blank lines."""
    return [part.strip() for part in _BLANK_LINE.split(_newlines(text)) if part.strip()]


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def hours(minutes: int) -> float:
    """Return hours as people write them: 12 and not 12.0, and exact to the minute."""
    value = round(minutes / 60, 2)
    return int(value) if value == int(value) else value
