"""What stories are made of: events, and the memory of a story while it is being told."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from random import Random

TEXTS = Path(__file__).parent / "texts"
REMEMBERED = 200


@dataclass(frozen=True, kw_only=True)
class CommentWritten:
    """Somebody comments; `ref` names the comment within the story, `parent` the one it answers."""

    ref: str
    username: str
    text: str
    post: int = 0
    on_ad: bool = False
    parent: str | None = None


@dataclass(frozen=True, kw_only=True)
class CommentWithdrawn:
    """The author deletes a comment."""

    ref: str


@dataclass(frozen=True, kw_only=True)
class CommentEdited:
    """The author changes a comment."""

    ref: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DirectSent:
    """Somebody writes a direct message, or answers a story."""

    ref: str
    username: str
    text: str
    to_story: bool = False


@dataclass(frozen=True, kw_only=True)
class DirectEdited:
    ref: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DirectUnsent:
    ref: str


@dataclass(frozen=True, kw_only=True)
class DirectSeen:
    """Somebody reads the brand's latest message to them."""

    username: str


@dataclass(frozen=True, kw_only=True)
class DirectReacted:
    """Somebody puts an emoji on the brand's latest message to them."""

    username: str
    emoji: str


@dataclass(frozen=True)
class Burst:
    """Many events of one kind below one post, and how many are left."""

    kind: str
    left: int
    post: int


Event = (
    CommentWritten
    | CommentEdited
    | CommentWithdrawn
    | DirectSent
    | DirectEdited
    | DirectUnsent
    | DirectSeen
    | DirectReacted
)


def lines(kind: str) -> tuple[str, ...]:
    """The texts of one kind, one a line."""
    return tuple(line for line in (TEXTS / f"{kind}.txt").read_text(encoding="utf-8").splitlines() if line)


class Script:
    """Chance, and what was said so far: enough to let people answer, edit and take back."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - repeatable on purpose
        self.comments: deque[CommentWritten] = deque(maxlen=REMEMBERED)
        self.directs: deque[DirectSent] = deque(maxlen=REMEMBERED)
        self.burst: Burst | None = None
        self._count = 0
        self._unused: dict[str, list[str]] = {}

    def ref(self) -> str:
        """A new name for something that happens."""
        self._count += 1
        return f"e{self._count}"

    def text(self, kind: str) -> str:
        """A text of this kind; every one has its turn before one comes back."""
        unused = self._unused.setdefault(kind, [])
        if not unused:
            unused += lines(kind)
            self.random.shuffle(unused)
        return unused.pop()

    def pick(self, weights: dict[str, int]) -> str:
        """One of the names, by weight."""
        return self.random.choices(list(weights), weights=list(weights.values()))[0]

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def wrote(self, event: CommentWritten) -> CommentWritten:
        """Remember a comment."""
        self.comments.append(event)
        return event

    def sent(self, event: DirectSent) -> DirectSent:
        """Remember a direct message."""
        self.directs.append(event)
        return event
