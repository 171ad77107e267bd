"""Access that ends is renewed in time, by one worker, and what came back is kept; over HTTP."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Role
from inbox import calls, polling, renewing, services, standing
from inbox.models import Channel, ChannelAccess, Notification
from platforms.base import PostRef
from platforms.errors import AuthExpired
from tests.factories import make_channel, make_member, make_message

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LIVES = {"youtube": timedelta(hours=1), "tiktok": timedelta(days=1), "instagram": timedelta(days=60)}
LIVES["facebook"] = LIVES["instagram"]
ROTATES = {"tiktok"}


@pytest.fixture
def connect(simulator: httpx.Client):
    """Open an account on the simulator and connect it, as after an hour, a day or 60."""

    def connect(platform: str = "youtube", **access: Any) -> Channel:
        token = f"token-{platform}"
        body = {"username": f"bakkerij.{platform}", "token": token, "platform": platform}
        made = simulator.post("/control/accounts", json=body).json()
        secrets = {"access_token": token, "refresh_token": f"refresh-{token}"}
        channel = make_channel(
            platform=platform,
            external_id=made["id"],
            is_simulated=True,
            credentials=secrets | {"client_id": "app", "client_secret": "app-secret"},
        )
        values = {"due_at": NOW, "expires_at": NOW + timedelta(minutes=10)} | access
        ChannelAccess.objects.create(workspace=channel.workspace, channel=channel, **values)
        return channel

    return connect


@pytest.fixture
def fault(simulator: httpx.Client):
    def arm(kind: str, **body: Any) -> None:
        assert simulator.post("/control/faults", json={"fault": kind, "calls": "all", **body}).is_success

    return arm


def renew(channel: Channel, now=NOW) -> ChannelAccess:
    for channel_id in renewing.due_channels(now):
        renewing.renew(channel_id, now=now)
    channel.refresh_from_db()
    return ChannelAccess.objects.get(channel=channel)


def works(channel: Channel) -> bool:
    try:
        return channel.connector().verify().account_id == channel.external_id
    except AuthExpired:
        return False


@pytest.mark.parametrize("platform", LIVES)
def test_it_renews_access_before_it_ends(connect, platform):
    channel = connect(platform)
    before = dict(channel.credentials)
    access = renew(channel)
    assert works(channel)
    assert access.expires_at == NOW + LIVES[platform]
    assert access.due_at == NOW + LIVES[platform] * renewing.USED_SHARE
    assert (access.attempts, access.lease_until, access.last_error) == (0, None, "")
    assert (channel.credentials["refresh_token"] != before["refresh_token"]) == (platform in ROTATES)
    assert channel.credentials["client_secret"] == "app-secret"


@pytest.mark.parametrize("platform", ["youtube", "tiktok"])
def test_it_renews_again_with_what_came_back(connect, platform):
    channel = connect(platform)
    first = renew(channel)
    second = renew(channel, now=first.due_at)
    assert works(channel)
    assert second.renewed_at == first.due_at


def test_it_leaves_access_alone_that_is_not_due(connect):
    channel = connect(due_at=NOW + timedelta(minutes=1))
    assert renew(channel).renewed_at is None
    assert works(channel)


def test_it_knows_what_the_access_allows(connect):
    assert "comment.list" in renew(connect("tiktok")).scopes


def test_it_stops_a_channel_whose_access_was_withdrawn(connect, fault):
    channel = connect()
    boss = make_member(channel.workspace, Role.OWNER)
    fault("refresh_revoked")
    access = renew(channel)
    assert (channel.status, access.due_at) == ("reconnect", None)
    assert channel.status_reason == "The access was withdrawn or has expired."
    [told] = Notification.objects.filter(user=boss)
    assert told.wants_email
    assert "connect it again" in told.text
    renew(channel, now=NOW + timedelta(days=1))
    assert Notification.objects.count() == 1


def test_it_uses_access_that_is_not_prolonged_until_it_ends(connect, fault):
    channel = connect("instagram")
    channel.credentials = {"access_token": "token-instagram"}
    channel.save()
    fault("refresh_revoked")
    access = renew(channel)
    assert (channel.status, access.due_at, access.last_error) == ("connected", None, "auth_expired")
    assert works(channel)


@pytest.mark.parametrize("kind", ["refresh_error_500", "refresh_garbage"])
def test_it_tries_again_when_the_platform_has_a_passing_fault(connect, fault, kind):
    channel = connect()
    fault(kind, times=1)
    access = renew(channel)
    assert (channel.status, access.attempts, access.last_error) == ("connected", 1, "transient")
    assert NOW < access.due_at <= NOW + renewing.FIRST_PAUSE * 2
    access = renew(channel, now=NOW + renewing.TOLD_AGAIN)
    assert (access.attempts, access.last_error) == (0, "")
    assert works(channel)


def test_it_tries_less_and_less_often_and_never_gives_up(connect, fault):
    channel, now = connect(), NOW
    fault("refresh_error_500")
    for _ in range(12):
        access = renew(channel, now=now)
        assert now < access.due_at <= now + renewing.LONGEST_PAUSE
        now = max(access.due_at, now + renewing.TOLD_AGAIN)
    assert (channel.status, access.attempts) == ("connected", 12)


def test_it_uses_a_refresh_token_once_however_many_workers_there_are(connect):
    """TikTok takes each once: a second use would look like theft, and end the channel."""
    channel = connect("tiktok")
    assert renewing.due_channels(NOW) == [channel.pk]
    assert ChannelAccess.objects.claim(channel.pk, now=NOW, lease=renewing.LEASE)
    before = channel.credentials
    renewing.renew(channel.pk, now=NOW)
    channel.refresh_from_db()
    assert channel.credentials == before
    # The first worker died: when its lease is over, another one asks.
    renewing.renew(channel.pk, now=NOW + renewing.LEASE)
    channel.refresh_from_db()
    assert works(channel)
    assert channel.credentials != before


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_several_workers_ask(connect):
    channel = connect("tiktok")

    def work() -> None:
        renewing.renew(channel.pk, now=NOW)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    channel.refresh_from_db()
    assert channel.status == "connected"
    assert works(channel)


def test_it_keeps_what_a_person_entered_while_a_worker_asked(connect, monkeypatch):
    channel = connect("tiktok")
    entered = {"access_token": "by-hand", "refresh_token": "by-hand-too"}
    claim = ChannelAccess.objects.claim

    def claim_and_change(*args, **options):
        found = claim(*args, **options)
        Channel.objects.filter(pk=channel.pk).update(credentials=entered)
        return found

    monkeypatch.setattr(ChannelAccess.objects, "claim", claim_and_change)
    access = renew(channel)
    assert channel.credentials == entered
    assert (access.lease_until, access.renewed_at) == (None, None)


def test_a_refused_call_waits_for_new_access_and_is_then_made(connect, simulator, fault):
    channel = connect("tiktok", due_at=NOW + timedelta(days=1))
    post = simulator.get("/control/state", params={"account": channel.external_id}).json()["posts"][0]["id"]
    made = simulator.post(
        "/control/comments", json={"account": channel.external_id, "media_id": post, "text": "Hoi"}
    ).json()
    message = make_message(channel, external_id=made["id"], post=PostRef(post), occurred_at=NOW, now=NOW)
    call = services.hide(message, by=Actor.person(make_member(channel.workspace)))
    fault("expired_token", times=1)
    now = call.run_at
    calls.make(call.pk, now=now)
    call.refresh_from_db()
    channel.refresh_from_db()
    assert (call.status, channel.status) == ("queued", "connected")
    assert call.run_at == channel.calls_resume_at == now + standing.RENEWAL
    renew(channel, now=now)
    assert channel.calls_resume_at is None
    calls.make(call.pk, now=call.run_at)
    call.refresh_from_db()
    assert call.status == "done"


def test_it_asks_once_and_then_stops_when_new_access_is_refused_too(connect):
    channel = connect(due_at=None)
    assert standing.lose_access(channel, AuthExpired(), NOW) == NOW + standing.RENEWAL
    assert standing.lose_access(channel, AuthExpired(), NOW) == NOW + standing.RENEWAL
    renew(channel)
    assert standing.lose_access(channel, AuthExpired(), NOW + timedelta(minutes=1)) is None
    channel.refresh_from_db()
    assert channel.status == "reconnect"


def test_it_tries_at_once_with_access_that_was_renewed_meanwhile(connect):
    channel = connect()
    old = Channel.objects.get(pk=channel.pk)
    renew(channel)
    assert standing.lose_access(old, AuthExpired(), NOW) == NOW
    channel.refresh_from_db()
    assert (channel.status, channel.calls_resume_at) == ("connected", None)


def test_it_stops_at_once_where_nothing_can_be_renewed(connect):
    channel = connect()
    channel.credentials = {"access_token": "token-youtube"}
    channel.save()
    assert standing.lose_access(channel, AuthExpired(), NOW) is None
    channel.refresh_from_db()
    assert channel.status == "reconnect"


def test_a_reading_that_is_refused_asks_for_new_access(connect, fault):
    channel = connect(due_at=None)
    fault("expired_token", times=1)
    [channel_id] = polling.due_channels(NOW)
    polling.poll_channel(channel_id, now=NOW)
    assert ChannelAccess.objects.get(channel=channel).due_at == NOW
    assert renew(channel).renewed_at == NOW


def test_it_writes_no_secret_into_the_log(connect, fault, caplog):
    channel = connect("tiktok")
    fault("refresh_error_500", times=1)
    with caplog.at_level("DEBUG"):
        renew(channel)
        renew(channel, now=NOW + renewing.TOLD_AGAIN)
    secrets = [*channel.credentials.values(), "refresh-token-tiktok", "token-tiktok"]
    assert not any(secret in caplog.text for secret in secrets if len(secret) > 3)
