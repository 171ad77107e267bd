"""What changed between two versions is said in words that need no knowledge of the schema."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from automation.files import diff_bodies
from automation.schema import RuleBody
from tests.automation.files.strategies import files

WORDS = {"type": "text", "words": ["kost", "prijs"]}
REPLY = {"type": "reply", "variants": ["Vanaf 25 euro"]}


def body(**parts: Any) -> RuleBody:
    return RuleBody.model_validate({"actions": [REPLY], "conditions": {"all": [WORDS]}} | parts)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"conditions": {"all": [WORDS | {"words": ["kost", "duur"]}]}},
            "Words: added “duur”, removed “prijs”",
        ),
        ({"conditions": {"all": [WORDS, {"type": "has_link"}]}}, "Must hold: added “contains a link”"),
        ({"conditions": {"all": []}}, "Must hold: removed “contains “kost” or “prijs””"),
        (
            {"conditions": {"all": [WORDS], "none": [{"type": "flag", "of": "vip"}]}},
            "Must not hold: added “is by a VIP”",
        ),
        (
            {"conditions": {"all": [WORDS | {"hardening": 3}]}},
            "Must hold: contains “kost” or “prijs” (disguised too); was: contains “kost” or “prijs”",
        ),
        (
            {"actions": [REPLY | {"variants": ["Vanaf 30 euro"]}]},
            "Texts: added “Vanaf 30 euro”, removed “Vanaf 25 euro”",
        ),
        ({"actions": [REPLY, {"type": "resolve"}]}, "Does: added “resolve it”"),
        ({"limits": {"per_person_per_day": 5}}, "Answers to one person in 24 hours: 5; was: 3"),
        ({"limits": {"once_per_post": False}}, "Once a person a post: off; was: on"),
        ({"scope": {"kinds": ["comment"]}}, "Looks at: a comment; was: a message"),
        ({"scope": {"posts": [3]}}, "Looks at: a message on one post; was: a message"),
        ({"schedule": {"weekdays": ["mon"]}}, "Works: On Monday; was: always"),
        ({"examples": {"match": ["Wat kost dit?"]}}, "Examples that must match: added “Wat kost dit?”"),
        ({"stop_processing": True}, "Skips later rules: on; was: off"),
        (
            {"trigger": {"type": "unanswered", "minutes": 60, "business_hours": False}},
            "Starts when: a message waits 1 hour for an answer; was: a message arrives",
        ),
    ],
)
def test_it_says_what_changed(change, sentence):
    assert [each.sentence for each in diff_bodies(body(), body(**change))] == [sentence]


def test_it_says_what_a_new_rule_does():
    (change,) = diff_bodies(None, body())
    assert change.sentence.startswith("When a message contains “kost” or “prijs”, reply with “Vanaf 25 euro”")


def test_it_points_to_the_part_that_changed():
    group = {"type": "group", "all": [WORDS]}
    before = body(conditions={"any": [{"type": "has_link"}, group]})
    inner = {"type": "group", "all": [WORDS | {"words": ["kost"]}]}
    after = body(conditions={"any": [{"type": "has_link"}, inner]})
    (change,) = diff_bodies(before, after)
    assert change.at == "conditions.any.1.all.0.words"
    assert (change.before, change.after) == ("prijs", "")


@given(files, files)
@settings(suppress_health_check=list(HealthCheck), max_examples=60)
def test_it_is_silent_only_when_nothing_changed(one, other):
    bodies = [rule.body() for rule in (*one.rules, *other.rules)]
    for before in bodies:
        for after in bodies:
            changes = diff_bodies(before, after)
            assert bool(changes) is (before != after)
            assert all(change.sentence for change in changes)
