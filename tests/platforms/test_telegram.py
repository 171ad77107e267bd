from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from inbox import deliveries
from inbox.models import Message, RawDelivery
from platforms import errors
from platforms.base import Action, App, Attachment, Author, Credentials, Kind, PostRef, Sent
from platforms.reading import SIGNED_FOR
from platforms.telegram.connector import Telegram
from platforms.telegram.parse import parse
from tests.factories import make_channel

MOMENT = datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)
TOKEN = "123:secret-token"
LOTTE = Author("42", "lottebakt", "Lotte")


@pytest.fixture
def read(sample):
    """Return the one item in a sample."""

    def read_one(name):
        parsed = parse(sample("telegram", name))
        assert (parsed.ignored, parsed.unknown) == (0, ())
        [item] = parsed.items[SIGNED_FOR]
        return item

    return read_one


@pytest.fixture
def telegram(platform) -> Telegram:
    return Telegram(Credentials("bot", TOKEN, base_url=platform.url))


def test_it_reads_a_comment_below_a_channels_post(read):
    item = read("comment")
    assert (item.kind, item.external_id, item.thread_id) == (Kind.COMMENT, "-1001:77", "-1001:77")
    assert (item.post, item.author) == (PostRef("-1001:70", title="Nieuwe taart"), LOTTE)
    assert (item.text, item.occurred_at) == ("Lekker", MOMENT)


def test_it_puts_a_reply_into_the_thread_of_its_parent(read):
    item = read("comment_reply")
    assert (item.external_id, item.thread_id, item.parent_id) == ("-1001:78", "-1001:77", "-1001:77")


def test_it_reads_a_private_chat(read):
    item = read("message")
    assert (item.kind, item.external_id, item.thread_id) == (Kind.DIRECT, "42:11", "42")
    assert item.author == LOTTE


def test_it_dates_an_edit_by_the_edit(read):
    item = read("edited_message")
    assert (item.action, item.external_id, item.text) == (Action.EDIT, "42:11", "Hoi!")
    assert item.occurred_at > MOMENT + timedelta(seconds=29)


def test_it_reads_what_was_deleted(read):
    item = read("deleted_business_messages")
    assert (item.action, item.external_id) == (Action.REMOVE, "42:11")


def test_it_reads_what_stands_below_a_picture(read):
    item = read("photo")
    assert (item.text, item.attachments) == ("Kijk", (Attachment("photo"),))


GROUP, PRIVATE = {"id": -1001, "type": "supergroup"}, {"id": 42, "type": "private"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
SPAM_CHANNEL = {"id": -1009, "type": "channel", "title": "Snel geld", "username": "snelgeld"}


@pytest.mark.parametrize(
    ("key", "more", "author", "is_own"),
    [
        ("message", {"chat": GROUP, "from": CHANNEL_BOT, "sender_chat": SPAM_CHANNEL}, "-1009", False),
        ("message", {"chat": GROUP, "from": CHANNEL_BOT, "sender_chat": GROUP}, "-1001", True),
        ("message", {"chat": GROUP, "from": {"id": 9, "is_bot": True}}, "9", True),
        ("business_message", {"chat": PRIVATE, "from": {"id": 77}}, "77", True),
        ("business_message", {"chat": PRIVATE, "from": {"id": 42}}, "42", False),
    ],
    ids=["somebody's channel", "an administrator unnamed", "a bot", "the owner by hand", "the customer"],
)
def test_it_knows_who_is_the_brand(key, more, author, is_own):
    message = {"message_id": 5, "date": 1767262000, "text": "Hoi", **more}
    [item] = parse({"update_id": 1, key: message}).items[SIGNED_FOR]
    assert (item.author.external_id, item.is_own) == (author, is_own)


@pytest.mark.parametrize("name", ["automatic_forward", "reaction"])
def test_it_leaves_out_what_nobody_wrote(sample, name):
    parsed = parse(sample("telegram", name))
    assert (dict(parsed.items), parsed.ignored, parsed.unknown) == ({}, 1, ())


@pytest.mark.parametrize(
    ("given", "found"), [("a-plain-secret_1", "a-plain-secret_1"), ("x", None), ("", None)]
)
def test_it_knows_its_secret(given, found):
    headers, app = {"x-telegram-bot-api-secret-token": given}, App(("new", "a-plain-secret_1"))
    assert Telegram.matching_secret(b"{}", headers, app, now=MOMENT) == found


def test_it_replies_in_the_group(platform, telegram):
    platform.answers({"ok": True, "result": {"message_id": 79}})
    assert telegram.reply(comment_id="-1001:77", text="Dank!") == Sent("-1001:79")
    [call] = platform.received
    assert call.path == f"/bot{TOKEN}/sendMessage"
    body = json.loads(call.body)
    assert (body["chat_id"], body["text"]) == ("-1001", "Dank!")
    assert body["reply_parameters"]["message_id"] == 77


def test_it_answers_in_a_private_chat(platform, telegram):
    platform.answers({"ok": True, "result": {"message_id": 12}})
    assert telegram.send_direct(recipient_id="42", text="Dag") == Sent("42:12")


def test_it_removes(platform, telegram):
    platform.answers({"ok": True, "result": True})
    telegram.remove(comment_id="-1001:77")
    assert json.loads(platform.received[0].body) == {"chat_id": "-1001", "message_id": 77}


@pytest.mark.parametrize(
    ("code", "words", "error"),
    [
        (400, "Bad Request: message to be replied not found", errors.TargetGone),
        (400, "Bad Request: message can't be deleted", errors.Forbidden),
        (400, "Bad Request: message is too long", errors.Invalid),
        (401, "Unauthorized", errors.AuthExpired),
        (403, "Forbidden: bot was blocked by the user", errors.RecipientUnavailable),
        (502, "Bad Gateway", errors.Ambiguous),
    ],
)
def test_it_knows_what_a_refusal_means(platform, telegram, code, words, error):
    platform.answers({"ok": False, "error_code": code, "description": words}, status=code)
    with pytest.raises(error) as caught:
        telegram.send_direct(recipient_id="42", text="Dag")
    assert TOKEN not in str(caught.value)


def test_it_waits_as_long_as_it_is_told(platform, telegram):
    refusal = {"ok": False, "error_code": 429, "parameters": {"retry_after": 35}}
    platform.answers(refusal, status=429)
    with pytest.raises(errors.Throttled) as caught:
        telegram.send_direct(recipient_id="42", text="Dag")
    assert caught.value.retry_after == timedelta(seconds=35)


@pytest.mark.parametrize("token", ["", "1/../x", "é"])
def test_it_calls_nothing_with_a_token_that_is_none(platform, token):
    with pytest.raises(errors.AuthExpired):
        Telegram(Credentials("bot", token, base_url=platform.url)).send_direct(recipient_id="42", text="x")
    assert not platform.received


@pytest.mark.django_db
def test_an_update_is_for_the_bot_whose_address_it_came_to(client, sample):
    ours, _other = (
        make_channel(platform="telegram", external_id=name, credentials={"webhook_secrets": ["s-1"]})
        for name in ("bot-1", "bot-2")
    )
    answer = client.post(
        f"/webhooks/telegram/{ours.public_id}/",
        json.dumps(sample("telegram", "comment")),
        content_type="application/json",
        headers={"X-Telegram-Bot-Api-Secret-Token": "s-1"},
    )
    assert answer.json() == {"status": "stored"}
    deliveries.process([], now=timezone.now())
    assert RawDelivery.objects.get().status == "done"
    assert Message.objects.get().channel == ours
