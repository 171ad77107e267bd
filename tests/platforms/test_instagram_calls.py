from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from platforms import http
from platforms.base import Credentials, Sent
from platforms.errors import Ambiguous, AuthExpired, TargetGone, Transient
from platforms.instagram.connector import Instagram

ACCOUNT, COMMENT, CUSTOMER = "17841400000000001", "17960000000000021", "1789000000000042"
SINCE = datetime(2026, 1, 1, 12, tzinfo=UTC)
SENDS = {
    "reply": {"comment_id": COMMENT, "text": "Hoi"},
    "private_reply": {"comment_id": COMMENT, "text": "Hoi"},
    "send_direct": {"recipient_id": CUSTOMER, "text": "Hoi"},
}
STATES = {
    "hide": {"comment_id": COMMENT, "is_hidden": True},
    "remove": {"comment_id": COMMENT},
}


@pytest.fixture
def instagram(platform) -> Instagram:
    return Instagram(Credentials(ACCOUNT, "secret-token", base_url=platform.url + "/"))


def test_it_replies_in_public(platform, instagram):
    platform.answers({"id": "17960000000000099"})
    assert instagram.reply(comment_id=COMMENT, text="Vanaf €25 🎂 &c") == Sent("17960000000000099")
    [call] = platform.received
    assert (call.method, call.path) == ("POST", f"/v26.0/{COMMENT}/replies")
    assert parse_qs(call.body) == {"message": ["Vanaf €25 🎂 &c"]}
    assert call.headers["authorization"] == "Bearer secret-token"


def test_it_replies_in_private(platform, instagram):
    platform.answers({"recipient_id": CUSTOMER, "message_id": "mid.1"})
    sent = instagram.private_reply(comment_id=COMMENT, text="Dag! Hier is de prijslijst.")
    assert sent == Sent("mid.1")
    [call] = platform.received
    assert (call.method, call.path) == ("POST", f"/v26.0/{ACCOUNT}/messages")
    assert json.loads(call.body) == {
        "recipient": {"comment_id": COMMENT},
        "message": {"text": "Dag! Hier is de prijslijst."},
    }


@pytest.mark.parametrize(
    ("by_person", "tag"),
    [(False, {}), (True, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"})],
)
def test_it_tags_only_what_a_person_sends(platform, instagram, by_person, tag):
    platform.answers({"recipient_id": CUSTOMER, "message_id": "mid.1"})
    instagram.send_direct(recipient_id=CUSTOMER, text="Sorry.", by_person=by_person)
    [call] = platform.received
    body = {"recipient": {"id": CUSTOMER}, "message": {"text": "Sorry."}}
    assert json.loads(call.body) == body | tag


@pytest.mark.parametrize(
    ("is_hidden", "ad_id", "body"),
    [(True, "", "hide=true"), (False, "", "hide=false"), (True, "120", "hide=true&ad_id=120")],
)
def test_it_hides_and_shows_again(platform, instagram, is_hidden, ad_id, body):
    platform.answers({"success": True})
    instagram.hide(comment_id=COMMENT, is_hidden=is_hidden, ad_id=ad_id)
    [call] = platform.received
    assert (call.method, call.path, call.body) == ("POST", f"/v26.0/{COMMENT}", body)


@pytest.mark.parametrize(("ad_id", "query"), [("", ""), ("120", "?ad_id=120")])
def test_it_removes(platform, instagram, ad_id, query):
    platform.answers({"success": True})
    instagram.remove(comment_id=COMMENT, ad_id=ad_id)
    [call] = platform.received
    assert (call.method, call.path) == ("DELETE", f"/v26.0/{COMMENT}{query}")


@pytest.mark.parametrize("verb", SENDS)
@pytest.mark.parametrize(
    "script",
    [
        {"status": 500},
        {"status": 502},
        {"cut_short": True},
        {"seconds": 0.4},
        {"status": 200},
    ],
    ids=str,
)
def test_it_does_not_know_whether_a_send_got_through(platform, instagram, monkeypatch, verb, script):
    monkeypatch.setattr(http, "TIMEOUT", httpx.Timeout(0.2))
    platform.answers({}, **script)
    with pytest.raises(Ambiguous):
        getattr(instagram, verb)(**SENDS[verb])


@pytest.mark.parametrize("verb", STATES)
@pytest.mark.parametrize("script", [{"status": 500}, {"cut_short": True}, {"seconds": 0.4}], ids=str)
def test_it_may_repeat_what_sets_a_state(platform, instagram, monkeypatch, verb, script):
    monkeypatch.setattr(http, "TIMEOUT", httpx.Timeout(0.2))
    platform.answers({}, **script)
    with pytest.raises(Transient):
        getattr(instagram, verb)(**STATES[verb])


@pytest.mark.parametrize("verb", SENDS)
def test_it_may_repeat_a_send_that_never_left(verb):
    unreachable = Instagram(Credentials(ACCOUNT, "t", base_url="http://127.0.0.1:9"))
    with pytest.raises(Transient):
        getattr(unreachable, verb)(**SENDS[verb])


def test_it_says_that_it_must_be_connected_again(platform, instagram):
    platform.answers({"error": {"message": "expired", "code": 190}}, status=401)
    with pytest.raises(AuthExpired):
        instagram.reply(comment_id=COMMENT, text="Hoi")


def test_it_calls_instagram_when_told_nothing_else():
    assert Instagram(Credentials(ACCOUNT, "t"))._graph.base_url == "https://graph.instagram.com"


def reply(external_id="9", text="Vanaf €25!", time="2026-01-01T12:00:05+0000", sender=ACCOUNT):
    return {"id": external_id, "text": text, "timestamp": time, "from": {"id": sender}}


def find_reply(instagram, **more):
    return instagram.find_own_reply(comment_id=COMMENT, text="Vanaf  €25!\n", since=SINCE, **more)


def test_it_finds_its_own_reply(platform, instagram):
    platform.answers({"id": COMMENT}, {"data": [reply("8", text="Nee"), reply("9")]})
    assert find_reply(instagram) == Sent("9")
    url = urlsplit(platform.received[1].path)
    assert url.path == f"/v26.0/{COMMENT}/replies"
    assert parse_qs(url.query)["fields"] == ["id,text,timestamp,username,from"]


def test_it_looks_under_the_top_level_comment(platform, instagram):
    platform.answers({"id": COMMENT, "parent_id": "17960000000000020"}, {"data": [reply()]})
    assert find_reply(instagram) == Sent("9")
    assert urlsplit(platform.received[1].path).path == "/v26.0/17960000000000020/replies"


def test_it_looks_on_every_page_and_keeps_the_token_out_of_addresses(platform, instagram):
    paging = {"cursors": {"after": "QVFI"}, "next": "https://x/?access_token=secret-token"}
    platform.answers({"id": COMMENT}, {"data": [], "paging": paging}, {"data": [reply()]})
    assert find_reply(instagram) == Sent("9")
    assert parse_qs(urlsplit(platform.received[2].path).query)["after"] == ["QVFI"]
    assert all("token" not in call.path for call in platform.received)


@pytest.mark.parametrize(
    "other",
    [
        reply(text="Vanaf €26!"),
        reply(sender=CUSTOMER),
        reply(time="2026-01-01T11:57:59+0000"),
    ],
)
def test_it_takes_no_other_reply_for_its_own(platform, instagram, other):
    platform.answers({"id": COMMENT}, {"data": [other]})
    assert find_reply(instagram) is None


def test_it_allows_for_a_clock_that_is_slow(platform, instagram):
    platform.answers({"id": COMMENT}, {"data": [reply(time="2026-01-01T11:58:01+0000")]})
    assert find_reply(instagram) == Sent("9")


def test_it_leaves_out_replies_that_other_sends_account_for(platform, instagram):
    platform.answers({"id": COMMENT}, {"data": [reply("8"), reply("9")]})
    assert find_reply(instagram, known_ids=frozenset({"8"})) == Sent("9")


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"data": "x"},
        {"data": [1]},
        {"data": [reply() | {"from": None}]},
        {"data": [reply() | {"from": {"username": "x"}}]},
        {"data": [reply(time=None)]},
        {"data": [], "paging": {"next": "https://x"}},
    ],
)
def test_it_does_not_say_that_a_reply_is_missing_when_it_cannot_tell(platform, instagram, page):
    platform.answers({"id": COMMENT}, page)
    with pytest.raises(Ambiguous):
        find_reply(instagram)


def test_it_gives_up_on_endless_pages(platform, instagram):
    paging = {"cursors": {"after": "QVFI"}, "next": "https://x"}
    platform.answers({"id": COMMENT}, *[{"data": [], "paging": paging}] * 20)
    with pytest.raises(Ambiguous):
        find_reply(instagram)


def test_it_says_that_the_comment_itself_has_gone(platform, instagram):
    platform.answers({"error": {"code": 100, "error_subcode": 33}}, status=400)
    with pytest.raises(TargetGone):
        find_reply(instagram)


def direct(external_id="m9", text="Hoi", time="2026-01-01T12:00:05+0000", sender=ACCOUNT):
    return {"id": external_id, "message": text, "created_time": time, "from": {"id": sender}}


def conversation(*messages):
    return {"data": [{"id": "t1", "messages": {"data": list(messages)}}]}


def find_direct(instagram, **more):
    return instagram.find_own_direct(recipient_id=CUSTOMER, text="Hoi", since=SINCE, **more)


def test_it_finds_its_own_direct_message(platform, instagram):
    platform.answers(conversation(direct("m7", "Hoi", sender=CUSTOMER), direct("m8"), direct("m9")))
    assert find_direct(instagram, known_ids=frozenset({"m8"})) == Sent("m9")
    url = urlsplit(platform.received[0].path)
    assert url.path == f"/v26.0/{ACCOUNT}/conversations"
    assert parse_qs(url.query) == {
        "user_id": [CUSTOMER],
        "fields": ["messages{id,from,message,created_time}"],
    }


@pytest.mark.parametrize(
    "answer",
    [
        {"data": []},
        conversation(),
        conversation(direct(text="Dag")),
        conversation(direct(time="2026-01-01T10:00:00+0000")),
        conversation(*[direct(text="Dag")] * 19, direct(time="2026-01-01T10:00:00+0000")),
    ],
)
def test_it_says_that_a_direct_message_is_missing(platform, instagram, answer):
    platform.answers(answer)
    assert find_direct(instagram) is None


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": [{"id": "t1"}]},
        conversation(direct() | {"from": {}}),
        conversation(*[direct(text="Dag")] * 20),
    ],
)
def test_it_does_not_say_that_a_message_is_missing_when_it_cannot_tell(platform, instagram, answer):
    platform.answers(answer)
    with pytest.raises(Ambiguous):
        find_direct(instagram)
