"""Tell open screens that something changed. Only a hint: the screen asks the database."""

from __future__ import annotations

import json
from collections.abc import Iterable

import redis
import structlog
from django.conf import settings
from django.db import transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)
MOST_IDS = 50

client = redis.Redis.from_url(
    settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)
)


def topic(workspace_id: int) -> str:
    """Return the name of a workspace's topic. Whoever subscribes must be a member."""
    return f"earful:live:{workspace_id}"


def announce(workspace_id: int, conversation_ids: Iterable[int], *, new: Iterable[int] = ()) -> None:
    """Publish, when the transaction is committed, that these changed; in the `new` ones people wrote."""
    ids, written = sorted(set(conversation_ids)), sorted(set(new))
    if ids:
        transaction.on_commit(lambda: _publish(workspace_id, ids, new=written))


def announce_all(workspace_id: int) -> None:
    """Publish, when the transaction is committed, that every screen should look again."""
    transaction.on_commit(lambda: _publish(workspace_id, [], more=True))


def announce_job(workspace_id: int, job: str) -> None:
    """Publish, when the transaction is committed, that a long job ("backtest 12") moved."""
    transaction.on_commit(lambda: _publish(workspace_id, [], job=job))


def announce_presence(workspace_id: int, conversation_id: int, people: list[dict[str, object]]) -> None:
    """Publish at once who is at a conversation now; see `inbox.presence`. Raises RedisError."""
    event = {"presence": conversation_id, "people": people}
    client.publish(topic(workspace_id), json.dumps(event))


def _publish(
    workspace_id: int, ids: list[int], *, new: list[int] | None = None, more: bool = False, job: str = ""
) -> None:
    event: dict[str, object] = {"conversations": ids[:MOST_IDS], "more": more or len(ids) > MOST_IDS}
    if new:
        event["new"] = new[:MOST_IDS]
    if job:
        event["job"] = job
    try:
        client.publish(topic(workspace_id), json.dumps(event))
    except redis.RedisError as error:
        # The change itself is committed; screens revalidate when the stream is back.
        log.warning("live_event_not_published", workspace=workspace_id, error=str(error))
