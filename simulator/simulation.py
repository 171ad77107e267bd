"""The parts of one running simulator, wired together."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from simulator import seed
from simulator.clock import Clock
from simulator.config import Config
from simulator.emitter import Emitter, Hook
from simulator.faults import Faults
from simulator.model import Account, Json
from simulator.tricks import Tricks
from simulator.world import World

KEPT_CALLS = 20_000


@dataclass(kw_only=True)
class Call:
    """One write that the Graph API received, and what came of it."""

    seq: int
    at: float
    account: str | None
    method: str
    path: str
    body: Json
    outcome: str
    done: bool
    id: str | None


class Simulation:
    """World, clock, emitter, faults and the log of calls."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clock = Clock(config.time_source)
        self.world = World()
        self.tricks = Tricks()
        self.faults = Faults(self.clock.now)
        self.emitter = Emitter(config, self.tricks, self.clock.now, self._hook)
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self.call_count = 0
        self.stories_told = 0
        # Where the last caller found us: addresses of pictures begin so.
        self.address = ""

    @property
    def first_account(self) -> Account:
        """The demo account."""
        return next(iter(self.world.accounts.values()))

    def _hook(self, account_id: str) -> Hook:
        account = self.world.accounts[account_id]
        return Hook(account.webhook_url, account.webhook_secret)

    def plant(self) -> None:
        """Fill an empty world."""
        seed.plant(self.world, now=self.clock.now(), token=self.config.access_token)

    def reset(self) -> None:
        """Back to the first day. Ids given out since then are not given out again."""
        used = self.world.counters
        changes = self.world.changes
        self.world = World()
        self.clock.shift = 0.0
        self.plant()
        for kind, count in used.items():
            self.world.counters[kind] = max(count, self.world.counters[kind])
        self.world.changes += changes + 1
        self.calls.clear()
        self.faults.clear()
        self.tricks.off()
        self.emitter.clear()
