"""From a person's comment on the simulated platform to our answer there, over real HTTP both ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import SYSTEM
from inbox import calls, deliveries, profiles, services, settling
from inbox.models import Channel, Message, PlatformCall, RawDelivery
from inbox.services import listening
from tests.factories import make_channel

from .conftest import SECRET, Receiver, Running, until

pytestmark = pytest.mark.django_db
TOKEN, BOT_TOKEN = "page-token", "7000000001:AAbb"
SILENT = [("whatsapp", "direct"), ("telegram", "direct"), ("telegram", "comment")]


class Wire:
    """One simulated account, the channel connected to it, and what its platform sent so far."""

    def __init__(self, simulator: Running, receiver: Receiver, client: Any, platform: str) -> None:
        token = BOT_TOKEN if platform == "telegram" else TOKEN
        made = simulator.control("accounts", username=f"bakkerij.{platform}", token=token, platform=platform)
        self.simulator, self.receiver, self.client = simulator, receiver, client
        self.account_id, self.platform = made["id"], platform
        self.channel: Channel = make_channel(
            platform=platform,
            external_id=made["id"],
            is_simulated=True,
            credentials={"access_token": token},
            connected_at=timezone.now() - timedelta(hours=1),
        )
        self.path = f"/webhooks/{platform}/"
        if platform == "telegram":
            self.path += f"{self.channel.public_id}/"
            listening.listen(self.channel.pk)
            assert listening.address_of(self.channel).endswith(self.path)

    def receive(self, count: int) -> None:
        """Take the next `count` deliveries through our webhook and process them."""
        until(lambda: len(self.receiver.requests) >= count)
        for headers, body in [self.receiver.requests.pop(0) for _ in range(count)]:
            answer = self.client.post(self.path, body, content_type="application/json", headers=headers)
            assert answer.json() == {"status": "stored"}
        deliveries.process([], now=timezone.now())

    def comment(self, text: str) -> Message:
        made = self.simulator.control("comments", account=self.account_id, text=text, username="lotte.bakt")
        self.receive(1)
        return Message.objects.get(external_id=made["id"])

    def act(self, verb: PlatformCall.Verb, message: Message, text: str = "") -> PlatformCall:
        call, _ = services.calling.queue(verb, message, by=SYSTEM, text=text)
        calls.make(call.pk, now=timezone.now() + timedelta(seconds=1))
        call.refresh_from_db()
        return call

    def truth(self, comment_id: str) -> dict[str, Any]:
        return next(c for c in self.simulator.state()["comments"] if c["id"] == comment_id)


@pytest.fixture
def connect(simulator: Running, receiver: Receiver, client: Any, settings: Any) -> Callable[[str], Wire]:
    settings.SIMULATOR_URL = str(simulator.client.base_url).rstrip("/")
    settings.SIMULATOR_SECRET = SECRET
    settings.PUBLIC_URL = receiver.url.partition("/webhooks")[0]
    settings.PLATFORM_APPS = {}
    return lambda platform: Wire(simulator, receiver, client, platform)


@pytest.mark.parametrize("platform", ["instagram", "facebook", "tiktok", "x", "linkedin"])
def test_it_answers_a_comment_once(connect: Callable[[str], Wire], platform: str) -> None:
    wire = connect(platform)
    message = wire.comment("Wat is de levertijd?")
    assert (message.text, message.is_own) == ("Wat is de levertijd?", False)
    assert message.identity
    call = wire.act(PlatformCall.Verb.REPLY, message, "Twee werkdagen!")
    assert (call.status, call.error_code) == ("done", "")
    assert wire.truth(call.external_id)["text"] == "Twee werkdagen!"
    wire.receive(1)  # the platform tells of our own reply
    assert message.conversation.messages.count() == 2


@pytest.mark.parametrize("platform", ["instagram", "facebook", "tiktok", "x", "linkedin", "telegram"])
def test_it_reads_ids_that_are_numbers(connect: Callable[[str], Wire], platform: str) -> None:
    wire = connect(platform)
    wire.simulator.control("tricks", numeric_ids=True)
    first = wire.comment("Hoi!")
    made = {"account": wire.account_id, "text": "Ja!", "username": "sam", "parent_id": first.external_id}
    answer = wire.simulator.control("comments", **made)
    wire.receive(1)
    assert Message.objects.get(external_id=answer["id"]).conversation == first.conversation
    assert not RawDelivery.objects.exclude(status="done").exists()


@pytest.mark.parametrize(("platform", "kind"), SILENT)
def test_it_answers_where_nothing_is_echoed(connect: Callable[[str], Wire], platform: str, kind: str) -> None:
    wire = connect(platform)
    if kind == "comment":
        message = wire.comment("Zijn jullie open?")
        call = wire.act(PlatformCall.Verb.REPLY, message, "Tot zes uur!")
        assert wire.truth(call.external_id)["parent_id"] == message.external_id
    else:
        wire.simulator.control("directs", account=wire.account_id, text="Hoi", username="lotte.bakt")
        wire.receive(1)
        call = wire.act(PlatformCall.Verb.DIRECT, Message.objects.get(), "Dag Lotte")
    assert (call.status, call.error_code) == ("done", "")
    [answer] = Message.objects.filter(is_own=True)
    assert answer.conversation.messages.count() == 2


def test_it_sees_an_edit_and_deletes_on_telegram(connect: Callable[[str], Wire]) -> None:
    wire = connect("telegram")
    message = wire.comment("Koop nu cripto!")
    wire.simulator.control(f"comments/{message.external_id}/edit", text="Koop nu crypto!")
    wire.receive(1)
    message.refresh_from_db()
    assert message.text == "Koop nu crypto!"
    assert wire.act(PlatformCall.Verb.REMOVE, message).status == "done"
    assert wire.truth(message.external_id)["deleted"]


@pytest.mark.parametrize("platform", ["instagram", "facebook", "tiktok", "x"])
def test_it_hides_what_it_received(connect: Callable[[str], Wire], platform: str) -> None:
    wire = connect(platform)
    message = wire.comment("Oplichters!")
    assert wire.act(PlatformCall.Verb.HIDE, message).status == "done"
    assert wire.truth(message.external_id)["hidden"]


def test_it_writes_privately_because_of_a_comment_on_a_page(connect: Callable[[str], Wire]) -> None:
    wire = connect("facebook")
    message = wire.comment("Wat kost dit?")
    assert wire.act(PlatformCall.Verb.PRIVATE_REPLY, message, "Dag Lotte").status == "done"
    wire.receive(1)
    [direct] = Message.objects.filter(channel=wire.channel, kind="direct")
    assert (direct.text, direct.is_own) == ("Dag Lotte", True)


@pytest.mark.parametrize("platform", ["facebook", "linkedin"])
def test_it_follows_what_becomes_of_a_comment(connect: Callable[[str], Wire], platform: str) -> None:
    wire = connect(platform)
    message = wire.comment("Wat kost dit?")
    wire.simulator.control(f"comments/{message.external_id}/edit", text="Wat kost deze taart?")
    wire.receive(1)
    message.refresh_from_db()
    assert message.text == "Wat kost deze taart?"
    wire.simulator.client.delete(f"/control/comments/{message.external_id}")
    wire.receive(1)
    message.refresh_from_db()
    assert (message.visibility, message.text) == ("removed", "")


@pytest.mark.parametrize("platform", ["x", "linkedin"])
def test_it_likes_a_comment(connect: Callable[[str], Wire], platform: str) -> None:
    wire = connect(platform)
    assert wire.act(PlatformCall.Verb.LIKE, wire.comment("Heerlijk!")).status == "done"


def test_it_keeps_a_talk_on_x_together(connect: Callable[[str], Wire]) -> None:
    wire = connect("x")
    first = wire.comment("Zijn jullie open?")
    answer = wire.act(PlatformCall.Verb.REPLY, first, "Tot zes uur & morgen!")
    wire.receive(1)
    asked = {"text": "Dank!", "username": "lotte.bakt", "parent_id": answer.external_id}
    wire.simulator.control("comments", account=wire.account_id, **asked)
    wire.receive(1)
    assert list(first.conversation.messages.order_by("pk").values_list("text", flat=True)) == [
        "Zijn jullie open?",
        "Tot zes uur & morgen!",
        "Dank!",
    ]


@pytest.mark.parametrize("verb", [PlatformCall.Verb.LIKE, PlatformCall.Verb.BLOCK, PlatformCall.Verb.REMOVE])
def test_it_moderates_a_page(connect: Callable[[str], Wire], verb: PlatformCall.Verb) -> None:
    wire = connect("facebook")
    message = wire.comment("Koop nu crypto!")
    assert wire.act(verb, message).status == "done"


@pytest.mark.parametrize("platform", ["instagram", "facebook", "tiktok", "x"])
def test_it_answers_a_direct_message_once(connect: Callable[[str], Wire], platform: str) -> None:
    wire = connect(platform)
    wire.simulator.control("directs", account=wire.account_id, text="Hoi", username="lotte.bakt")
    wire.receive(1)
    message = Message.objects.get()
    call = wire.act(PlatformCall.Verb.DIRECT, message, "Dag Lotte")
    assert (call.status, call.error_code) == ("done", "")
    wire.receive(1)
    assert list(message.conversation.messages.values_list("is_own", flat=True)) == [True, False]


@pytest.mark.parametrize("platform", ["facebook", "tiktok", "x", "linkedin"])
def test_it_sends_once_though_the_answer_is_lost(connect: Callable[[str], Wire], platform: str) -> None:
    wire = connect(platform)
    message = wire.comment("Wat kost dit?")
    wire.simulator.control("faults", fault="drop_after_act", account=wire.account_id, times=1)
    call = wire.act(PlatformCall.Verb.REPLY, message, "25 euro")
    assert call.status == "unknown"
    settling.settle(now=timezone.now() + timedelta(minutes=5))
    call.refresh_from_db()
    assert (call.status, wire.truth(call.external_id)["text"]) == ("done", "25 euro")


def test_it_learns_who_wrote_on_tiktok(connect: Callable[[str], Wire]) -> None:
    message = connect("tiktok").comment("Wat kost dit?")
    assert message.identity is not None
    profiles.look_up_people(now=timezone.now())
    message.identity.refresh_from_db()
    assert message.identity.handle == "lotte.bakt"
