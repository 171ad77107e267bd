from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from platforms import standard_webhooks
from platforms.base import App
from platforms.registry import connector_class

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
META_SECRET = "test-app-secret"
META_BODY = (
    rb'{"object":"instagram","entry":[{"id":"1","time":1767262000,"changes":[{"field":"comments",'
    rb'"value":{"id":"2","text":"caf\u00e9 \ud83d\ude0d"}}]}]}'
)
META_SIGNATURE = "sha256=e80d045ae2b0b97904c85407689750b26409fff656d25a47bdb958b04d5d4692"
# The specification's own example.
PUSH_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PUSH_ID, PUSH_TIME, PUSH_BODY = (
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "1614265330",
    b'{"test": 2432232314}',
)
PUSH_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
PUSH_NOW = datetime.fromtimestamp(int(PUSH_TIME), UTC)


def meta(body=META_BODY, value=META_SIGNATURE, secrets=(META_SECRET,)):
    headers = {"x-hub-signature-256": value}
    return connector_class("instagram").matching_secret(body, headers, App(secrets), now=NOW)


def push(body=PUSH_BODY, value=PUSH_SIGNATURE, secrets=(PUSH_SECRET,), now=PUSH_NOW, **headers):
    given = {"webhook-id": PUSH_ID, "webhook-timestamp": PUSH_TIME, "webhook-signature": value}
    given |= {name.replace("_", "-"): text for name, text in headers.items()}
    return connector_class("generic").matching_secret(body, given, App(secrets), now=now)


def test_it_accepts_what_meta_signed():
    assert meta() == META_SECRET


def test_it_accepts_either_secret_during_a_rotation():
    assert meta(secrets=("new", META_SECRET)) == META_SECRET
    assert push(secrets=("whsec_bmV3", PUSH_SECRET)) == PUSH_SECRET


@pytest.mark.parametrize("value", ["", META_SIGNATURE[7:], META_SIGNATURE[:-1], "sha1=37eb", "é"])
def test_it_refuses_another_signature(value):
    assert meta(value=value) is None


def test_it_refuses_a_body_that_was_written_again():
    again = json.dumps(json.loads(META_BODY), separators=(",", ":"), ensure_ascii=False).encode()
    assert json.loads(again) == json.loads(META_BODY)
    assert meta(body=again) is None


def test_it_accepts_the_example_of_standard_webhooks():
    assert push() == PUSH_SECRET


def test_it_accepts_a_secret_without_its_prefix():
    bare = PUSH_SECRET.removeprefix("whsec_")
    assert push(secrets=(bare,)) == bare


def test_it_accepts_one_of_several_signatures():
    other = "v1," + base64.b64encode(b"0" * 32).decode()
    assert push(value=f"{other} v1a,xyz {PUSH_SIGNATURE}") == PUSH_SECRET


@pytest.mark.parametrize("seconds", [-300, 300])
def test_it_accepts_a_push_within_five_minutes(seconds):
    assert push(now=PUSH_NOW + timedelta(seconds=seconds)) == PUSH_SECRET


@pytest.mark.parametrize(
    "changes",
    [
        {"now": PUSH_NOW + timedelta(seconds=301)},
        {"now": PUSH_NOW - timedelta(seconds=301)},
        {"body": PUSH_BODY + b" "},
        {"webhook_id": "msg_other"},
        {"webhook_id": ""},
        {"webhook_timestamp": "1614265331"},
        {"webhook_timestamp": ""},
        {"webhook_timestamp": "²"},
        {"webhook_timestamp": "9" * 50},
        {"value": PUSH_SIGNATURE.replace("v1,", "v2,")},
        {"value": PUSH_SIGNATURE[3:]},
        {"value": ""},
        {"secrets": ()},
        {"secrets": ("",)},
        {"secrets": ("whsec_",)},
        {"secrets": ("not base64!",)},
    ],
    ids=str,
)
def test_it_refuses_a_push(changes):
    assert push(**changes) is None


def test_it_signs_nothing_with_an_unusable_secret():
    assert standard_webhooks.sign(b"", "whsec_", message_id="1", timestamp="1") == ""


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, "1158201444"),
        ({"hub.mode": "unsubscribe"}, None),
        ({"hub.verify_token": "wrong"}, None),
        ({"hub.verify_token": "é"}, None),
        ({"hub.verify_token": ""}, None),
        ({"hub.challenge": ""}, None),
    ],
)
def test_it_answers_the_handshake_only_with_our_token(changes, answer):
    query = {"hub.mode": "subscribe", "hub.verify_token": "ours", "hub.challenge": "1158201444"}
    app = App(verify_token="ours")
    assert connector_class("instagram").handshake(query | changes, app) == answer


def test_it_refuses_a_handshake_without_a_token_of_ours():
    query = {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}
    assert connector_class("instagram").handshake(query, App()) is None
