"""The error map as a table: (HTTP status, code, subcode) and what we call it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from platforms.errors import (
    AlreadyDone,
    Ambiguous,
    AuthExpired,
    Forbidden,
    Invalid,
    NotAllowedHere,
    RecipientUnavailable,
    TargetGone,
    Throttled,
    Transient,
    WindowClosed,
)
from platforms.meta.errors import retry_after
from platforms.meta.graph import Graph

TABLE = [
    (401, 190, 463, AuthExpired),
    (400, 190, None, AuthExpired),
    (400, 102, None, AuthExpired),
    (403, 4, None, Throttled),
    (400, 17, 2446079, Throttled),
    (403, 32, None, Throttled),
    (400, 613, None, Throttled),
    (400, 80001, None, Throttled),
    (400, 80002, None, Throttled),
    (400, 80006, None, Throttled),
    (500, 4, None, Throttled),
    (400, 10, None, Forbidden),
    (400, 10, 999, Forbidden),
    (403, 3, None, Forbidden),
    (403, 200, None, Forbidden),
    (403, 299, None, Forbidden),
    (400, 10, 2018278, WindowClosed),
    (400, 10, 2534022, WindowClosed),
    (400, 10, 2534025, AlreadyDone),
    (400, 100, None, Invalid),
    (400, 100, 33, TargetGone),
    (400, 100, 2534014, RecipientUnavailable),
    (400, 551, 1545041, RecipientUnavailable),
    (400, 551, None, RecipientUnavailable),
    (400, 100, 2534001, RecipientUnavailable),
    (400, 100, 2018108, RecipientUnavailable),
    (500, 2, 1545133, Transient),
    (500, 1, None, Transient),
    (400, 2, None, Transient),
    (400, 424242, None, Invalid),
    (500, 424242, None, Transient),
    (400, "190", None, Invalid),
    (400, True, None, Invalid),
]
TOKEN = "EAAB-secret"


def graph(platform):
    return Graph(platform.url, TOKEN)


def refusal(code, subcode=None, message="(#1) No", **more):
    return {"error": {"message": message, "code": code, "error_subcode": subcode, **more}}


@pytest.mark.parametrize(("status", "code", "subcode", "error"), TABLE)
def test_it_translates_the_error_of_a_read(platform, status, code, subcode, error):
    platform.answers(refusal(code, subcode), status=status)
    with pytest.raises(error) as caught:
        graph(platform).get("1")
    assert type(caught.value) is error


@pytest.mark.parametrize(("status", "code", "subcode", "error"), TABLE)
def test_it_does_not_know_the_outcome_of_a_send_that_failed_on_their_side(
    platform, status, code, subcode, error
):
    platform.answers(refusal(code, subcode), status=status)
    with pytest.raises(Ambiguous if error is Transient else error):
        graph(platform).send("1", "replies", form={"message": "x"})


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (503, b"<html>", Transient),
        (429, b"", Throttled),
        (404, b"<html>Not found", Invalid),
        (401, b"", AuthExpired),
        (403, b"no", Forbidden),
        (302, b"", Invalid),
        (200, b"<html>", Transient),
        (200, b"[1]", Transient),
        (200, b"\xff", Transient),
        (400, b'{"error": "text"}', Invalid),
        (200, b'{"error": {"code": 190}}', AuthExpired),
    ],
)
def test_it_understands_an_answer_without_a_code(platform, status, body, error):
    platform.answers(body, status=status)
    with pytest.raises(error):
        graph(platform).get("1")


def test_it_takes_the_platforms_word_that_a_fault_passes(platform):
    platform.answers(refusal(100, is_transient=True), status=400)
    with pytest.raises(Transient):
        graph(platform).get("1")


def test_it_reports_the_platforms_code_and_message(platform):
    platform.answers(refusal(10, 2534022, "(#10) Outside of allowed window"), status=400)
    with pytest.raises(WindowClosed, match="Outside of allowed window") as caught:
        graph(platform).get("1")
    assert caught.value.platform_code == "10/2534022"


@pytest.mark.parametrize(
    ("code", "message"), [(100, f"Bad {TOKEN}"), (190, "Malformed access token EAAB-sec")]
)
def test_it_never_repeats_the_token(platform, code, message):
    platform.answers(refusal(code, message=message), status=400)
    with pytest.raises((Invalid, AuthExpired)) as caught:
        graph(platform).get("1")
    assert "EAAB" not in str(caught.value)


def test_it_says_when_to_try_again(platform):
    use = {"type": "instagram", "call_count": 100, "estimated_time_to_regain_access": 19}
    headers = {"X-Business-Use-Case-Usage": json.dumps({"178": [use]}), "X-App-Usage": "{}"}
    platform.answers(refusal(80002), status=400, headers=headers)
    with pytest.raises(Throttled) as caught:
        graph(platform).get("1")
    assert caught.value.retry_after == timedelta(minutes=19)


@pytest.mark.parametrize(
    "header", ["", "{}", "[]", "1", "{", '{"1": 2}', '{"1": [3]}', '{"1": [{}]}', "[" * 100000]
)
def test_it_knows_no_pause_from_a_strange_header(header):
    assert retry_after({"x-business-use-case-usage": header}) is None


def test_it_never_pauses_for_more_than_a_day():
    use = {"estimated_time_to_regain_access": 10**12}
    header = json.dumps({"1": [use, {"estimated_time_to_regain_access": "soon"}]})
    assert retry_after({"x-business-use-case-usage": header}) == timedelta(days=1)


def test_it_says_that_a_state_was_refused(platform):
    platform.answers({"success": False})
    with pytest.raises(NotAllowedHere):
        graph(platform).update("1", hide="true")


@pytest.mark.parametrize("token", ["", "é", "a\nb", "\ud800"])
def test_it_sends_nothing_with_an_unusable_token(platform, token):
    with pytest.raises(AuthExpired):
        Graph(platform.url, token).get("1")
    assert not platform.received


@pytest.mark.parametrize("identifier", ["", ".", ".."])
def test_it_sends_nothing_without_an_id(platform, identifier):
    with pytest.raises(Invalid):
        graph(platform).delete(identifier)
    assert not platform.received


def test_it_keeps_an_id_inside_its_place_in_the_path(platform):
    platform.answers({})
    graph(platform).get("../me?fields=x#y")
    assert platform.received[0].path == "/v26.0/..%2Fme%3Ffields%3Dx%23y"
