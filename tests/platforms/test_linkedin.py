"""LinkedIn Pages: comments with long names, one level of answers, and no other act but a like."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from platforms import errors
from platforms.access import Profile
from platforms.base import Action, App, Credentials, Sent
from platforms.linkedin.connector import LinkedIn
from platforms.linkedin.urns import read_comment
from platforms.reading import NotUnderstood

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
PAGE = "urn:li:organization:2414183"
PLACE = "urn:li:activity:7000000000000000009"
COMMENT = f"urn:li:comment:({PLACE},7000000000000000010)"
OURS = f"urn:li:comment:({PLACE},77)"
BELOW = f"/rest/socialActions/{quote(COMMENT, safe='')}/comments"
SECRET = "test-app-secret"
BODY = b'{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[]}'
SIGNATURE = "d4f861811260308b46666e422d38637bd91ecef01262d34d2554a34df9fca445"
CODE = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
RESPONSE = "380dadd10eaef22934bfb43de44732d65d6032d8e717088308007662586d13a0"


@pytest.fixture
def linkedin(platform):
    return LinkedIn(Credentials(PAGE, "token-1", platform.url))


def item(sample, name):
    [found] = LinkedIn.parse(sample("linkedin", name)).items[PAGE]
    return found


@pytest.mark.parametrize("secrets", [(SECRET,), ("new", SECRET), ("", SECRET)])
def test_it_accepts_what_linkedin_signed(secrets):
    headers = {"x-li-signature": SIGNATURE}
    assert LinkedIn.matching_secret(BODY, headers, App(secrets), now=NOW) == SECRET
    assert LinkedIn.matching_secret(BODY + b" ", headers, App(secrets), now=NOW) is None


def test_it_answers_the_challenge_with_the_newest_secret():
    answer = json.loads(LinkedIn.handshake({"challengeCode": CODE}, App((SECRET, "old"))))
    assert answer == {"challengeCode": CODE, "challengeResponse": RESPONSE}


@pytest.mark.parametrize(("query", "secrets"), [({}, (SECRET,)), ({"challengeCode": CODE}, ("",))])
def test_it_answers_no_challenge_without_both(query, secrets):
    assert LinkedIn.handshake(query, App(secrets)) is None


@pytest.mark.parametrize(
    ("name", "action", "is_own", "text"),
    [
        ("comment", Action.CREATE, False, "Interessant!"),
        ("admin_comment", Action.CREATE, True, "Interessant!"),
        ("comment_edited", Action.EDIT, False, "Interessant!"),
        ("comment_deleted", Action.REMOVE, False, ""),
    ],
)
def test_it_reads_what_happened_to_a_comment(sample, name, action, is_own, text):
    found = item(sample, name)
    assert (found.action, found.is_own, found.text) == (action, is_own, text)
    assert (found.external_id, found.thread_id) == (COMMENT, COMMENT)
    assert found.occurred_at == datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)


def test_it_reads_where_an_answer_stands_and_what_the_post_says(sample):
    found = item(sample, "comment_decorated")
    assert (found.parent_id, found.thread_id) == (COMMENT, COMMENT)
    assert found.post.title == "Vers brood!"


@pytest.mark.parametrize(
    "spelling", ["urn:li:comment:(activity:7,8)", "urn:li:comment:(urn:li:activity:7,8)"]
)
def test_it_knows_a_comment_by_both_spellings_of_its_name(spelling):
    assert str(read_comment(spelling)) == "urn:li:comment:(urn:li:activity:7,8)"


@pytest.mark.parametrize("name", ["", "urn:li:share:7", "urn:li:comment:(7)", "urn:li:comment:(,7)", "(7,8)"])
def test_it_takes_no_other_name_for_a_comment(name):
    with pytest.raises(NotUnderstood):
        read_comment(name)


@pytest.mark.parametrize(
    ("answer", "headers"),
    [
        ({"commentUrn": OURS}, {}),
        ({"commentUrn": OURS.replace("urn:li:activity", "activity")}, {}),
        ({"id": OURS}, {}),
        ({"id": "77"}, {}),
        ({}, {"x-restli-id": "77"}),
    ],
)
def test_it_answers_below_the_first_comment(platform, linkedin, answer, headers):
    platform.answers(answer, status=201, headers=headers)
    reply = f"urn:li:comment:({PLACE},5)"
    assert linkedin.reply(comment_id=reply, text="Dank!", thread_id=COMMENT) == Sent(OURS)
    [call] = platform.received
    assert (call.method, call.path) == ("POST", BELOW)
    assert json.loads(call.body) == {
        "actor": PAGE,
        "object": PLACE,
        "parentComment": COMMENT,
        "message": {"text": "Dank!"},
    }
    assert call.headers["x-restli-protocol-version"] == "2.0.0"


def test_it_likes_as_the_page(platform, linkedin):
    platform.answers({}, status=201)
    linkedin.like(comment_id=COMMENT)
    [call] = platform.received
    assert call.path == f"/rest/reactions?actor={quote(PAGE, safe='')}"
    assert json.loads(call.body) == {"root": COMMENT, "reactionType": "LIKE"}


@pytest.mark.parametrize("typed", [PAGE, "2414183"])
def test_it_calls_a_page_by_its_whole_name(platform, typed):
    platform.answers({"id": 2414183, "localizedName": "Bakkerij", "vanityName": "bakkerij"})
    found = LinkedIn(Credentials(typed, "token-1", platform.url)).verify()
    assert found == Profile(PAGE, "Bakkerij", "bakkerij")
    assert platform.received[0].path == "/rest/organizations/2414183"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.Invalid),
        (401, errors.AuthExpired),
        (403, errors.Forbidden),
        (404, errors.TargetGone),
        (422, errors.Invalid),
        (429, errors.Throttled),
        (500, errors.Ambiguous),
        (201, errors.Ambiguous),
    ],
)
def test_it_knows_what_a_refusal_means(platform, linkedin, status, kind):
    platform.answers({"status": status, "message": "No."}, status=status)
    with pytest.raises(kind):
        linkedin.reply(comment_id=COMMENT, text="Dank!")


def test_it_makes_no_call_about_what_is_no_comment(platform, linkedin):
    with pytest.raises(errors.Invalid):
        linkedin.reply(comment_id="urn:li:share:7", text="Dank!")
    assert not platform.received


def below(number: int, text: str = "Dank!", actor: str = PAGE, at: datetime = NOW):
    return {
        "commentUrn": f"urn:li:comment:({PLACE},{number})",
        "actor": actor,
        "message": {"text": text},
        "created": {"time": int(at.timestamp() * 1000)},
    }


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([below(76, "Anders"), below(77)], Sent(OURS)),
        ([below(77, actor="urn:li:person:x")], None),
        ([below(77, at=NOW - timedelta(hours=1))], None),
        ([below(1)], None),
    ],
)
def test_it_finds_its_answer(platform, linkedin, rows, found):
    platform.answers({"elements": rows}, {"elements": []})
    known = frozenset({f"urn:li:comment:({PLACE},1)"})
    assert linkedin.find_own_reply(comment_id=COMMENT, text="Dank!", since=NOW, known_ids=known) == found


@pytest.mark.parametrize("rows", ["x", [5], [{"commentUrn": "?"}], [{"id": "7"}]])
def test_it_does_not_say_that_nothing_is_there_when_it_cannot_read(platform, linkedin, rows):
    platform.answers({"elements": rows})
    with pytest.raises(errors.Ambiguous):
        linkedin.find_own_reply(comment_id=COMMENT, text="Dank!", since=NOW)
