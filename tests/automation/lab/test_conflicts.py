"""Acts of two rules that cannot both be meant."""

from __future__ import annotations

import pytest

from automation.lab.conflicts import contradictions
from automation.schema import RuleBody

REPLY = {"type": "reply", "variants": ["Hoi"]}
PRIVATE = {"type": "private_reply", "variants": ["Hoi"]}
HIDE = {"type": "hide"}


def body(*actions: dict) -> RuleBody:
    return RuleBody.model_validate({"actions": list(actions)})


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (HIDE, REPLY, ["hide × reply"]),
        ({"type": "delete"}, {"type": "like"}, ["delete × like"]),
        ({"type": "hold"}, {"type": "approve"}, ["hold × approve"]),
        (REPLY, PRIVATE, ["reply × private_reply"]),
        ({"type": "resolve"}, {"type": "set_status", "status": "open"}, ["status × status"]),
        (
            {"type": "assign", "email": "a@example.org"},
            {"type": "assign", "to": "in_turn"},
            ["assign × assign"],
        ),
        (
            {"type": "set_sentiment", "sentiment": "positive"},
            {"type": "set_sentiment", "sentiment": "negative"},
            ["set_sentiment × set_sentiment"],
        ),
        (HIDE, PRIVATE, []),
        (HIDE, {"type": "hold"}, []),
        ({"type": "label", "label": "a"}, {"type": "label", "label": "b"}, []),
        ({"type": "resolve"}, {"type": "set_status", "status": "resolved"}, []),
    ],
)
def test_it_knows_what_contradicts(one, other, found):
    assert contradictions(body(one), body(other)) == found
    assert bool(contradictions(body(other), body(one))) is bool(found)
