"""Webhooks: what is signed is stored before it is answered, what is not understood is kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inbox import deliveries
from inbox.models import Message, RawDelivery
from tests.factories import make_channel

pytestmark = pytest.mark.django_db
ACCOUNT = "17841400000000001"


def comment(text: str = "Wat kost dit?", comment_id: str = "c1", **extra: object) -> dict:
    value = {"id": comment_id, "from": {"id": "42", "username": "lotte"}, "text": text, "media": {"id": "p1"}}
    entry = {
        "id": ACCOUNT,
        "time": int(timezone.now().timestamp()),
        "changes": [{"field": "comments", "value": value | extra}],
    }
    return {"object": "instagram", "entry": [entry]}


def signed(body: bytes, secret: str = "test-app-secret") -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


@pytest.fixture
def deliver(client, django_capture_on_commit_callbacks):
    """Send a payload as the platform would, and let the worker process it."""

    def send(payload: object, *, secret: str = "test-app-secret", headers: dict | None = None):
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        response = client.post(
            "/webhooks/instagram/",
            body,
            content_type="application/json",
            headers=signed(body, secret) if headers is None else headers,
        )
        deliveries.process([], now=timezone.now())
        return response

    return send


def test_it_stores_a_signed_comment(deliver):
    make_channel(external_id=ACCOUNT)
    assert deliver(comment()).status_code == 200
    assert Message.objects.get().text == "Wat kost dit?"
    assert RawDelivery.objects.get().status == "done"


def test_it_takes_the_old_secret_while_it_is_rotated(deliver):
    make_channel(external_id=ACCOUNT)
    assert deliver(comment(), secret="old-app-secret").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Hub-Signature-256": "sha256=" + "0" * 64}, {"X-Hub-Signature-256": "sha256=é"}],
    ids=["none", "wrong", "odd"],
)
def test_it_refuses_what_is_not_signed(deliver, headers):
    response = deliver(comment(), headers=headers)
    assert response.status_code == 403
    assert response.json()["code"] == "bad_signature"
    assert not RawDelivery.objects.exists()


def test_it_refuses_a_body_of_two_megabytes(deliver):
    response = deliver(b"{" + b" " * 2_100_000 + b"}")
    assert response.status_code == 413
    assert not RawDelivery.objects.exists()


@pytest.mark.parametrize(
    "payload",
    [
        {"object": "page", "entry": []},
        {"object": "instagram", "entry": [{"id": ACCOUNT, "time": 1, "changes": [{"field": "nieuw"}]}]},
        {"object": "instagram", "entry": "x"},
        [],
        b"\xff\xfe not json",
        b"",
    ],
    ids=["object", "field", "shape", "list", "bytes", "empty"],
)
def test_it_quarantines_what_it_does_not_understand(deliver, payload):
    make_channel(external_id=ACCOUNT)
    assert deliver(payload).status_code == 200
    delivery = RawDelivery.objects.get()
    assert delivery.status == "quarantined"
    assert delivery.reasons


def test_it_uses_the_good_part_of_a_delivery_with_an_unknown_part(deliver):
    make_channel(external_id=ACCOUNT)
    payload = comment()
    payload["entry"][0]["changes"].append({"field": "nieuw", "value": {}})
    deliver(payload)
    assert Message.objects.count() == 1
    assert "nieuw" in RawDelivery.objects.get().reasons[0]


def test_it_keeps_what_is_for_an_account_nobody_connected(deliver):
    deliver(comment())
    delivery = RawDelivery.objects.get()
    assert delivery.status == "quarantined"
    assert ACCOUNT in delivery.reasons[0]


def test_it_reads_a_quarantined_delivery_again_after_the_channel_is_connected(deliver):
    deliver(comment())
    make_channel(external_id=ACCOUNT)
    [delivery_id] = deliveries.replay(list(RawDelivery.objects.all()))
    deliveries.process([delivery_id], now=timezone.now())
    assert Message.objects.count() == 1
    assert RawDelivery.objects.get().status == "done"


def test_a_delivery_for_two_accounts_reaches_the_second_when_that_is_connected_later(deliver):
    first = make_channel(external_id=ACCOUNT)
    payload = comment()
    payload["entry"] += comment("Voor de ander", "c2")["entry"]
    payload["entry"][1]["id"] = "17841400000000002"
    deliver(payload)
    delivery = RawDelivery.objects.get()
    assert (delivery.status, first.messages.count()) == ("quarantined", 1)
    assert (delivery.channel, delivery.workspace) == (None, None), "It holds what another team is to read."
    second = make_channel(external_id="17841400000000002")
    deliveries.process(deliveries.replay([delivery]), now=timezone.now())
    assert [found.text for found in second.messages.all()] == ["Voor de ander"]
    assert RawDelivery.objects.get().status == "done"


def test_what_is_not_understood_beside_a_teams_own_is_shown_to_no_team(deliver):
    make_channel(external_id=ACCOUNT)
    payload = comment()
    payload["entry"].append({"id": "17841400000000002", "time": 1, "changes": [{"field": "nieuw"}]})
    deliver(payload)
    assert RawDelivery.objects.get().workspace is None


def test_what_is_not_understood_is_shown_to_the_team_it_is_for(deliver):
    channel = make_channel(external_id=ACCOUNT)
    payload = comment()
    payload["entry"][0]["changes"].append({"field": "nieuw", "value": {}})
    deliver(payload)
    delivery = RawDelivery.objects.get()
    assert (delivery.status, delivery.channel) == ("quarantined", channel)


def test_a_part_that_names_nobody_is_shown_to_no_team(deliver):
    make_channel(external_id=ACCOUNT)
    payload = comment()
    payload["entry"].append({"time": 1, "changes": []})
    deliver(payload)
    assert RawDelivery.objects.get().workspace is None


def test_a_delivery_for_one_account_is_shown_to_its_team(deliver):
    channel = make_channel(external_id=ACCOUNT)
    deliver(comment())
    assert RawDelivery.objects.get().channel == channel


def test_it_stores_the_same_bytes_once(deliver):
    make_channel(external_id=ACCOUNT)
    payload = comment()
    assert deliver(payload).json() == {"status": "stored"}
    assert deliver(payload).json() == {"status": "known"}
    assert RawDelivery.objects.count() == 1


def test_it_lets_a_simulated_delivery_reach_only_simulated_channels(deliver):
    make_channel(external_id=ACCOUNT)
    deliver(comment(), secret="simulator-app-secret")
    assert not Message.objects.exists()
    assert RawDelivery.objects.get().status == "quarantined"


def test_it_keeps_a_delivery_that_stops_its_worker_every_time():
    delivery, _ = deliveries.store("instagram", b"{}")
    RawDelivery.objects.update(attempts=deliveries.MOST_ATTEMPTS)
    deliveries.process([delivery.pk], now=timezone.now())
    assert RawDelivery.objects.get().status == "quarantined"


def test_it_leaves_a_delivery_that_another_worker_has(deliver):
    make_channel(external_id=ACCOUNT)
    now = timezone.now()
    delivery, _ = deliveries.store("instagram", json.dumps(comment()).encode())
    assert RawDelivery.objects.claim([delivery.pk], now=now, lease=timedelta(minutes=1), most=9)
    deliveries.process([delivery.pk], now=now)
    assert not Message.objects.exists()
    deliveries.process([delivery.pk], now=now + timedelta(minutes=2))
    assert Message.objects.exists()


def test_it_answers_the_handshake(client):
    query = {"hub.mode": "subscribe", "hub.verify_token": "test-verify-token", "hub.challenge": "1158201444"}
    response = client.get("/webhooks/instagram/", query)
    assert (response.status_code, response.content) == (200, b"1158201444")
    assert client.get("/webhooks/instagram/", query | {"hub.verify_token": "no"}).status_code == 403


def test_it_knows_only_platforms_that_deliver(client):
    assert client.post("/webhooks/myspace/", b"{}", content_type="application/json").status_code == 404


def test_it_takes_a_push_signed_with_the_channels_own_secret(client):
    from platforms.standard_webhooks import sign

    secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    channel = make_channel(platform="generic", credentials={"webhook_secrets": [secret]})
    now = int(timezone.now().timestamp())
    row = {"external_id": "r1", "text": "Mooi!", "author_handle": "sem"}
    body = json.dumps({"channel": channel.external_id, "items": [row]}).encode()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(now),
        "webhook-signature": sign(body, secret, message_id="msg_1", timestamp=now),
    }
    url = reverse("channel_webhook", args=["generic", channel.public_id])
    assert client.post(url, body, content_type="application/json", headers=headers).status_code == 200
    deliveries.process([RawDelivery.objects.get().pk], now=timezone.now())
    assert Message.objects.get().text == "Mooi!"
    other = make_channel(platform="generic", credentials={"webhook_secrets": ["whsec_" + "A" * 32]})
    url = reverse("channel_webhook", args=["generic", other.public_id])
    assert client.post(url, body, content_type="application/json", headers=headers).status_code == 403


def test_it_processes_what_waits_together_in_one_go(deliver, django_assert_max_num_queries):
    make_channel(external_id=ACCOUNT)
    for number in range(30):
        deliveries.store("instagram", json.dumps(comment(comment_id=f"c{number}")).encode())
    with django_assert_max_num_queries(60):
        deliveries.process([], now=timezone.now())
    assert Message.objects.count() == 30


def test_one_bad_delivery_does_not_hold_up_the_others(monkeypatch):
    make_channel(external_id=ACCOUNT)
    good, _ = deliveries.store("instagram", json.dumps(comment()).encode())
    bad, _ = deliveries.store("instagram", json.dumps(comment("boom", "c2")).encode())
    whole = deliveries.ingest

    def fragile(channel, items, **rest):
        if any(item.text == "boom" for item in items):
            raise RuntimeError("a bug of ours")
        return whole(channel, items, **rest)

    monkeypatch.setattr(deliveries, "ingest", fragile)
    now = timezone.now()
    with pytest.raises(RuntimeError):
        deliveries.process([good.pk, bad.pk], now=now)
    for round_number in range(1, 7):
        try:
            deliveries.process([], now=now)
            deliveries.process([good.pk, bad.pk], now=now + round_number * timedelta(minutes=2))
        except RuntimeError:
            continue
    assert list(RawDelivery.objects.order_by("pk").values_list("status", flat=True)) == [
        "done",
        "quarantined",
    ]
