from __future__ import annotations

from typing import Any

import pytest

from automation.schema import RuleBody
from automation.services import parse_body
from automation.summary import summarise

THREE = {"type": "reply", "variants": ["a", "b", "c"]}


def body(*actions: dict[str, Any], **parts: Any) -> RuleBody:
    return parse_body({"actions": list(actions), **parts})


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            body(
                THREE,
                scope={"platforms": ["instagram"], "kinds": ["comment"]},
                conditions={"all": [{"type": "text", "words": ["price", "cost"]}]},
            ),
            "When a comment on Instagram contains “price” or “cost”, reply with one of 3 texts, "
            "at most once a person a post.",
        ),
        (
            body({"type": "hide"}, {"type": "resolve"}, scope={"ads": "only"}, stop_processing=True),
            "When a message on an ad arrives, hide it and resolve it; later rules are then skipped.",
        ),
        (
            body(
                {"type": "private_reply", "variants": ["Hallo daar"]},
                limits={"once_per_post": False},
                scope={"kinds": ["direct"], "channels": [3]},
                conditions={
                    "all": [{"type": "text", "words": ["a", "b", "c", "d", "e"]}, {"type": "has_link"}],
                    "any": [
                        {"type": "text", "op": "all", "words": ["f", "g"]},
                        {"type": "kind", "in": ["comment"]},
                    ],
                    "none": [{"type": "platform", "in": ["generic"]}],
                },
            ),
            "When a direct message to “Bakker” contains “a”, “b”, “c” or 2 more, contains a link "
            "and (contains “f” and “g” or is a comment), unless it is on Import / push, "
            "send privately “Hallo daar”.",
        ),
        (
            body(
                {"type": "label", "label": "klacht"},
                {"type": "assign", "email": "lotte@example.org"},
                scope={"ads": "never"},
                conditions={
                    "all": [
                        {"type": "text", "op": "none", "words": ["ok", "fijn"]},
                        {"type": "group", "all": [{"type": "has_link", "value": False}]},
                        {"type": "is_own", "value": False},
                    ]
                },
            ),
            "When a message that is not on an ad does not contain “ok” or “fijn”, (contains no link) "
            "and is not our own, label it “klacht” and assign it to lotte@example.org.",
        ),
    ],
)
def test_it_says_what_a_rule_does(rule: RuleBody, sentence: str) -> None:
    assert summarise(rule, {3: "Bakker"}) == sentence


def test_it_shortens_a_long_text() -> None:
    assert "…”" in summarise(body({"type": "reply", "variants": ["woord " * 40]}))
