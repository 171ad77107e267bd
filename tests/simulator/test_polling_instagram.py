"""Instagram tells of new comments only: what else becomes of them is found by asking."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from inbox import polling
from inbox.models import Channel, Message, Post
from tests.factories import make_channel

from .conftest import Running

pytestmark = pytest.mark.django_db
AD = "17950000000000005"


@pytest.fixture
def channel(simulator: Running, settings: Any) -> Channel:
    settings.SIMULATOR_URL = str(simulator.client.base_url).rstrip("/")
    return make_channel(
        external_id=simulator.state()["accounts"][0]["id"],
        is_simulated=True,
        credentials={"access_token": "simulator-token"},
        connected_at=timezone.now() - timedelta(hours=2),
    )


def comment(simulator: Running, text: str, **more: Any) -> str:
    """Somebody comments, and the webhook of it is lost."""
    return str(simulator.control("comments", text=text, deliver=False, **more)["id"])


def poll(channel: Channel, *, at: datetime | None = None) -> None:
    now = at or timezone.now()
    for channel_id in polling.due_channels(now):
        polling.poll_channel(channel_id, now=now)
    polling.due_posts(now)
    for post_id in list(Post.objects.values_list("pk", flat=True)):
        polling.poll_post(post_id, now=now)


def later(**time: float) -> datetime:
    return timezone.now() + timedelta(**time)


def test_it_finds_comments_whose_webhook_was_lost(simulator: Running, channel: Channel) -> None:
    top = comment(simulator, "Wat kost dit?")
    reply = comment(simulator, "Goede vraag", parent_id=top)
    poll(channel)
    messages = {
        row.external_id: row for row in Message.objects.select_related("identity", "conversation__post")
    }
    assert set(messages) == {top, reply}
    assert messages[reply].conversation_id == messages[top].conversation_id
    assert messages[top].identity
    assert messages[top].identity.handle == "lotte.bakt"
    assert messages[top].conversation.post
    assert messages[top].conversation.post.title
    assert messages[top].processed_at is None


def test_it_finds_what_was_removed(simulator: Running, channel: Channel) -> None:
    gone, kept = comment(simulator, "Wat kost dit?"), comment(simulator, "Mooi!")
    poll(channel)
    simulator.client.delete(f"/control/comments/{gone}")
    for minutes in (15, 17):
        poll(channel, at=later(minutes=minutes))
    assert Message.objects.get(external_id=gone).visibility == "removed"
    assert Message.objects.get(external_id=kept).visibility == "visible"


def test_it_finds_what_was_hidden_in_instagrams_own_app(simulator: Running, channel: Channel) -> None:
    found = comment(simulator, "Oplichters!")
    poll(channel)
    for hidden, visibility in [("true", "hidden"), ("false", "visible")]:
        assert simulator.brand.post(f"/{found}", data={"hide": hidden}).is_success
        poll(channel, at=later(minutes=15))
        assert Message.objects.get(external_id=found).visibility == visibility


def test_it_changes_nothing_by_asking_again(simulator: Running, channel: Channel) -> None:
    simulator.reply(comment(simulator, "Wat kost dit?"))
    poll(channel)
    before = list(Message.objects.order_by("pk").values())
    poll(channel, at=later(minutes=15))
    assert len(before) == 2
    assert list(Message.objects.order_by("pk").values()) == before


def test_it_does_not_believe_that_nearly_all_were_removed(simulator: Running, channel: Channel) -> None:
    found = [comment(simulator, f"Vraag {number}") for number in range(21)]
    poll(channel)
    for comment_id in found:
        simulator.client.delete(f"/control/comments/{comment_id}")
    poll(channel, at=later(minutes=15))
    assert not Message.objects.filter(visibility="removed").exists()
