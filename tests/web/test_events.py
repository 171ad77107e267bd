"""The event stream: only one's own workspace, and alive through what Redis does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from inbox import events, live
from inbox.hub import MOST_QUEUED, REVALIDATE, Hub, Queue, _put, hub
from inbox.ingest import ingest
from tests.factories import NOW, incoming, make_message
from tests.web.conftest import Cast


async def lines(stream: AsyncIterator[bytes], number: int) -> list[str]:
    found: list[str] = []
    async for chunk in stream:
        found.append(chunk.decode() if isinstance(chunk, bytes) else chunk)
        if len(found) == number:
            break
    return found


async def open_stream(cast: Cast):
    client = AsyncClient()
    await client.aforce_login(cast.bob)
    return await client.get(cast.url("events/"))


def test_it_streams_events_of_its_workspace_only(cast: Cast) -> None:
    async def scenario() -> list[str]:
        response = await open_stream(cast)
        assert response["Content-Type"].startswith("text/event-stream")
        assert response["Cache-Control"] == "no-store"
        assert response["X-Accel-Buffering"] == "no"
        stream = aiter(response.streaming_content)
        first = await lines(stream, 2)
        live._publish(cast.workspace.pk + 1000, [1])
        live._publish(cast.workspace.pk, [7, 8])
        return [*first, *await lines(stream, 1)]

    retry, revalidate, event = async_to_sync(scenario)()
    assert retry == "retry: 3000\n\n"
    assert revalidate == "event: revalidate\ndata: {}\n\n"
    assert json.loads(event.removeprefix("data: ")) == {"conversations": [7, 8], "more": False}


def test_it_opens_no_stream_for_a_stranger(cast: Cast) -> None:
    async def scenario() -> int:
        client = AsyncClient()
        await client.aforce_login(cast.charlie)
        return (await client.get(cast.url("events/"))).status_code

    assert async_to_sync(scenario)() == 404


def test_it_ends_the_stream_of_a_member_who_was_removed(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(events, "MEMBER_SECONDS", 0)
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.05)

    async def scenario() -> list[str]:
        stream = events.stream(cast.bob, cast.workspace.pk)
        before = await lines(stream, 3)
        await cast.bob.memberships.all().adelete()
        return [*before, "|", *[line async for line in stream]]

    found = async_to_sync(scenario)()
    assert found[2] == ": still here\n\n"
    assert found[-1] == "|"


def test_it_uses_one_subscription_and_lets_go_of_it(cast: Cast) -> None:
    async def scenario() -> None:
        async with hub().screen(1) as one, hub().screen(1) as two, hub().screen(2) as three:
            await hub().listening(5)
            reader = hub()._reader
            for queue in (one, two, three):
                assert await asyncio.wait_for(queue.get(), 5) == REVALIDATE
            live._publish(1, [5])
            assert await asyncio.wait_for(one.get(), 5) == await asyncio.wait_for(two.get(), 5)
            assert three.empty()
        assert not hub()._screens
        await asyncio.sleep(0.05)
        assert reader is not None
        assert reader.cancelled()

    async_to_sync(scenario)()


def test_it_comes_back_when_the_connection_was_lost(monkeypatch) -> None:
    monkeypatch.setattr("inbox.hub.PAUSE_SECONDS", 0.05)

    async def scenario() -> None:
        own = Hub()
        async with own.screen(1) as queue:
            assert await asyncio.wait_for(queue.get(), 5) == REVALIDATE
            live.client.client_kill_filter(_type="pubsub")
            assert await asyncio.wait_for(queue.get(), 5) == REVALIDATE
            live._publish(1, [5])
            assert json.loads(await asyncio.wait_for(queue.get(), 5))["conversations"] == [5]

    async_to_sync(scenario)()


def test_it_replaces_what_a_slow_screen_missed_by_one_look() -> None:
    queue: Queue = asyncio.Queue(MOST_QUEUED)
    for number in range(MOST_QUEUED + 1):
        _put(queue, f"{number}")
    assert queue.get_nowait() == REVALIDATE
    assert queue.empty()


def test_it_tells_what_people_wrote_from_what_we_did(
    cast: Cast, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    told: list[dict] = []
    monkeypatch.setattr(live.client, "publish", lambda _, event: told.append(json.loads(event)))
    with django_capture_on_commit_callbacks(execute=True):
        written = make_message(cast.channel, thread_id="new").conversation_id
        own = incoming("Ons antwoord", parent_id=cast.message.external_id, is_own=True)
        ingest(cast.channel, [own], now=NOW)
    assert [(event["conversations"], event.get("new")) for event in told if "job" not in event] == [
        ([written], [written]),
        ([cast.conversation.pk], None),
    ]


@pytest.mark.parametrize("member", ["bob", "vera"])
def test_it_has_no_events_under_wsgi(cast: Cast, client: Client, member: str) -> None:
    client.force_login(getattr(cast, member))
    assert client.get(cast.url("events/")).status_code == 204
