"""The same deliveries three times in shuffled order give the same inbox, through the real door."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import time
from typing import Any

import pytest
from django.utils import timezone

from inbox import deliveries
from inbox.models import Channel, RawDelivery
from platforms.standard_webhooks import sign
from tests.factories import make_channel
from tests.inbox.test_ingest import dump

pytestmark = pytest.mark.django_db
START = 1_767_262_000
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def instagram(account: str) -> list[dict[str, Any]]:
    """An afternoon: comments with answers, an ad comment told twice, a thread with edits and an unsend."""
    person, other = {"id": "42", "username": "lotte"}, {"id": "43", "username": "sem"}
    ours = {"id": account, "username": "bakkerij", "self_ig_scoped_id": "1"}
    ad = {"id": "p9", "media_product_type": "AD", "ad_id": "a1", "ad_title": "Actie"}
    values = [
        {"id": "c1", "from": person, "text": "Wat kost dit?", "media": {"id": "p1"}},
        {"id": "c2", "parent_id": "c1", "from": other, "text": "Ja?", "media": {"id": "p1"}},
        {"id": "c3", "parent_id": "c1", "from": ours, "text": "Vanaf 25 euro", "media": {"id": "p1"}},
        {"id": "c4", "from": other, "text": "Nep!", "media": ad},
        {"id": "c4", "from": other, "text": "Nep!", "media": ad},
    ]
    events = [
        {"message": {"mid": "m1", "text": "Open?"}},
        {"message_edit": {"mid": "m1", "text": "Open op zondag?", "num_edit": 1}},
        {"message_edit": {"mid": "m1", "text": "Open op maandag?", "num_edit": 2}},
        {"message": {"mid": "m2", "text": "Oeps"}},
        {"message": {"mid": "m2", "is_deleted": True}},
    ]
    bodies = [
        {"id": account, "time": START + second, "changes": [{"field": "comments", "value": value}]}
        for second, value in enumerate(values)
    ]
    for second, event in enumerate(events, start=100):
        at = (START + second) * 1000
        whole = {"sender": {"id": "42"}, "recipient": {"id": account}, "timestamp": at, **event}
        bodies.append({"id": account, "time": at, "messaging": [whole]})
    return [{"object": "instagram", "entry": [entry]} for entry in bodies]


def pushes(account: str) -> list[dict[str, Any]]:
    """Comments with edits, a hide, an unhide and removals, by the documented push format."""
    rows = [
        {"external_id": "g1", "text": "Eerste", "author_handle": "lotte", "post_id": "p1"},
        {"external_id": "g1", "text": "Eerste!", "action": "edit"},
        {"external_id": "g2", "text": "Tweede", "author_handle": "sem", "parent_id": "g1"},
        {"external_id": "g2", "action": "hide"},
        {"external_id": "g2", "action": "unhide"},
        {"external_id": "g3", "text": "Spam", "author_handle": "bot"},
        {"external_id": "g3", "action": "remove"},
        {"external_id": "g1", "text": "Eerste!!", "action": "edit"},
    ]
    timed = [row | {"sent_at": START + second} for second, row in enumerate(rows)]
    return [{"channel": account, "items": [row]} for row in timed]


def deliver(client, channel: Channel, payloads: list[dict[str, Any]]) -> None:
    for payload in payloads:
        body = json.dumps(payload).encode()
        if channel.platform == "instagram":
            url = "/webhooks/instagram/"
            digest = hmac.new(b"test-app-secret", body, hashlib.sha256).hexdigest()
            headers = {"X-Hub-Signature-256": f"sha256={digest}"}
        else:
            url = f"/webhooks/generic/{channel.public_id}/"
            now = int(time.time())
            signature = sign(body, SECRET, message_id="m", timestamp=now)
            headers = {"webhook-id": "m", "webhook-timestamp": str(now), "webhook-signature": signature}
        assert client.post(url, body, content_type="application/json", headers=headers).status_code == 200
        deliveries.process([], now=timezone.now())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("platform", "story"), [("instagram", instagram), ("generic", pushes)])
def test_three_times_in_any_order_is_once_in_order(client, platform, story, seed):
    credentials = {"webhook_secrets": [SECRET]}
    straight = make_channel(platform=platform, credentials=credentials)
    shuffled = make_channel(platform=platform, credentials=credentials)
    deliver(client, straight, story(straight.external_id))
    payloads = [
        # Batched anew, as platforms do when they repeat: no body is the same as before.
        payload | {"repeat": number} if platform == "instagram" else payload
        for number in range(3)
        for payload in story(shuffled.external_id)
    ]
    random.Random(seed).shuffle(payloads)
    deliver(client, shuffled, payloads)
    assert dump(shuffled) == dump(straight)
    assert len(dump(straight)["messages"]) == (6 if platform == "instagram" else 3)
    assert not RawDelivery.objects.exclude(status="done").exists()
