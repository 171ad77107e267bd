"""A text to match on, with the way back to the text that the person wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Span = tuple[int, int]
# What lies beyond is not looked at.
MAX_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class View:
    """`text` to match on; `starts[i]` and `ends[i]` bound the original of `text[i]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Return where `text[start:end]` (not empty) stands in the original."""
        return self.starts[start], self.ends[end - 1]


def same(text: str) -> View:
    """Return a view whose every character is one character of the original."""
    return View(text, range(len(text)), range(1, len(text) + 1))


@dataclass(slots=True)
class ViewBuilder:
    """Collects a view from left to right."""

    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, piece: str, start: int, end: int) -> None:
        """Add characters that all stand for the original's [start, end)."""
        self.parts.append(piece)
        if len(piece) == 1:  # by far the most frequent
            self.starts.append(start)
            self.ends.append(end)
        else:
            self.starts.extend([start] * len(piece))
            self.ends.extend([end] * len(piece))

    def copy(self, source: View, start: int, end: int) -> None:
        """Add source.text[start:end] with its own places."""
        self.parts.append(source.text[start:end])
        self.starts.extend(source.starts[start:end])
        self.ends.extend(source.ends[start:end])

    def view(self) -> View:
        return View("".join(self.parts), self.starts, self.ends)
