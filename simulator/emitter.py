"""Gets webhooks delivered: signed, in order within a conversation, retried for 36 hours.

Everything not yet delivered is kept, so that a restart of the simulator loses nothing either.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from random import Random
from zlib import crc32

import httpx

from simulator.config import Config
from simulator.model import TELEGRAM, Json
from simulator.packing import Delivery, group_size, pack
from simulator.payloads import Notice
from simulator.signing import STALE_SECONDS, WRONG_SECRET, signed
from simulator.tricks import Tricks

logger = logging.getLogger(__name__)

LANES = 4
MAX_PENDING = 20_000
ROOM = 10_000
KEPT_BODIES = 5_000
GIVE_UP_SECONDS = 36 * 3600
GROUP_WAIT_SECONDS = 0.5
TIMEOUT_SECONDS = 20.0
OVERSIZE = b" " * (2 * 1024 * 1024)


@dataclass
class Tally:
    """What became of the deliveries since the start."""

    delivered: int = 0
    refused: int = 0
    dropped: int = 0


@dataclass(frozen=True)
class Hook:
    """Where one account's webhooks go; an account of a platform with one address for all has none."""

    url: str
    secret: str


class Emitter:
    """The queue between what happens in the world and the webhook receiver."""

    def __init__(
        self, config: Config, tricks: Tricks, now: Callable[[], float], hook: Callable[[str], Hook]
    ) -> None:
        self.tricks = tricks
        self.tally = Tally()
        self.bodies: deque[Delivery] = deque(maxlen=KEPT_BODIES)
        self._config = config
        self._now = now
        self._hook = hook
        self._random = Random(config.seed)  # noqa: S311 - repeatable on purpose
        self._notices: dict[int, Notice] = {}
        self._deliveries: dict[int, Delivery] = {}
        self._serial = 0
        self._is_refused = False
        self._inbox: asyncio.Queue[int] = asyncio.Queue()
        self._lanes: list[asyncio.Queue[int]] = [asyncio.Queue() for _ in range(LANES)]
        self._tasks: list[asyncio.Task[None]] = []
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False)

    @property
    def pending(self) -> int:
        """How much is under way, being retried included."""
        return len(self._notices) + len(self._deliveries)

    def start(self) -> None:
        """Begin delivering; needs a running event loop."""
        self._tasks = [asyncio.create_task(self._pump())]
        self._tasks += [asyncio.create_task(self._run_lane(lane)) for lane in self._lanes]

    async def stop(self) -> None:
        """Stop at once; what is under way stays in `pending_json`."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def publish(self, notice: Notice, *, after: float = 0.0) -> None:
        """Tell the receiver about this, `after` so many seconds."""
        if not self._has_place():
            return
        key = self._next()
        self._notices[key] = notice
        delay = after + self.tricks.delay_seconds
        if delay > 0:
            asyncio.get_running_loop().call_later(delay, self._inbox.put_nowait, key)
        else:
            self._inbox.put_nowait(key)

    def enqueue(self, deliveries: Iterable[Delivery]) -> None:
        """Send these as they are."""
        for delivery in deliveries:
            if self._has_place():
                key = self._next()
                self._deliveries[key] = delivery
                self._lane(delivery).put_nowait(key)

    async def deliver_now(self, notice: Notice) -> None:
        """Deliver before returning; when that fails the usual retries take over."""
        for delivery in pack([notice], self.tricks, random=self._random, now=self._now()):
            key = self._next()
            self._deliveries[key] = delivery
            await self._attempt(key)

    async def wait_for_room(self) -> None:
        """Hold a busy story back while the receiver is far behind."""
        while self.pending > ROOM:
            await asyncio.sleep(0.1)

    def clear(self) -> None:
        """Forget everything under way and everything kept."""
        self._notices.clear()
        self._deliveries.clear()
        self.bodies.clear()
        self.tally = Tally()

    def pending_json(self) -> Json:
        """What is under way, for the snapshot."""
        return {
            "notices": [asdict(notice) for notice in self._notices.values()],
            "deliveries": [asdict(delivery) for delivery in self._deliveries.values()],
        }

    def resume(self, notices: Iterable[Notice], deliveries: Iterable[Delivery]) -> None:
        """Take up again what a snapshot held."""
        self.enqueue(deliveries)
        for notice in notices:
            self.publish(notice)

    async def _pump(self) -> None:
        while True:
            keys = [await self._inbox.get()]
            size = group_size(self.tricks)
            with suppress(TimeoutError):
                async with asyncio.timeout(GROUP_WAIT_SECONDS):
                    while len(keys) < size:
                        keys.append(await self._inbox.get())
            notices = [self._notices.pop(key) for key in keys if key in self._notices]
            if notices:
                self.enqueue(pack(notices, self.tricks, random=self._random, now=self._now()))

    async def _run_lane(self, lane: asyncio.Queue[int]) -> None:
        while True:
            await self._attempt(await lane.get())

    async def _attempt(self, key: int) -> None:
        delivery = self._deliveries.get(key)
        if delivery is None:
            return
        problem = await self._post(delivery)
        delivery.tries += 1
        if not problem:
            self._finish(key, delivery)
        elif self._now() - delivery.first_at > GIVE_UP_SECONDS:
            logger.error("webhook given up after 36 hours and %d tries: %s", delivery.tries, problem)
            self._drop(key)
        else:
            self._retry(key, delivery, problem)

    async def _post(self, delivery: Delivery) -> str:
        """Why the delivery failed, or nothing when it arrived."""
        hook = self._address(delivery)
        if not hook.url:
            return ""
        if self._is_lost(delivery):
            return "lost on the way"
        body = delivery.body.encode() + (OVERSIZE if self.tricks.oversized else b"")
        secret = WRONG_SECRET if self.tricks.wrong_signature else hook.secret
        # By the real clock: the receiver's was not turned.
        moment = self._config.time_source() - (STALE_SECONDS if self.tricks.stale_timestamp else 0)
        headers = signed(delivery.platform, body, secret, moment=moment)
        headers["Content-Type"] = "application/json"
        try:
            response = await self._client.post(hook.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            return f"{type(error).__name__}: {error}"
        return "" if response.is_success else f"answer {response.status_code}"

    def _address(self, delivery: Delivery) -> Hook:
        if delivery.platform == TELEGRAM:
            return self._hook(delivery.account_id)
        url = self._config.webhook_url and self._config.webhook_for(delivery.platform)
        return Hook(url, self._config.app_secret)

    def _is_lost(self, delivery: Delivery) -> bool:
        """With the trick, one in so many first tries; it comes again by the schedule."""
        one_in = self.tricks.drop
        return bool(one_in) and delivery.tries == 0 and self._random.randrange(one_in) == 0

    def _finish(self, key: int, delivery: Delivery) -> None:
        self._deliveries.pop(key, None)
        if not delivery.is_repeat:
            self.bodies.append(delivery)
        self.tally.delivered += 1
        self._note_health("")

    def _retry(self, key: int, delivery: Delivery, problem: str) -> None:
        delays = self._config.retry_seconds
        delay = delays[min(delivery.tries, len(delays)) - 1]
        self.tally.refused += 1
        self._note_health(problem)
        asyncio.get_running_loop().call_later(delay, self._lane(delivery).put_nowait, key)

    def _note_health(self, problem: str) -> None:
        """One line when the receiver goes away and one when it is back, not one for each try."""
        if problem and not self._is_refused:
            logger.warning("webhooks are not taken (%s); each is tried again for 36 hours", problem)
        elif self._is_refused and not problem:
            logger.info("webhooks are taken again")
        self._is_refused = bool(problem)

    def _drop(self, key: int) -> None:
        self._deliveries.pop(key, None)
        self.tally.dropped += 1

    def _has_place(self) -> bool:
        if self.pending < MAX_PENDING:
            return True
        self.tally.dropped += 1
        logger.error("webhook dropped: %d are under way already; is the receiver up?", self.pending)
        return False

    def _lane(self, delivery: Delivery) -> asyncio.Queue[int]:
        return self._lanes[crc32(delivery.lane.encode()) % LANES]

    def _next(self) -> int:
        self._serial += 1
        return self._serial
