"""The pages of channels: connect, look after, pause, try. Over HTTP against the simulator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Event
from inbox import budget
from inbox.channels import testing
from inbox.channels.health import health_of
from inbox.channels.states import Calls, State, standing_of
from inbox.models import Channel, ChannelAccess, ChannelPoll, Message, MissedRange, PlatformCall
from inbox.services import checking
from platforms.base import Capability
from platforms.registry import CONNECTORS
from tests.factories import make_channel
from tests.web.conftest import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SECRETS = {"refresh_token": "refresh-tube", "client_id": "app", "client_secret": "app-secret"}


@pytest.fixture
def alice(cast: Cast, log_in):
    return log_in(cast.alice)


@pytest.fixture
def tube(simulator):
    """A YouTube channel at the simulator; returns its id."""
    body = {"username": "bakkerij.tv", "token": "tube", "platform": "youtube"}
    return simulator.post("/control/accounts", json=body).json()["id"]


def enter(client, cast: Cast, platform: str = "youtube", **fields: str):
    values = SECRETS | {"is_simulated": "on"} | fields
    return client.post(cast.url(f"channels/new/?platform={platform}"), values)


def test_it_connects_a_channel_and_names_it_as_the_platform_does(cast, alice, tube):
    answer = enter(alice, cast)
    channel = Channel.objects.get(external_id=tube)
    assert answer["Location"] == cast.url(f"channels/{channel.pk}/")
    assert (channel.name, channel.handle, channel.is_simulated) == ("Bakkerij Tv", "bakkerij.tv", True)
    assert channel.connector().verify().account_id == tube
    assert channel.access.expires_at > channel.access.due_at > timezone.now()
    assert Event.objects.filter(verb="connected", target_id=channel.pk, user=cast.alice).exists()
    page = alice.get(answer["Location"]).content.decode()
    assert "renewed by itself" in page
    assert not any(
        secret in page for secret in (*channel.credentials.values(), "refresh-tube") if secret != "app"
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"refresh_token": "wrong"}, "does not accept this access"),
        ({"client_secret": ""}, "This field is required"),
        ({"account_id": "UCother"}, "belongs to another account"),
    ],
)
def test_it_stores_nothing_that_does_not_work(cast, alice, tube, fields, said):
    answer = enter(alice, cast, **fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "refresh-tube" not in answer.content.decode()
    assert not Channel.objects.filter(platform="youtube").exists()


def test_it_says_that_a_profile_is_connected_already(cast, alice, tube):
    enter(alice, cast)
    for fields in ({}, {"account_id": tube}):
        answer = enter(alice, cast, **fields)
        assert "connected already" in answer.content.decode()
    assert Channel.objects.filter(platform="youtube").count() == 1


def test_it_offers_every_platform_that_can_be_connected(cast, alice):
    page = alice.get(cast.url("channels/new/")).content.decode()
    for connector in CONNECTORS.values():
        assert (f">{connector.name}</a>" in page) == (Capability.IMPORT not in connector.capabilities)
        asked = alice.get(cast.url(f"channels/new/?platform={connector.slug}")).content.decode()
        assert ('name="account_id"' in asked) == (Capability.IMPORT not in connector.capabilities)


def open_account(simulator, platform: str, token: str) -> str:
    """Open an account on the simulator; return its id."""
    body = {"username": f"bakkerij.{platform}", "token": token, "platform": platform}
    return simulator.post("/control/accounts", json=body).json()["id"]


def break_down(simulator, times: int, calls: str) -> None:
    body = {"fault": "error_500", "times": times, "calls": calls}
    simulator.post("/control/faults", json=body).raise_for_status()


def test_it_tells_a_bot_where_to_deliver(cast, alice, simulator):
    account_id = open_account(simulator, "telegram", "7000000001:AAbb")
    answer = enter(alice, cast, "telegram", access_token="7000000001:AAbb")
    channel = Channel.objects.get(external_id=account_id)
    page = alice.get(answer["Location"]).content.decode()
    assert f"/webhooks/telegram/{channel.public_id}/" in page
    assert "does not deliver here yet" not in page
    [secret] = channel.credentials["webhook_secrets"]
    assert secret not in page
    alice.post(cast.url(f"channels/{channel.pk}/connect/"), {"access_token": "7000000001:AAbb"})
    channel.refresh_from_db()
    assert channel.credentials["webhook_secrets"] == [secret], "What is on its way is still signed with it."


def test_it_says_when_a_platform_does_not_want_to_deliver_here(cast, alice, simulator):
    open_account(simulator, "telegram", "7000000002:AAbb")
    break_down(simulator, 9, "writes")
    answer = enter(alice, cast, "telegram", access_token="7000000002:AAbb")
    page = alice.get(answer["Location"]).content.decode()
    assert "Telegram does not deliver here yet" in page
    assert Channel.objects.filter(platform="telegram").exists()


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_it_has_meta_tell_of_an_account(cast, alice, simulator, platform):
    account_id = open_account(simulator, platform, "meta")
    enter(alice, cast, platform, access_token="meta", client_id="", client_secret="")
    [call] = simulator.get("/control/calls").json()["calls"]
    assert call["path"].endswith(f"/{account_id}/subscribed_apps")
    assert call["body"]["subscribed_fields"]


def test_a_passing_fault_does_not_cost_a_token_that_works_once(cast, alice, simulator, monkeypatch):
    monkeypatch.setattr(checking, "PAUSES", (0, 0))
    account_id = open_account(simulator, "x", "once")
    break_down(simulator, 2, "reads")
    enter(alice, cast, "x", refresh_token="refresh-once")
    assert Channel.objects.get(external_id=account_id).connector().verify().account_id == account_id


def test_it_says_that_a_token_is_used_up(cast, alice, simulator, monkeypatch):
    monkeypatch.setattr(checking, "PAUSES", (0, 0))
    open_account(simulator, "x", "once")
    break_down(simulator, 3, "reads")
    answer = enter(alice, cast, "x", refresh_token="refresh-once")
    assert "is used up now: make a new one" in answer.content.decode()


def test_it_keeps_new_access_of_a_profile_that_is_connected_here(cast, alice, simulator):
    account_id = open_account(simulator, "x", "once")
    channel = make_channel(cast.workspace, platform="x", external_id=account_id, is_simulated=True)
    answer = enter(alice, cast, "x", refresh_token="refresh-once")
    assert "the new access is stored there" in answer.content.decode()
    channel.refresh_from_db()
    assert channel.connector().verify().account_id == account_id


def test_it_keeps_no_access_for_a_profile_of_another_workspace(cast, alice, simulator):
    account_id = open_account(simulator, "x", "once")
    theirs = make_channel(platform="x", external_id=account_id, is_simulated=True)
    before = theirs.credentials
    answer = enter(alice, cast, "x", refresh_token="refresh-once").content.decode()
    assert "connected already, here or elsewhere" in answer
    assert "is used up now" in answer
    theirs.refresh_from_db()
    assert theirs.credentials == before


def test_a_paused_channel_stays_paused_with_new_access(cast, alice, tube):
    enter(alice, cast)
    Channel.objects.filter(external_id=tube).update(status="paused")
    channel = Channel.objects.get(external_id=tube)
    answer = alice.post(cast.url(f"channels/{channel.pk}/connect/"), SECRETS, follow=True).content.decode()
    assert "stays paused" in answer
    assert "is being sent" not in answer


def test_it_connects_by_a_token_alone(cast, alice, simulator):
    body = {"username": "bakkerij.twee", "token": "second", "platform": "instagram"}
    made = simulator.post("/control/accounts", json=body).json()["id"]
    alice.post(
        cast.url("channels/new/?platform=instagram"),
        {"access_token": "second", "is_simulated": "on", "name": "Onze winkel"},
    )
    channel = Channel.objects.get(external_id=made)
    assert channel.name == "Onze winkel"
    assert channel.access.renewed_at is None
    assert channel.access.due_at > timezone.now() + timedelta(days=1), "Younger than a day, none is renewed."


def test_it_connects_again_and_lets_what_waited_go_on(cast, alice, tube):
    enter(alice, cast)
    channel = Channel.objects.get(external_id=tube)
    Channel.objects.filter(pk=channel.pk).update(status="reconnect", status_reason="Withdrawn.")
    page = alice.get(cast.url(f"channels/{channel.pk}/")).content.decode()
    assert "Withdrawn." in page
    assert "Enter new access below." in page
    again = cast.url(f"channels/{channel.pk}/connect/")
    assert alice.post(again, SECRETS | {"refresh_token": "wrong"}).status_code == 422
    channel.refresh_from_db()
    assert channel.status == "reconnect"
    assert alice.post(again, SECRETS).status_code == 302
    channel.refresh_from_db()
    assert (channel.status, channel.status_reason) == ("connected", "")


def test_it_pauses_and_resumes(cast, alice):
    here = cast.url(f"channels/{cast.channel.pk}/")
    for act, status in (("pause", "paused"), ("pause", "paused"), ("resume", "connected")):
        alice.post(f"{here}{act}/")
        cast.channel.refresh_from_db()
        assert cast.channel.status == status
    verbs = Event.objects.filter(target_type="channel", target_id=cast.channel.pk).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["paused", "resumed"]


def test_it_tells_how_a_channel_is(cast, alice):
    channel = make_channel(cast.workspace, platform="youtube", external_id="UC1")
    fields = {"workspace": cast.workspace, "channel": channel}
    ChannelAccess.objects.create(**fields, scopes=["youtube.force-ssl"], expires_at=NOW, due_at=NOW)
    ChannelPoll.objects.create(**fields, polled_at=NOW - timedelta(hours=2))
    MissedRange.objects.create(**fields, since=NOW - timedelta(hours=9), until=NOW, found=7)
    page = alice.get(cast.url(f"channels/{channel.pk}/")).content.decode()
    for told in ("youtube.force-ssl", "2h", "7 messages found", "10000 of 10000 units", "Connected"):
        assert told in page.replace(",", ""), told


def test_it_opens_a_profile_of_the_simulator_for_who_wants_to_try(cast, alice, simulator):
    cast.workspace.channels.all().delete()
    assert "channels/simulate/" in alice.get(cast.url("channels/")).content.decode()
    answer = alice.post(cast.url("channels/simulate/"))
    channel = cast.workspace.channels.get()
    assert answer["Location"] == cast.url(f"channels/{channel.pk}/")
    assert (channel.name, channel.is_simulated) == (cast.workspace.name, True)
    state = simulator.get("/control/state", params={"account": channel.external_id}).json()
    assert len(state["comments"]) == 2


def test_it_says_that_the_simulator_is_away(cast, alice, settings):
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    answer = alice.post(cast.url("channels/simulate/"), follow=True)
    assert "The simulator does not answer." in answer.content.decode()
    settings.SIMULATOR_URL = ""
    assert alice.post(cast.url("channels/simulate/")).status_code == 404


def test_it_lists_what_needs_a_person_first(cast, alice):
    make_channel(cast.workspace, name="Zwak", status="reconnect")
    page = alice.get(cast.url("channels/")).content.decode().split('class="channels"')[1]
    assert page.index("Zwak") < page.index(cast.channel.name)
    assert "Connect again" in page


def test_it_shows_the_three_steps_where_there_is_no_channel(cast, alice):
    cast.workspace.channels.all().delete()
    page = alice.get(cast.url("channels/")).content.decode()
    assert "three steps" in page


def test_a_test_event_comes_in_and_no_rule_sees_it(cast):
    testing.bring_in(cast.channel.pk, now=NOW)
    message = Message.objects.get(text=testing.TEXT)
    assert (message.processed_at, message.workspace) == (NOW, cast.workspace)
    assert not PlatformCall.objects.filter(message=message).exists()


def test_a_test_event_does_not_count_as_the_last_message(cast):
    before = health_of(cast.channel, NOW).last_message_at
    testing.bring_in(cast.channel.pk, now=NOW)
    assert health_of(cast.channel, NOW).last_message_at == before is not None


def state_of(channel: Channel, calls: Calls = Calls()) -> State:  # noqa: B008 - it is frozen
    return standing_of(Channel.objects.select_related("access", "poll").get(pk=channel.pk), calls, NOW).state


@pytest.mark.parametrize(
    ("access", "state"),
    [
        ({"expires_at": NOW + timedelta(days=3)}, State.DEGRADED),
        ({"expires_at": NOW + timedelta(days=30)}, State.CONNECTED),
        ({"expires_at": NOW, "due_at": NOW}, State.CONNECTED),
        ({"attempts": 2, "due_at": NOW}, State.DEGRADED),
        ({"refused_at": NOW, "due_at": NOW}, State.DEGRADED),
        ({"last_error": "auth_expired"}, State.DEGRADED),
    ],
)
def test_it_knows_when_access_needs_attention(access, state):
    channel = make_channel()
    ChannelAccess.objects.create(workspace=channel.workspace, channel=channel, **access)
    assert state_of(channel) == state


def test_it_knows_a_slow_and_a_failing_channel():
    channel = make_channel(calls_resume_at=NOW + timedelta(minutes=5))
    assert state_of(channel) == State.THROTTLED
    Channel.objects.update(calls_resume_at=None)
    assert state_of(channel, Calls(ended=100, failed=5)) == State.CONNECTED
    assert state_of(channel, Calls(ended=100, failed=6)) == State.DEGRADED
    ChannelPoll.objects.create(workspace=channel.workspace, channel=channel, last_error="transient")
    assert state_of(channel) == State.DEGRADED


def test_it_says_until_when_a_channel_is_slow():
    channel = make_channel(calls_resume_at=NOW + timedelta(minutes=5))
    until = date_format(timezone.localtime(channel.calls_resume_at), "H:i")
    assert until in standing_of(channel, Calls(), NOW).why


def test_it_tells_that_reading_waits_for_tomorrows_quota():
    channel = make_channel(platform="youtube")
    fields = {"workspace": channel.workspace, "channel": channel}
    poll = ChannelPoll.objects.create(**fields, due_at=budget.renewed_at(channel, NOW))
    assert state_of(channel) == State.THROTTLED
    ChannelPoll.objects.filter(pk=poll.pk).update(due_at=NOW)
    assert state_of(channel) == State.CONNECTED
