"""The limits on answers, replayed over history in memory: nothing is read, nothing written.

Messages come in the order of their time. What is remembered is bounded: of the oldest people,
posts and threads beyond MOST_KEPT it is forgotten that they were answered, and said so.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from automation.schema import Limits

MOST_KEPT = 20_000
HOUR, DAY = 3600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that a rule would give. `at` in seconds since 1970; ids of rows, None where there is none."""

    rule: int
    identity: int | None
    post: int | None
    thread: int
    channel: int
    at: float
    is_public: bool


@dataclass(slots=True)
class Kept:
    """A table that forgets what was used longest ago."""

    rows: OrderedDict[str, Any] = field(default_factory=OrderedDict)
    has_forgotten: bool = False

    def get(self, key: str, default: Any = None) -> Any:
        return self.rows.get(key, default)

    def put(self, key: str, value: Any) -> None:
        self.rows[key] = value
        self.rows.move_to_end(key)
        if len(self.rows) > MOST_KEPT:
            self.rows.popitem(last=False)
            self.has_forgotten = True


class Caps:
    """How often who was answered so far, in the replay."""

    def __init__(self, state: dict[str, Any] | None = None) -> None:
        state = state or {}
        self._posts = _kept(state.get("posts", ()))
        self._people = _kept(state.get("people", ()))
        self._threads = _kept(state.get("threads", ()))
        self._channels = _kept(state.get("channels", ()))
        self._had_forgotten = bool(state.get("has_forgotten"))

    @property
    def has_forgotten(self) -> bool:
        tables = (self._posts, self._people, self._threads)
        return self._had_forgotten or any(table.has_forgotten for table in tables)

    def reason(self, limits: Limits, answer: Answer) -> str:
        """Return the code of the cap that holds this answer back, or nothing."""
        if limits.once_per_post and (key := _post_key(answer)) and self._posts.get(key):
            return "cap_post"
        if len(self._recent(self._people, _person_key(answer), answer.at - DAY)) >= limits.per_person_per_day:
            return "cap_author"
        if self._threads.get(str(answer.thread), 0) >= limits.per_thread:
            return "cap_thread"
        most = limits.public_per_channel_per_hour if answer.is_public else limits.private_per_channel_per_hour
        if len(self._recent(self._channels, _channel_key(answer), answer.at - HOUR)) >= most:
            return "cap_channel"
        return ""

    def count(self, limits: Limits, answer: Answer) -> None:
        """Remember that this answer would have gone out."""
        if limits.once_per_post and (key := _post_key(answer)):
            self._posts.put(key, 1)
        for table, name, window in (
            (self._people, _person_key(answer), DAY),
            (self._channels, _channel_key(answer), HOUR),
        ):
            if name:
                table.put(name, [*self._recent(table, name, answer.at - window), answer.at])
        thread = str(answer.thread)
        self._threads.put(thread, self._threads.get(thread, 0) + 1)

    def as_json(self) -> dict[str, Any]:
        """Return what `Caps(state)` needs to go on from here."""
        return {
            "posts": list(self._posts.rows.items()),
            "people": list(self._people.rows.items()),
            "threads": list(self._threads.rows.items()),
            "channels": list(self._channels.rows.items()),
            "has_forgotten": self.has_forgotten,
        }

    def _recent(self, table: Kept, key: str, since: float) -> list[float]:
        return [at for at in table.get(key, ()) if at > since] if key else []


def _kept(rows: Iterable[tuple[str, Any]]) -> Kept:
    return Kept(OrderedDict((key, value) for key, value in rows))


def _post_key(answer: Answer) -> str:
    if answer.identity is None or answer.post is None:
        return ""
    return f"{answer.rule}:{answer.identity}:{answer.post}"


def _person_key(answer: Answer) -> str:
    return "" if answer.identity is None else str(answer.identity)


def _channel_key(answer: Answer) -> str:
    return f"{answer.channel}:{'public' if answer.is_public else 'private'}"
