"""What the comparison at the end of a fault run sees, and what it lets pass."""

from __future__ import annotations

from typing import Any

import pytest

from bench.truth import compare

ACCOUNT = "1"


def comment(**fields: Any) -> dict[str, Any]:
    plain = {"id": "c1", "account_id": ACCOUNT, "text": "Wat is de levertijd?", "parent_id": None}
    return plain | {"deleted": False, "hidden": False, "status": "published", "by_brand": False} | fields


ANSWER = comment(id="c2", text="Twee dagen!", parent_id="c1", by_brand=True)


def stored(of: dict[str, Any], number: int, **fields: Any) -> dict[str, Any]:
    row = {"id": number, "channel": ACCOUNT, "external_id": of["id"], "text": of["text"]}
    place = {"visibility": "visible", "thread": of["parent_id"] or of["id"], "is_own": of["by_brand"]}
    return row | place | fields


def call(**fields: Any) -> dict[str, Any]:
    return {"message": 1, "verb": "reply", "status": "done", "error_code": ""} | fields


def found(
    comments: list[Any],
    messages: list[Any],
    calls: list[Any],
    quarantine: str = "",
    platform: str = "facebook",
) -> list[str]:
    truth = {"accounts": [{"id": ACCOUNT, "platform": platform}], "comments": comments, "directs": []}
    document = {"messages": messages, "calls": calls, "quarantine": quarantine}
    return compare(truth, document).problems


def test_it_has_nothing_to_say_when_all_is_well() -> None:
    asked = comment()
    assert not found([asked, ANSWER], [stored(asked, 1), stored(ANSWER, 2)], [call()])


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"text": "Wat?"}, "instead of"),
        ({"visibility": "hidden"}, "is visible there and hidden here"),
        ({"thread": "c9"}, "stands in thread c9"),
        ({"is_own": True}, "is_own is True"),
        ({"external_id": "c9"}, "invented"),
    ],
)
def test_it_sees_what_differs(fields: dict[str, Any], problem: str) -> None:
    asked = comment(text="Mooi!")
    assert any(problem in said for said in found([asked], [stored(asked, 1, **fields)], []))


def test_it_sees_what_is_missing_unless_it_is_in_quarantine() -> None:
    assert found([comment()], [], []) == ["facebook comment c1 is missing"]
    assert not found([comment()], [], [], quarantine="… c1 …")


def test_it_sees_that_a_removal_was_missed() -> None:
    gone = comment(deleted=True)
    assert found([gone], [stored(gone, 1)], []) == ["facebook comment c1 was removed and is visible"]


def test_it_lets_pass_what_no_platform_is_known_to_tell() -> None:
    gone, below = comment(deleted=True), comment(id="c2", parent_id="c1", deleted=True)
    assert not found([gone, below], [stored(gone, 1, visibility="removed"), stored(below, 2)], [])
    edited = comment(text="Toch niet")
    assert not found([edited], [stored(edited, 1, text="Mooi!")], [], quarantine="… Toch niet …")


@pytest.mark.parametrize(("platform", "is_known"), [("telegram", True), ("facebook", False)])
def test_it_lets_an_answer_be_missing_only_where_nobody_tells_of_it(platform: str, is_known: bool) -> None:
    asked, unknown = comment(), call(status="failed", error_code="outcome_unknown")
    assert (not found([asked, ANSWER], [stored(asked, 1)], [unknown], platform=platform)) == is_known
    assert found([asked, ANSWER], [stored(asked, 1)], [call()], platform=platform)


@pytest.mark.parametrize(
    ("answers", "calls", "is_explained"),
    [
        (0, [], False),
        (2, [call()], False),
        (0, [call()], False),
        (1, [call(status="failed", error_code="forbidden")], False),
        (0, [call(status="failed", error_code="forbidden")], True),
        (1, [call(status="failed", error_code="outcome_unknown")], True),
        (2, [call(status="failed", error_code="outcome_unknown")], False),
    ],
)
def test_it_wants_each_answer_once_or_explained(answers: int, calls: list[Any], is_explained: bool) -> None:
    asked, given = comment(), [ANSWER | {"id": f"a{number}"} for number in range(answers)]
    messages = [stored(asked, 1), *(stored(answer, 9) for answer in given)]
    assert (not found([asked, *given], messages, calls)) == is_explained


@pytest.mark.parametrize(("platform", "is_blind"), [("youtube", True), ("facebook", False)])
def test_it_lets_pass_what_nobody_lists_below_a_hidden_comment(platform: str, is_blind: bool) -> None:
    top, below = comment(text="Mooi!", hidden=True), comment(id="c2", parent_id="c1", text="Toch niet")
    messages = [stored(top, 1, visibility="hidden"), stored(below, 2, text="Mooi!")]
    assert (not found([top, below], messages, [], platform=platform)) == is_blind
    top["hidden"] = False
    messages[0]["visibility"] = "visible"
    assert found([top, below], messages, [], platform=platform)
