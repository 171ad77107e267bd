"""X: who answers whom, a signature in base64, and answers that come back with other words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from platforms import errors
from platforms.base import Action, App, Credentials, Kind, Sent
from platforms.x.connector import X

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ACCOUNT, CUSTOMER, COMMENT = "100", "200", "1990000000000000100"
SECRET = "test-app-secret"
BODY = b'{"for_user_id":"100","direct_message_events":[]}'
SIGNATURE = "sha256=S+4OzMHk38/kyhx+wRd7MhqFSfJAm/RgmG2Z7dT2Gp0="
CRC = {"crc_token": "challenge-0xdead"}
ANSWER = {"response_token": "sha256=SNrsPRtD3lCvH8iBPaLBE1Vnf8gy6brJjVWhAgAF7OQ="}


@pytest.fixture
def x(platform):
    return X(Credentials(ACCOUNT, "token-1", platform.url))


def items(sample, name):
    parsed = X.parse(sample("x", name))
    assert not parsed.unknown
    return list(parsed.items[ACCOUNT])


def problem(title: str, **fields):
    return {"title": title, "detail": f"{title}.", "type": "about:blank", **fields}


@pytest.mark.parametrize("secrets", [(SECRET,), ("new", SECRET), ("", SECRET)])
def test_it_accepts_what_x_signed(secrets):
    headers = {"x-twitter-webhooks-signature": SIGNATURE}
    assert X.matching_secret(BODY, headers, App(secrets), now=NOW) == SECRET
    assert X.matching_secret(BODY + b" ", headers, App(secrets), now=NOW) is None


def test_it_answers_the_challenge_with_the_newest_secret():
    assert json.loads(X.handshake(CRC, App((SECRET, "old")))) == ANSWER


@pytest.mark.parametrize(("query", "secrets"), [({}, (SECRET,)), (CRC, ()), (CRC, ("",))])
def test_it_answers_no_challenge_without_both(query, secrets):
    assert X.handshake(query, App(secrets)) is None


@pytest.mark.parametrize(
    ("name", "external_id", "parent_id", "post_id", "is_own"),
    [
        ("comment", COMMENT, "", "1990000000000000090", False),
        ("mention", "1990000000000000110", "", "", False),
        ("answer_to_an_answer", "1990000000000000102", "1990000000000000101", "", False),
        ("own_answer_to_a_mention", "1990000000000000111", "1990000000000000110", "", True),
    ],
)
def test_it_finds_the_place_of_a_post(sample, name, external_id, parent_id, post_id, is_own):
    [item] = items(sample, name)
    assert (item.external_id, item.parent_id, item.is_own) == (external_id, parent_id, is_own)
    assert item.thread_id == (parent_id or external_id)
    assert (item.post.external_id if item.post else "") == post_id


def test_it_reads_what_was_written_and_by_whom(sample):
    [item] = items(sample, "comment")
    assert (item.author.handle, item.text) == ("lottebakt", "@bakkerij open? 5 < 6 & meer")


def test_it_takes_an_edited_post_for_the_first_one(sample):
    [item] = items(sample, "comment_edited")
    assert (item.action, item.external_id) == (Action.EDIT, COMMENT)


@pytest.mark.parametrize("name", ["own_post", "repost", "dm_read", "follow", "old_favorite"])
def test_it_leaves_alone_what_nobody_answers(sample, name):
    parsed = X.parse(sample("x", name))
    assert (parsed.ignored, parsed.items, parsed.unknown) == (1, {}, ())


@pytest.mark.parametrize(
    ("name", "is_own", "text", "attachments"),
    [
        ("direct", False, "Hoi X", []),
        ("direct_flat", False, "Hoi X", []),
        ("account_activity_dm", False, "Hoi X", []),
        ("account_activity_dm_photo", False, "", ["photo"]),
        ("account_activity_dm_sent_echo", True, "Dag", []),
    ],
)
def test_it_reads_a_direct_message_in_every_shape(sample, name, is_own, text, attachments):
    [item] = items(sample, name)
    assert (item.kind, item.thread_id, item.is_own, item.text) == (Kind.DIRECT, CUSTOMER, is_own, text)
    assert [attachment.kind for attachment in item.attachments] == attachments
    assert item.occurred_at == datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)


def test_it_keeps_a_message_without_its_text_for_a_person(sample):
    assert X.parse(sample("x", "dm_without_text")).unknown


@pytest.mark.parametrize(
    ("act", "answer", "asked"),
    [
        (
            lambda x: x.reply(comment_id=COMMENT, text="Tot zes!", thread_id="1"),
            {"data": {"id": "7", "text": "@lottebakt Tot zes!"}},
            ("POST", "/2/tweets", {"text": "Tot zes!", "reply": {"in_reply_to_tweet_id": COMMENT}}),
        ),
        (
            lambda x: x.send_direct(recipient_id=CUSTOMER, text="Dag"),
            {"data": {"dm_event_id": "7", "dm_conversation_id": "100-200"}},
            ("POST", "/2/dm_conversations/with/200/messages", {"text": "Dag"}),
        ),
        (
            lambda x: x.hide(comment_id=COMMENT, is_hidden=True),
            {"data": {"hidden": True}},
            ("PUT", f"/2/tweets/{COMMENT}/hidden", {"hidden": True}),
        ),
        (
            lambda x: x.like(comment_id=COMMENT),
            {"data": {"liked": True}},
            ("POST", "/2/users/100/likes", {"tweet_id": COMMENT}),
        ),
    ],
)
def test_it_asks_as_x_wants_it(platform, x, act, answer, asked):
    platform.answers(answer)
    assert act(x) in (Sent("7"), None)
    [call] = platform.received
    assert (call.method, call.path, json.loads(call.body)) == asked
    assert call.headers["authorization"] == "Bearer token-1"


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (400, problem("Invalid Request"), errors.Invalid),
        (401, problem("Unauthorized"), errors.AuthExpired),
        (403, problem("Forbidden"), errors.NotAllowedHere),
        (403, problem("Client Forbidden", type="https://x/problems/client-forbidden"), errors.Forbidden),
        (404, problem("Not Found"), errors.TargetGone),
        (429, problem("Too Many Requests"), errors.Throttled),
        (503, problem("Service Unavailable"), errors.Ambiguous),
        (200, {"errors": [problem("No", type="https://x/problems/resource-not-found")]}, errors.TargetGone),
        (200, {"data": {"text": "no id"}}, errors.Ambiguous),
        (200, b"<html>", errors.Ambiguous),
    ],
)
def test_it_knows_what_a_refusal_means(platform, x, status, answer, kind):
    platform.answers(answer, status=status)
    with pytest.raises(kind):
        x.reply(comment_id=COMMENT, text="Dag")


def test_it_says_that_a_person_takes_no_messages(platform, x):
    platform.answers(problem("Forbidden"), status=403)
    with pytest.raises(errors.RecipientUnavailable):
        x.send_direct(recipient_id=CUSTOMER, text="Dag")


@pytest.mark.parametrize("reset", ["", "soon", "1"])
def test_it_pauses_for_as_long_as_x_asks_for_or_a_while(platform, x, reset):
    platform.answers({}, status=429, headers={"x-rate-limit-reset": reset})
    with pytest.raises(errors.Throttled) as caught:
        x.hide(comment_id=COMMENT, is_hidden=True)
    assert caught.value.retry_after == timedelta(minutes=15)


def own(number: str, text: str, answers: str = COMMENT, at: str = "2026-01-01T12:00:30Z"):
    references = [{"type": "replied_to", "id": answers}]
    return {"id": number, "text": text, "created_at": at, "referenced_tweets": references}


@pytest.mark.parametrize(
    ("posts", "found"),
    [
        ([own("7", "@lottebakt Van 5 &amp; 6, zie https://t.co/abc")], Sent("7")),
        ([own("7", "@lottebakt Van 5 &amp; 6, zie https://t.co/abc", answers="1")], None),
        ([own("7", "@lottebakt Iets anders, zie https://t.co/abc")], None),
        ([own("known", "@lottebakt Van 5 &amp; 6, zie https://t.co/abc")], None),
        ([own("7", "@lottebakt Van 5 &amp; 6, zie https://t.co/abc", at="2026-01-01T11:00:00Z")], None),
        ([], None),
    ],
)
def test_it_finds_its_answer_though_x_wrote_it_differently(platform, x, posts, found):
    platform.answers({"data": posts, "meta": {"result_count": len(posts)}})
    sought = {"text": "Van 5 & 6, zie example.org/taart", "since": NOW, "known_ids": frozenset({"known"})}
    assert x.find_own_reply(comment_id=COMMENT, **sought) == found


def test_it_reads_on_until_everything_was_seen(platform, x):
    other = own("6", "@bram Iets anders")
    platform.answers(
        {"data": [other], "meta": {"next_token": "t2"}},
        {"data": [own("7", "@lottebakt Dag")], "meta": {}},
    )
    assert x.find_own_reply(comment_id=COMMENT, text="Dag", since=NOW) == Sent("7")
    assert "pagination_token=t2" in platform.received[1].path


@pytest.mark.parametrize("rows", [[{"id": "7", "text": "Dag"}], [5], "x"])
def test_it_does_not_say_that_nothing_is_there_when_it_cannot_read(platform, x, rows):
    platform.answers({"data": rows})
    with pytest.raises(errors.Ambiguous):
        x.find_own_direct(recipient_id=CUSTOMER, text="Dag", since=NOW)


def test_it_finds_its_direct_message(platform, x):
    event = {
        "id": "9",
        "text": "Dag",
        "created_at": "2026-01-01T12:00:30.000Z",
        "event_type": "MessageCreate",
    }
    platform.answers({"data": [{**event, "id": "8", "sender_id": CUSTOMER}, {**event, "sender_id": ACCOUNT}]})
    assert x.find_own_direct(recipient_id=CUSTOMER, text="Dag", since=NOW) == Sent("9")


def test_it_names_the_app_to_get_new_access(platform):
    platform.answers({"access_token": "new", "expires_in": 7200, "refresh_token": "refresh-2"})
    credentials = Credentials(ACCOUNT, "", platform.url, "refresh-1", "app", "secret")
    assert X(credentials).refresh(now=NOW).refresh_token == "refresh-2"
    [call] = platform.received
    assert (call.path, call.headers["authorization"]) == ("/2/oauth2/token", "Basic YXBwOnNlY3JldA==")
