"""What platforms count of a post comes into the inbox, with its picture."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inbox import measuring, thumbnails
from inbox.models import Channel, Post, PostThumbnail
from platforms.base import PostRef
from tests.factories import NOW, make_channel, make_message

from .conftest import Running

pytestmark = pytest.mark.django_db


def channel_on(simulator: Running, platform: str) -> Channel:
    made = simulator.control("accounts", username="bakkerij.post", token="post-token", platform=platform)
    return make_channel(
        platform=platform,
        external_id=made["id"],
        is_simulated=True,
        credentials={"access_token": "post-token"},
    )


def commented(simulator: Running, channel: Channel, settings: Any) -> Post:
    """A post of the channel that somebody commented on, as it came in."""
    settings.SIMULATOR_URL = str(simulator.client.base_url).rstrip("/")
    posts = [post for post in simulator.state()["posts"] if post["account_id"] == channel.external_id]
    reel = max(posts, key=lambda post: post["likes"])
    place = {"account": channel.external_id, "media_id": reel["id"]}
    simulator.control("comments", **place, text="Mooi!", deliver=False)
    make_message(channel, "Mooi!", post=PostRef(reel["id"]))
    return Post.objects.get(external_id=reel["id"])


@pytest.mark.parametrize(
    ("platform", "told"),
    [
        ("instagram", (2381, 1, None, 54_763, None)),
        ("facebook", (2381, 1, 140, None, None)),
        ("tiktok", (2381, 1, 140, 54_763, 35_715)),
        ("youtube", (2381, 1, None, 54_763, None)),
    ],
)
def test_it_learns_the_numbers_and_the_picture_of_a_post(
    simulator: Running, settings: Any, platform: str, told: tuple[int | None, ...]
) -> None:
    post = commented(simulator, channel_on(simulator, platform), settings)
    now = timezone.now()
    assert measuring.due_posts(now) == [post.pk]
    measuring.measure(post.pk, now=now)
    post.refresh_from_db()
    assert (post.likes, post.comments, post.shares, post.views, post.reach) == told
    assert post.measured_at == now
    assert thumbnails.due(now) == [post.pk]
    thumbnails.fetch(post.pk, now=now)
    picture = PostThumbnail.objects.get(post=post)
    assert (picture.content_type, bytes(picture.content[:4]), picture.run_at) == (
        "image/png",
        b"\x89PNG",
        None,
    )


def test_it_asks_again_after_an_hour_while_people_write(simulator: Running, settings: Any) -> None:
    post = commented(simulator, channel_on(simulator, "instagram"), settings)
    measuring.measure(post.pk, now=NOW)
    assert measuring.due_posts(NOW + timedelta(minutes=30)) == []
    assert measuring.due_posts(NOW + timedelta(minutes=61)) == [post.pk]
    assert measuring.due_posts(NOW + timedelta(minutes=61)) == []  # somebody is at it
    assert measuring.due_posts(NOW + timedelta(days=9)) == []


def test_it_leaves_a_post_that_is_gone_as_it_was(simulator: Running, settings: Any) -> None:
    channel = channel_on(simulator, "youtube")
    settings.SIMULATOR_URL = str(simulator.client.base_url).rstrip("/")
    make_message(channel, post=PostRef("no-such-video"))
    post = Post.objects.get()
    measuring.measure(post.pk, now=NOW)
    post.refresh_from_db()
    assert (post.likes, post.measured_at) == (None, NOW)
    assert measuring.due_posts(NOW + timedelta(minutes=1)) == []
