"""Keeps the world in a JSON file, so that a restart goes on where it was."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulator.model import Account, Comment, DirectMessage, Json, Person, Post
from simulator.packing import Delivery
from simulator.payloads import Notice
from simulator.simulation import Call, Simulation
from simulator.world import World

logger = logging.getLogger(__name__)

VERSION = 1
INTERVAL_SECONDS = 0.5
# A huge world takes long to write: then it is written less often, so that this never takes over the process.
REST_FACTOR = 10
# After a kill the file is a moment old: this many ids may have been given out since, and none comes twice.
SKIPPED_IDS = 10_000


class SnapshotError(Exception):
    """The data file cannot be used; the message says what to do."""


class Snapshots:
    """Writes the file soon after every change and when the program ends."""

    def __init__(self, simulation: Simulation, path: Path | None) -> None:
        self._simulation = simulation
        self._path = path
        self._saved: tuple[int, int] | None = None

    async def run(self) -> None:
        """Save whenever something changed, for ever."""
        rest = INTERVAL_SECONDS
        while True:
            await asyncio.sleep(rest)
            started = time.monotonic()
            try:
                self.save()
            except OSError:
                logger.exception("the world could not be saved to %s", self._path)
            rest = max(INTERVAL_SECONDS, REST_FACTOR * (time.monotonic() - started))

    def save(self) -> None:
        """Write the file if there is anything new."""
        state = (self._simulation.world.changes, self._simulation.emitter.tally.delivered)
        if state != self._saved:
            self._write(is_last=False)
            self._saved = state

    def save_last(self) -> None:
        """Write the file for a restart that goes on exactly here."""
        self._write(is_last=True)

    def load(self) -> bool:
        """Read the file; False when there is none yet. Needs a running event loop."""
        if self._path is None or not self._path.exists():
            return False
        try:
            restore(self._simulation, json.loads(self._path.read_text()))
        except (ValueError, TypeError, KeyError) as error:
            raise SnapshotError(
                f"{self._path} is no world of this simulator. Move it away. ({error!r})"
            ) from error
        # The settings decide, so that a token renewed there works at once.
        self._simulation.first_account.token = self._simulation.config.access_token
        return True

    def _write(self, *, is_last: bool) -> None:
        if self._path is not None:
            document = {"is_last": is_last, **document_of(self._simulation)}
            _replace(self._path, json.dumps(document, separators=(",", ":")))


def document_of(simulation: Simulation) -> Json:
    """Everything worth keeping."""
    world = simulation.world
    return {
        "version": VERSION,
        "clock_shift": simulation.clock.shift,
        "stories_told": simulation.stories_told,
        "counters": world.counters,
        "accounts": [vars(item) for item in world.accounts.values()],
        "posts": [vars(item) for item in world.posts.values()],
        "people": [vars(item) for item in world.people.values()],
        "comments": [vars(item) for item in world.comments.values()],
        "messages": [vars(item) for item in world.messages.values()],
        "call_count": simulation.call_count,
        "calls": [asdict(call) for call in simulation.calls],
        "pending": simulation.emitter.pending_json(),
    }


def restore(simulation: Simulation, saved: dict[str, Any]) -> None:
    """Fill an empty simulation from a document."""
    if saved["version"] != VERSION:
        raise ValueError(f"version {saved['version']}")
    simulation.clock.shift = saved["clock_shift"]
    simulation.stories_told = saved["stories_told"]
    simulation.call_count = saved["call_count"]
    simulation.calls.extend(Call(**item) for item in saved["calls"])
    _restore_world(simulation.world, saved)
    pending = saved["pending"]
    simulation.emitter.resume(
        [Notice(**item) for item in pending["notices"]], [Delivery(**item) for item in pending["deliveries"]]
    )


def _restore_world(world: World, saved: dict[str, Any]) -> None:
    skipped = 0 if saved["is_last"] else SKIPPED_IDS
    world.counters |= {kind: count + skipped for kind, count in saved["counters"].items()}
    for item in saved["accounts"]:
        world.add_account(Account(**item))
    for item in saved["posts"]:
        world.add_post(Post(**item))
    for item in saved["people"]:
        world.add_person(Person(**item))
    for item in saved["comments"]:
        world.add_comment(Comment(**item))
    for item in saved["messages"]:
        world.add_message(DirectMessage(**item))


def _replace(path: Path, text: str) -> None:
    """Replace the file as a whole; readable by its owner only, for it holds access tokens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
