from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from platforms.base import Author, Credentials, Sent
from platforms.errors import Ambiguous, NotAllowedHere, WindowClosed
from platforms.facebook.connector import Facebook

PAGE, COMMENT, CUSTOMER = "100200300400500", "700800900_111", "6000000000000042"
SINCE = datetime(2026, 1, 1, 10, tzinfo=UTC)
WHEN = "2026-01-01T10:06:40+0000"


@pytest.fixture
def facebook(platform) -> Facebook:
    return Facebook(Credentials(PAGE, "secret-token", base_url=platform.url))


def test_it_replies_in_public(platform, facebook):
    platform.answers({"id": "700800900_113"})
    assert facebook.reply(comment_id=COMMENT, text="Twee werkdagen!") == Sent("700800900_113")
    [call] = platform.received
    assert (call.method, call.path) == ("POST", f"/v26.0/{COMMENT}/comments")
    assert parse_qs(call.body) == {"message": ["Twee werkdagen!"]}
    assert call.headers["authorization"] == "Bearer secret-token"


@pytest.mark.parametrize(
    ("by_person", "mark"),
    [
        (False, {"messaging_type": "RESPONSE"}),
        (True, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}),
    ],
)
def test_it_marks_a_direct_message_as_what_it_is(platform, facebook, by_person, mark):
    platform.answers({"recipient_id": CUSTOMER, "message_id": "m_1"})
    assert facebook.send_direct(recipient_id=CUSTOMER, text="Dag", by_person=by_person) == Sent("m_1")
    [call] = platform.received
    assert call.path == f"/v26.0/{PAGE}/messages"
    assert json.loads(call.body) == mark | {"recipient": {"id": CUSTOMER}, "message": {"text": "Dag"}}


def test_it_anchors_a_private_reply_to_its_comment(platform, facebook):
    platform.answers({"recipient_id": CUSTOMER, "message_id": "m_2"})
    facebook.private_reply(comment_id=COMMENT, text="Dag")
    assert json.loads(platform.received[0].body)["recipient"] == {"comment_id": COMMENT}


@pytest.mark.parametrize(
    ("act", "arguments", "expected"),
    [
        ("hide", {"comment_id": COMMENT, "is_hidden": True}, ("POST", f"/{COMMENT}", "is_hidden=true")),
        ("hide", {"comment_id": COMMENT, "is_hidden": False}, ("POST", f"/{COMMENT}", "is_hidden=false")),
        ("remove", {"comment_id": COMMENT, "ad_id": "1"}, ("DELETE", f"/{COMMENT}", "")),
        ("like", {"comment_id": COMMENT}, ("POST", f"/{COMMENT}/likes", "")),
    ],
)
def test_it_changes_the_state_of_a_comment(platform, facebook, act, arguments, expected):
    platform.answers({"success": True})
    getattr(facebook, act)(**arguments)
    [call] = platform.received
    assert (call.method, call.path.removeprefix("/v26.0"), call.body) == expected


def test_it_blocks_a_person(platform, facebook):
    platform.answers({CUSTOMER: True})
    facebook.block(person_id=CUSTOMER)
    [call] = platform.received
    assert call.path == f"/v26.0/{PAGE}/blocked"
    assert parse_qs(call.body) == {"psid": [f'["{CUSTOMER}"]']}


def test_it_says_when_a_person_could_not_be_blocked(platform, facebook):
    platform.answers({CUSTOMER: False})
    with pytest.raises(NotAllowedHere):
        facebook.block(person_id=CUSTOMER)


def test_it_looks_up_a_name(platform, facebook):
    platform.answers({"name": "Lotte Bakker", "id": CUSTOMER})
    assert facebook.find_person(person_id=CUSTOMER) == Author(CUSTOMER, name="Lotte Bakker")
    assert parse_qs(urlsplit(platform.received[0].path).query) == {"fields": ["name"]}


def test_it_finds_its_reply_below_the_top_level_comment(platform, facebook):
    rows = [
        {"id": "700800900_1", "message": "Dag", "created_time": WHEN, "from": {"id": CUSTOMER}},
        {"id": "700800900_2", "message": "Dag", "created_time": WHEN, "from": {"id": PAGE}},
    ]
    platform.answers({"parent": {"id": "700800900_110"}, "id": COMMENT}, {"data": rows})
    assert facebook.find_own_reply(comment_id=COMMENT, text="Dag", since=SINCE) == Sent("700800900_2")
    path = urlsplit(platform.received[1].path)
    assert path.path == "/v26.0/700800900_110/comments"
    assert parse_qs(path.query)["filter"] == ["stream"]


def test_it_does_not_say_that_a_reply_is_missing_when_it_cannot_read(platform, facebook):
    platform.answers({"parent": {"id": None, "x": 1}}, {"data": "?"})
    with pytest.raises(Ambiguous):
        facebook.find_own_reply(comment_id=COMMENT, text="Dag", since=SINCE)


def test_it_knows_messengers_closed_window(platform, facebook):
    error = {"message": "(#10) outside of allowed window.", "code": 10, "error_subcode": 2018278}
    platform.answers({"error": error}, status=400)
    with pytest.raises(WindowClosed):
        facebook.send_direct(recipient_id=CUSTOMER, text="Dag")
