from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from platforms import errors
from platforms.base import Action, App, Attachment, Author, Credentials, Kind, PostRef, Sent
from platforms.tiktok.connector import TikTok
from platforms.tiktok.parse import parse

ACCOUNT, CUSTOMER = "-000exampleBusinessOpenId", "+ABc1D2exampleUniqueIdentifier"
COMMENT, VIDEO, TALK = "7247303576418566913", "7203946942097902849", "u5Jexample0tZ9y07kg=="
MOMENT = datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)
SECRET = "test-app-secret"
SIGNATURE = "t=1767262000,s=cbc57c7849f374ba7692267ab874e536a466a1354c067cd5c60eb5785c828970"
BODY = (
    '{"client_key":"7600000000000000001","event":"comment.update","create_time":1767262000,'
    '"user_openid":"-000exampleBusinessOpenId","content":"{\\"comment_id\\":7247303576418566913,'
    '\\"video_id\\":7203946942097902849,\\"comment_type\\":\\"comment\\",\\"comment_action\\":\\"insert\\",'
    '\\"timestamp\\":1767262000000,\\"unique_identifier\\":\\"+ABc1D2exampleUniqueIdentifier\\",'
    '\\"text\\":\\"Waar kan ik dit kopen? 😍\\"}"}'
).encode()


@pytest.fixture
def read(sample):
    """Return the one item in a sample."""

    def read_one(name):
        parsed = parse(sample("tiktok", name))
        assert (parsed.ignored, parsed.unknown) == (0, ())
        [item] = parsed.items[ACCOUNT]
        return item

    return read_one


@pytest.fixture
def tiktok(platform) -> TikTok:
    return TikTok(Credentials(ACCOUNT, "secret-token", base_url=platform.url))


def ok(**data) -> dict:
    return {"code": 0, "message": "OK", "data": data}


def signed(value=SIGNATURE, body=BODY, now=MOMENT, secrets=(SECRET,)):
    return TikTok.matching_secret(body, {"tiktok-signature": value}, App(secrets), now=now)


def test_it_keeps_every_digit_of_an_id(read):
    item = read("comment")
    assert (item.action, item.external_id, item.thread_id) == (Action.CREATE, COMMENT, COMMENT)
    assert (item.author, item.post) == (Author(CUSTOMER), PostRef(VIDEO))
    assert (item.text, item.occurred_at, item.is_own) == ("Waar kan ik dit kopen? 😍", MOMENT, False)


def test_it_puts_a_reply_into_the_thread_of_its_parent(read):
    item = read("comment_reply_insert")
    assert (item.external_id, item.thread_id, item.parent_id) == ("7247303576418566999", COMMENT, COMMENT)


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("delete", Action.REMOVE),
        ("set_to_hidden", Action.HIDE),
        ("set_to_friends_only", Action.HIDE),
        ("set_to_public", Action.UNHIDE),
    ],
)
def test_it_tells_what_became_of_a_comment(read, name, action):
    item = read(f"comment_{name}")
    assert (item.action, item.external_id, item.text) == (action, COMMENT, "")


def test_it_knows_its_own_comment_by_the_account(sample):
    payload = sample("tiktok", "comment")
    payload["content"] = payload["content"].replace(CUSTOMER, ACCOUNT)
    [item] = parse(payload).items[ACCOUNT]
    assert item.is_own


@pytest.mark.parametrize("unit", [1, 1000])
def test_it_reads_seconds_and_milliseconds(sample, unit):
    payload = sample("tiktok", "comment")
    payload["content"] = payload["content"].replace("1767262000000", str(1767262000 * unit))
    [item] = parse(payload).items[ACCOUNT]
    assert item.occurred_at == MOMENT


def test_it_reads_direct_messages_into_tiktoks_conversation(read):
    item, echo = read("im_receive_msg_text"), read("im_send_msg_echo")
    assert (item.kind, item.thread_id, item.is_own, item.text) == (Kind.DIRECT, TALK, False, "Hoi!")
    assert item.author == Author(CUSTOMER, handle="lotte.bakt")
    assert (echo.thread_id, echo.is_own) == (TALK, True)


@pytest.mark.parametrize(
    ("name", "attachment"),
    [
        ("image", Attachment("image")),
        ("share_post", Attachment("share_post", f"https://www.tiktok.com/player/v1/{VIDEO}")),
    ],
)
def test_it_keeps_what_a_message_without_words_shows(read, name, attachment):
    assert read(f"im_receive_msg_{name}").attachments == (attachment,)


def test_it_accepts_what_tiktok_signed():
    assert signed() == SECRET
    assert signed(secrets=("new", SECRET)) == SECRET


@pytest.mark.parametrize("seconds", [-301, 301])
def test_it_refuses_a_signature_of_another_time(seconds):
    assert signed(now=MOMENT + timedelta(seconds=seconds)) is None


@pytest.mark.parametrize(
    "value", ["", SIGNATURE[13:], SIGNATURE.replace("t=1", "t=2"), "t=²,s=x", "t=1767262000"]
)
def test_it_refuses_another_signature(value):
    assert signed(value=value) is None


def test_it_refuses_a_body_that_was_written_again():
    assert signed(body=json.dumps(json.loads(BODY)).encode()) is None


def test_it_replies_below_the_first_comment(platform, tiktok):
    platform.answers(ok(comment_id="7247303576418567000"))
    sent = tiktok.reply(comment_id="7247303576418566999", text="Hier!", post_id=VIDEO, thread_id=COMMENT)
    assert sent == Sent("7247303576418567000")
    [call] = platform.received
    assert (call.method, call.path) == ("POST", "/open_api/v1.3/business/comment/reply/create/")
    assert call.headers["access-token"] == "secret-token"
    body = {"business_id": ACCOUNT, "video_id": VIDEO, "comment_id": COMMENT, "text": "Hier!"}
    assert json.loads(call.body) == body


@pytest.mark.parametrize(("is_hidden", "action"), [(True, "HIDE"), (False, "UNHIDE")])
def test_it_hides_and_shows_again(platform, tiktok, is_hidden, action):
    platform.answers(ok())
    tiktok.hide(comment_id=COMMENT, is_hidden=is_hidden, post_id=VIDEO)
    body = {"business_id": ACCOUNT, "video_id": VIDEO, "comment_id": COMMENT, "action": action}
    assert json.loads(platform.received[0].body) == body


def test_it_answers_in_the_conversation(platform, tiktok):
    platform.answers(ok(message={"message_id": "m1"}))
    assert tiktok.send_direct(recipient_id=TALK, text="Dag") == Sent("m1")
    body = json.loads(platform.received[0].body)
    assert (body["recipient_type"], body["recipient"], body["text"]) == (
        "CONVERSATION",
        TALK,
        {"body": "Dag"},
    )


def test_it_learns_a_name_from_what_somebody_wrote(platform, tiktok):
    row = {"unique_identifier": CUSTOMER, "username": "lotte.bakt", "display_name": "Lotte"}
    platform.answers(ok(comments=[{"unique_identifier": "x"}, row]))
    found = tiktok.find_person(person_id=CUSTOMER, comment_id=COMMENT, post_id=VIDEO)
    assert found == Author(CUSTOMER, "lotte.bakt", "Lotte")
    query = parse_qs(urlsplit(platform.received[0].path).query)
    assert (query["video_id"], query["comment_ids"]) == ([VIDEO], [f'["{COMMENT}"]'])


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (40100, errors.Throttled),
        (40016, errors.Throttled),
        (40133, errors.Throttled),
        (40064, errors.Throttled),
        (40102, errors.AuthExpired),
        (40103, errors.AuthExpired),
        (40104, errors.AuthExpired),
        (40105, errors.AuthExpired),
        (40001, errors.Forbidden),
        (40000, errors.Invalid),
        (40002, errors.Invalid),
        (40007, errors.TargetGone),
        (40050, errors.AlreadyDone),
        (20001, errors.NotAllowedHere),
        (50000, errors.Ambiguous),
        (49999, errors.Invalid),
    ],
)
def test_it_knows_what_a_code_means_though_the_status_is_200(platform, tiktok, code, error):
    platform.answers({"code": code, "message": "No.", "data": {}})
    with pytest.raises(error) as caught:
        tiktok.reply(comment_id=COMMENT, text="Hoi", post_id=VIDEO)
    assert caught.value.platform_code == str(code)


def test_it_does_not_take_an_unreadable_answer_for_a_success(platform, tiktok):
    platform.answers(b"<html>", b"<html>")
    with pytest.raises(errors.Ambiguous):
        tiktok.reply(comment_id=COMMENT, text="Hoi", post_id=VIDEO)
    with pytest.raises(errors.Transient):
        tiktok.hide(comment_id=COMMENT, is_hidden=True, post_id=VIDEO)


def test_it_finds_its_own_reply_on_a_later_page(platform, tiktok):
    row = {"comment_id": "7", "text": "Hier!", "create_time": "1767262060"}
    platform.answers(
        ok(comments=[row | {"owner": False}], has_more=True, cursor=30),
        ok(comments=[row | {"owner": True}], has_more=False),
    )
    found = tiktok.find_own_reply(comment_id=COMMENT, text="Hier!", since=MOMENT, post_id=VIDEO)
    assert found == Sent("7")
    assert parse_qs(urlsplit(platform.received[1].path).query)["cursor"] == ["30"]


def test_it_finds_its_own_direct_message(platform, tiktok):
    row = {"message_id": "m1", "text": {"body": "Dag"}, "timestamp": 1767262060000}
    brand, person = {"role": "business_account"}, {"role": "personal_account"}
    platform.answers(
        ok(messages=[row | {"from_user": person}, row | {"message_id": "m2", "from_user": brand}])
    )
    assert tiktok.find_own_direct(recipient_id="a+b==", text="Dag", since=MOMENT) == Sent("m2")
    assert "a%2Bb" in platform.received[0].path
