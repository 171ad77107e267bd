"""Comments in their places: each reply below what it answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol, TypeVar

from inbox.models import Message

# How deep replies are shown. What lies deeper stands below its comment all the same.
DEEPEST = 2


class Placed(Protocol):
    """A line of a thread; `depth` is how far it is moved in."""

    depth: int

    @property
    def message(self) -> Message | None: ...


Line = TypeVar("Line", bound=Placed)


def in_places(lines: Sequence[Line], thread_id: str) -> list[Line]:
    """Return lines that are in the order of time with each reply after the reply it answers, and set `depth`.

    What answers the thread itself, or a comment that is not among them, keeps its place in time.
    """
    here = {line.message.external_id for line in lines if line.message}
    below: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        parent = line.message.parent_id if line.message else ""
        line.depth = 1 if parent else 0
        below[parent if parent in here and parent != thread_id else ""].append(line)
    placed: list[Line] = []
    # Not by calling itself: a platform that lets replies nest without end shall not end us.
    waiting = [(line, line.depth) for line in reversed(below.pop("", []))]
    while waiting:
        line, line.depth = waiting.pop()
        placed.append(line)
        if line.message:
            replies = below.pop(line.message.external_id, [])
            waiting += [(reply, min(line.depth + 1, DEEPEST)) for reply in reversed(replies)]
    # Comments that answer one another in a circle stand last.
    return [*placed, *(line for lines in below.values() for line in lines)]
