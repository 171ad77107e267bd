"""Plays a story against the world in real time, one at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from simulator import people, stories
from simulator.model import Json
from simulator.simulation import Simulation
from simulator.stories.script import (
    CommentEdited,
    CommentWithdrawn,
    CommentWritten,
    DirectEdited,
    DirectReacted,
    DirectSeen,
    DirectSent,
    DirectUnsent,
    Event,
)

logger = logging.getLogger(__name__)

KEPT_REFS = 2_000


@dataclass(kw_only=True)
class Telling:
    """A story being told, and how far it is."""

    story: str
    rate: float
    seed: int
    seconds: float | None
    account_id: str
    told: int = 0
    skipped: int = 0

    def as_json(self) -> Json:
        return dict(vars(self))


class Storyteller:
    """Starts, stops and reports the one story that runs."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._task: asyncio.Task[None] | None = None
        self._telling: Telling | None = None

    @property
    def is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    def start(self, telling: Telling) -> None:
        """Tell this story from now on, instead of any other."""
        self.stop()
        self._simulation.stories_told += 1
        self._telling = telling
        self._task = asyncio.create_task(self._run(telling))

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def as_json(self) -> Json:
        told = self._telling.as_json() if self._telling else {}
        return {"running": self.is_running, "stories": sorted(stories.STORIES), **told}

    async def _run(self, telling: Telling) -> None:
        performance = Performance(self._simulation, telling.account_id)
        loop = asyncio.get_running_loop()
        started = loop.time()
        script = stories.events(telling.story, seed=telling.seed, rate=telling.rate, seconds=telling.seconds)
        for offset, event in script:
            await asyncio.sleep(max(0.0, started + offset - loop.time()))
            await self._simulation.emitter.wait_for_room()
            if performance.play(event):
                telling.told += 1
            else:
                telling.skipped += 1
        logger.info("the story %s has ended after %d events", telling.story, telling.told)


class Performance:
    """Turns events into acts of people, and remembers which id belongs to which name of the story."""

    def __init__(self, simulation: Simulation, account_id: str) -> None:
        self._simulation = simulation
        self._account_id = account_id
        self._ids: OrderedDict[str, str] = OrderedDict()

    def play(self, event: Event) -> bool:
        """Let it happen; False when it cannot, say because the comment to answer has been hidden."""
        try:
            self._ACTS[type(event)](self, event)
        except people.NotPossibleError:
            return False
        return True

    def _comment(self, event: CommentWritten) -> None:
        post = people.post_of_kind(self._simulation, self._account_id, index=event.post, is_ad=event.on_ad)
        parent = self._id(event.parent) if event.parent else None
        written = people.comment(
            self._simulation, post, username=event.username, text=event.text, parent_id=parent
        )
        self._keep(event.ref, written.id)

    def _edit_comment(self, event: CommentEdited) -> None:
        people.edit_comment(self._simulation, self._id(event.ref), text=event.text)

    def _withdraw(self, event: CommentWithdrawn) -> None:
        people.withdraw(self._simulation, self._id(event.ref))

    def _direct(self, event: DirectSent) -> None:
        sent = people.send_direct(
            self._simulation,
            self._account_id,
            username=event.username,
            text=event.text,
            to_story=event.to_story,
        )
        self._keep(event.ref, sent.mid)

    def _edit(self, event: DirectEdited) -> None:
        people.edit_direct(self._simulation, self._id(event.ref), text=event.text)

    def _unsend(self, event: DirectUnsent) -> None:
        people.unsend_direct(self._simulation, self._id(event.ref))

    def _see(self, event: DirectSeen) -> None:
        people.see(self._simulation, self._last_from_brand(event.username))

    def _react(self, event: DirectReacted) -> None:
        people.react(self._simulation, self._last_from_brand(event.username), emoji=event.emoji)

    def _last_from_brand(self, username: str) -> str:
        message = people.last_from_brand(self._simulation, self._account_id, username)
        if message is None:
            raise people.NotPossibleError("The brand has not written to this person.")
        return message.mid

    def _keep(self, ref: str, real_id: str) -> None:
        self._ids[ref] = real_id
        if len(self._ids) > KEPT_REFS:
            self._ids.popitem(last=False)

    def _id(self, ref: str) -> str:
        known = self._ids.get(ref)
        if known is None:
            raise people.NotPossibleError(f"The story's {ref} did not happen.")
        return known

    _ACTS: ClassVar[dict[type, Callable[..., None]]] = {
        CommentWritten: _comment,
        CommentEdited: _edit_comment,
        CommentWithdrawn: _withdraw,
        DirectSent: _direct,
        DirectEdited: _edit,
        DirectUnsent: _unsend,
        DirectSeen: _see,
        DirectReacted: _react,
    }
