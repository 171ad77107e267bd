from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from platforms import errors
from platforms.base import Action, Author, Credentials, PostRef, Sent
from platforms.errors import Throttled
from platforms.youtube.connector import YouTube
from platforms.youtube.errors import until_midnight
from platforms.youtube.parse import parse, read_threads

CHANNEL, VIEWER, TOP = "UCbakkerij000000000000001", "UCviewer00000000000000001", "UgxEXAMPLEtop00000000AaABAg"
MOMENT = datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)
EMPTY = {"kind": "youtube#commentThreadListResponse", "items": []}


@pytest.fixture
def youtube(platform) -> YouTube:
    return YouTube(Credentials(CHANNEL, "secret-token", base_url=platform.url))


def query_of(call) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(urlsplit(call.path).query).items()}


def refusal(reason: str) -> dict:
    return {"error": {"code": 403, "message": "No.", "errors": [{"reason": reason, "message": "No."}]}}


def test_it_reads_a_thread_with_its_reply(sample):
    top, reply = parse(sample("youtube", "thread_held_with_reply")).items[CHANNEL]
    assert (top.external_id, top.thread_id, top.parent_id, top.is_own) == (TOP, TOP, "", False)
    assert (top.text, top.author, top.occurred_at) == (
        "Welke bloem gebruik je?\nGroet",
        Author(VIEWER, handle="lottebakt"),
        MOMENT,
    )
    assert top.post == PostRef("vid00000001", permalink="https://www.youtube.com/watch?v=vid00000001")
    assert (reply.thread_id, reply.parent_id, reply.is_own) == (TOP, TOP, True)


def test_it_knows_what_the_public_does_not_see(sample):
    assert read_threads(sample("youtube", "thread_held_with_reply")).hidden == {TOP: True}
    assert read_threads(sample("youtube", "comment")).hidden == {TOP: False}


def test_it_tells_an_edit_by_the_time_of_the_last_change(sample):
    created, edited = parse(sample("youtube", "comment_edited")).items[CHANNEL]
    assert (created.action, created.occurred_at) == (Action.CREATE, MOMENT)
    assert (edited.action, edited.occurred_at) == (Action.EDIT, MOMENT + timedelta(minutes=10))


def test_it_reads_a_comment_on_a_community_post(sample):
    [item] = parse(sample("youtube", "comment_on_community_post")).items[CHANNEL]
    assert item.post == PostRef("UgkxExamplePost")


def test_it_asks_for_every_status_in_turn(platform, youtube, sample):
    platform.answers(EMPTY | {"nextPageToken": "p2"}, sample("youtube", "comment"), EMPTY, EMPTY)
    cursor, items = "", []
    while True:
        page = youtube.read_recent(since=None, cursor=cursor)
        items += page.items
        if not (cursor := page.cursor):
            break
    asked = [query_of(call) for call in platform.received]
    assert [(one["moderationStatus"], one.get("pageToken")) for one in asked] == [
        ("published", None),
        ("published", "p2"),
        ("heldForReview", None),
        ("likelySpam", None),
    ]
    assert {one["allThreadsRelatedToChannelId"] for one in asked} == {CHANNEL}
    assert (len(items), youtube.spent) == (1, 4)


def test_it_reads_no_further_back_than_asked(platform, youtube, sample):
    platform.answers(sample("youtube", "comment") | {"nextPageToken": "p2"})
    page = youtube.read_recent(since=MOMENT + timedelta(seconds=1))
    assert page.cursor == "heldForReview"


def test_it_fetches_the_replies_that_did_not_come_along(platform, youtube, sample):
    reply = sample("youtube", "thread_held_with_reply")["items"][0]["replies"]["comments"][0]
    platform.answers(
        sample("youtube", "thread_with_more_replies"),
        {"items": [], "nextPageToken": "r2"},
        {"items": [reply]},
    )
    page = youtube.read_post(post_id="vid00000001")
    assert [item.thread_id for item in page.items] == [TOP, TOP]
    assert query_of(platform.received[1])["parentId"] == TOP
    assert query_of(platform.received[2])["pageToken"] == "r2"


@pytest.mark.parametrize("comment_id", [TOP, f"{TOP}.9iwJkUYNcXa9u0lv3j3Abh"])
def test_it_replies_to_the_first_comment_of_a_thread(platform, youtube, comment_id):
    platform.answers({"id": f"{TOP}.new"})
    assert youtube.reply(comment_id=comment_id, text="Tarwebloem!") == Sent(f"{TOP}.new")
    [call] = platform.received
    assert (call.method, urlsplit(call.path).path) == ("POST", "/youtube/v3/comments")
    assert json.loads(call.body) == {"snippet": {"parentId": TOP, "textOriginal": "Tarwebloem!"}}
    assert youtube.spent == 50


@pytest.mark.parametrize(
    ("act", "arguments", "status"),
    [
        ("hide", {"is_hidden": True}, "rejected"),
        ("hide", {"is_hidden": False}, "published"),
        ("hold", {}, "heldForReview"),
    ],
)
def test_it_moderates(platform, youtube, act, arguments, status):
    platform.answers(b"", status=204)
    getattr(youtube, act)(comment_id=TOP, **arguments)
    [call] = platform.received
    assert urlsplit(call.path).path == "/youtube/v3/comments/setModerationStatus"
    assert query_of(call) == {"id": TOP, "moderationStatus": status}


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("quotaExceeded", errors.Throttled),
        ("rateLimitExceeded", errors.Throttled),
        ("authError", errors.AuthExpired),
        ("forbidden", errors.Forbidden),
        ("ineligibleAccount", errors.Forbidden),
        ("commentNotFound", errors.TargetGone),
        ("parentCommentNotFound", errors.TargetGone),
        ("commentsDisabled", errors.NotAllowedHere),
        ("operationNotSupported", errors.NotAllowedHere),
        ("parentCommentIsPrivate", errors.NotAllowedHere),
        ("commentTextTooLong", errors.Invalid),
        ("processingFailure", errors.Ambiguous),
        ("somethingNew", errors.Forbidden),
    ],
)
def test_it_knows_what_a_refusal_means(platform, youtube, reason, error):
    platform.answers(refusal(reason), status=403)
    with pytest.raises(error) as caught:
        youtube.reply(comment_id=TOP, text="Hoi")
    assert caught.value.platform_code == reason


def test_it_waits_for_midnight_when_the_quota_is_used_up(platform, youtube):
    platform.answers(refusal("quotaExceeded"), status=403)
    with pytest.raises(Throttled) as caught:
        youtube.read_recent(since=None)
    assert timedelta(0) < caught.value.retry_after <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 1, 1, 7, 0, tzinfo=UTC), timedelta(hours=1)),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), timedelta(hours=24)),
        # The clocks go forward on this day: it has 23 hours.
        (datetime(2026, 3, 8, 8, 0, tzinfo=UTC), timedelta(hours=23)),
    ],
)
def test_it_knows_when_midnight_is_in_california(now, left):
    assert until_midnight(now) == left


def test_it_finds_its_own_reply_and_nobody_elses(platform, youtube, sample):
    reply = sample("youtube", "thread_held_with_reply")["items"][0]["replies"]["comments"][0]
    for known, expected in [(frozenset(), Sent(reply["id"])), (frozenset({reply["id"]}), None)]:
        platform.answers({"items": [reply]})
        found = youtube.find_own_reply(comment_id=TOP, text="Tarwebloem! ", since=MOMENT, known_ids=known)
        assert found == expected
    platform.answers({"items": [reply]})
    assert (
        youtube.find_own_reply(comment_id=TOP, text="Tarwebloem!", since=MOMENT + timedelta(hours=1)) is None
    )
