"""Live events for all open screens of this process, over one subscription to Redis."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from weakref import WeakKeyDictionary

import structlog
from django.conf import settings
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from inbox import live

log = structlog.get_logger(__name__)

REVALIDATE = ""
MOST_QUEUED = 20
PING_SECONDS = 10
PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 15.0
PREFIX = live.topic(0).removesuffix("0")

Queue = asyncio.Queue[str]


class Hub:
    """Fans the events of all workspaces out to the screens that are open.

    A queue holds JSON as `inbox.live` publishes it, or REVALIDATE when events may be
    missing: at the start, when the screen was too slow, and when Redis was away.
    """

    def __init__(self) -> None:
        self._screens: dict[int, set[Queue]] = defaultdict(set)
        self._reader: asyncio.Task[None] | None = None
        self._is_listening = asyncio.Event()

    @asynccontextmanager
    async def screen(self, workspace_id: int) -> AsyncIterator[Queue]:
        """Give a queue of this workspace's events for as long as the screen is open."""
        queue = Queue(MOST_QUEUED)
        self._screens[workspace_id].add(queue)
        if self._is_listening.is_set():
            queue.put_nowait(REVALIDATE)
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._listen())
        try:
            yield queue
        finally:
            self._leave(workspace_id, queue)

    async def listening(self, seconds: float) -> None:
        """Wait until events arrive here, so that none is lost after what is read next."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_listening.wait(), seconds)

    def _leave(self, workspace_id: int, queue: Queue) -> None:
        self._screens[workspace_id].discard(queue)
        if not self._screens[workspace_id]:
            del self._screens[workspace_id]
        if not self._screens and self._reader:
            self._reader.cancel()
            self._reader = None
            self._is_listening.clear()

    async def _listen(self) -> None:
        pause = PAUSE_SECONDS
        while True:
            try:
                await self._read()
            except (RedisError, OSError) as error:
                log.warning("live_events_interrupted", error=str(error))
            pause = PAUSE_SECONDS if self._is_listening.is_set() else min(pause * 2, LONGEST_PAUSE_SECONDS)
            self._is_listening.clear()
            await asyncio.sleep(pause)

    async def _read(self) -> None:
        client = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0))
        async with client, client.pubsub() as pubsub:
            await pubsub.psubscribe(f"{PREFIX}*")
            while True:
                await self._next(pubsub)

    async def _next(self, pubsub: PubSub) -> None:
        message = await pubsub.get_message(timeout=PING_SECONDS)
        if message is None:
            await self._ping(pubsub)
        elif message["type"] == "psubscribe":
            self._is_listening.set()
            self._tell_all()
        elif message["type"] == "pmessage":
            workspace_id = int(message["channel"].decode().removeprefix(PREFIX))
            self._tell(workspace_id, message["data"].decode())

    async def _ping(self, pubsub: PubSub) -> None:
        """A connection that died without a word would look like a quiet day."""
        await pubsub.ping()
        if await pubsub.get_message(timeout=PING_SECONDS) is None:
            raise TimeoutError("Redis does not answer.")

    def _tell(self, workspace_id: int, event: str) -> None:
        for queue in self._screens.get(workspace_id, ()):
            _put(queue, event)

    def _tell_all(self) -> None:
        for queues in self._screens.values():
            for queue in queues:
                _put(queue, REVALIDATE)


def _put(queue: Queue, event: str) -> None:
    """Add an event; a full queue is emptied, since one look at the database replaces it all."""
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        event = REVALIDATE
    queue.put_nowait(event)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Return the hub of this process (of its event loop)."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
