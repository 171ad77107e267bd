"""Comments below TikTok ads are asked for; what their lists leave out is not taken for removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import SYSTEM
from inbox import calls, polling, services
from inbox.models import Message, PlatformCall, Post
from tests.factories import make_channel

from .conftest import Running

pytestmark = pytest.mark.django_db
TOKEN = "ads-token"
Poll = Callable[[timedelta], None]


@pytest.fixture
def account(simulator: Running, settings: Any) -> str:
    settings.SIMULATOR_URL = str(simulator.client.base_url).rstrip("/")
    made = simulator.control("accounts", username="bakkerij.ads", token=TOKEN, platform="tiktok_ads")
    return str(made["id"])


@pytest.fixture
def poll(account: str) -> Poll:
    """Read the ad account, and then every ad, so long after now."""
    channel = make_channel(
        platform="tiktok_ads",
        external_id=account,
        is_simulated=True,
        credentials={"access_token": TOKEN},
        connected_at=timezone.now() - timedelta(hours=2),
    )
    assert channel.connector().verify().account_id == account

    def poll(later: timedelta = timedelta()) -> None:
        now = timezone.now() + later
        for channel_id in polling.due_channels(now):
            polling.poll_channel(channel_id, now=now)
        polling.due_posts(now)
        for post_id in list(Post.objects.values_list("pk", flat=True)):
            polling.poll_post(post_id, now=now)

    return poll


def test_it_brings_in_what_stands_below_an_ad(simulator: Running, account: str, poll: Poll) -> None:
    first = simulator.control("comments", account=account, text="Nep!")
    simulator.control("comments", account=account, text="Echt waar?", parent_id=first["id"])
    poll(timedelta())
    top, reply = Message.objects.order_by("external_id")
    assert (top.text, top.conversation.post.is_ad) == ("Nep!", True)
    assert reply.conversation == top.conversation


def test_it_hides_and_finds_what_somebody_showed_again(simulator: Running, account: str, poll: Poll) -> None:
    made = simulator.control("comments", account=account, text="Oplichters!")
    poll(timedelta())
    message = Message.objects.get(external_id=made["id"])
    call, _ = services.calling.queue(PlatformCall.Verb.HIDE, message, by=SYSTEM)
    calls.make(call.pk, now=timezone.now() + timedelta(seconds=1))
    assert simulator.state()["comments"][-1]["hidden"]
    message.channel.connector().hide(comment_id=message.external_id, is_hidden=False)
    poll(timedelta(minutes=20))
    message.refresh_from_db()
    assert message.visibility == "visible"


def test_it_takes_nothing_for_removed(simulator: Running, account: str, poll: Poll) -> None:
    made = simulator.control("comments", account=account, text="Nep!")
    poll(timedelta())
    simulator.client.delete(f"/control/comments/{made['id']}")
    poll(timedelta(hours=1))
    assert Message.objects.get(external_id=made["id"]).removed_at is None
