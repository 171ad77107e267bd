from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Event
from inbox.models import Channel, ChannelAccess
from tests.admin.conftest import Team

SECRET = "whsec_" + base64.b64encode(b"a secret of 24 bytes or so").decode()
NEWER = "whsec_" + base64.b64encode(b"another one of 24 bytes.").decode()


def url_of(channel: Channel) -> str:
    return reverse("admin:inbox_channel_change", args=[channel.pk])


def change(team: Team, channel: Channel, **fields: str) -> Any:
    values = {"name": channel.name, "handle": "", "status": channel.status, "is_automation_on": "on"}
    answer = team.client.post(url_of(channel), values | fields)
    channel.refresh_from_db()
    return answer


def test_it_takes_secrets_and_never_shows_them(ours: Team) -> None:
    channel = ours.rows[Channel]
    change(ours, channel, access_token="very-secret-token", webhook_secret=SECRET)
    assert channel.credentials == {"access_token": "very-secret-token", "webhook_secrets": [SECRET]}
    page = ours.client.get(url_of(channel)).content.decode()
    assert "very-secret-token" not in page
    assert SECRET not in page
    assert f"/webhooks/instagram/{channel.public_id}/" in page
    event = Event.objects.filter(verb="change", target_type="channel").latest("pk")
    assert "very-secret-token" not in str(event.data)


def test_new_access_ends_what_the_old_one_suffered(ours: Team) -> None:
    channel = ours.rows[Channel]
    Channel.objects.filter(pk=channel.pk).update(calls_resume_at=timezone.now() + timedelta(days=1))
    troubled = {"attempts": 3, "last_error": "transient", "refused_at": timezone.now()}
    ChannelAccess.objects.update_or_create(
        channel=channel, defaults={"workspace": channel.workspace, **troubled}
    )
    change(ours, channel, access_token="a-new-token")
    access = ChannelAccess.objects.get(channel=channel)
    assert (access.attempts, access.last_error, access.refused_at) == (0, "", None)
    assert channel.calls_resume_at is None


def test_it_keeps_secrets_that_are_left_empty(ours: Team) -> None:
    channel = ours.rows[Channel]
    change(ours, channel, webhook_secret=SECRET)
    change(ours, channel, name="Anders")
    assert channel.credentials == {"access_token": "token", "webhook_secrets": [SECRET]}
    assert channel.name == "Anders"


def test_it_keeps_two_secrets_valid_while_one_is_rotated(ours: Team) -> None:
    channel = ours.rows[Channel]
    for secret in ("s" * 24, SECRET, NEWER):
        change(ours, channel, webhook_secret=secret)
    assert channel.credentials["webhook_secrets"] == [NEWER, SECRET]


def test_it_refuses_secrets_that_cannot_work(ours: Team) -> None:
    channel = ours.rows[Channel]
    for bad in ("short", "whsec_not*base64*not*base64"):
        answer = change(ours, channel, webhook_secret=bad)
        assert answer.context["errors"]
        assert bad not in answer.content.decode()


def test_it_connects_again_with_a_new_token(ours: Team) -> None:
    channel = ours.rows[Channel]
    Channel.objects.filter(pk=channel.pk).update(status="reconnect", status_reason="The token has expired.")
    channel.refresh_from_db()
    change(ours, channel, access_token="fresh")
    assert (channel.status, channel.status_reason) == ("connected", "")


def test_it_says_clearly_that_a_profile_is_connected_elsewhere(ours: Team, theirs: Team) -> None:
    taken = theirs.rows[Channel]
    values = {
        "workspace": ours.workspace.pk,
        "platform": taken.platform,
        "external_id": taken.external_id,
        "name": "Mine",
        "access_token": "x",
    }
    answer = ours.client.post(reverse("admin:inbox_channel_add"), values)
    assert "connected already, here or elsewhere" in answer.content.decode()
    answer = ours.client.post(reverse("admin:inbox_channel_add"), values | {"external_id": "1"})
    assert answer.status_code == 302
    assert Channel.objects.get(external_id="1").credentials["access_token"] == "x"


def test_it_adds_no_channel_to_a_foreign_workspace(ours: Team, theirs: Team) -> None:
    values = {"workspace": theirs.workspace.pk, "platform": "generic", "external_id": "1", "name": "Mine"}
    ours.client.post(reverse("admin:inbox_channel_add"), values)
    assert not Channel.objects.filter(external_id="1").exists()
