"""What the checker says is so: it never says “never” of a rule that runs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from automation.checker import CheckedRule, check_rules, unmatched_rules
from automation.checker.leaves import leaf_excludes, leaf_implies
from automation.checker.logic import are_apart, covers, known_of
from automation.checker.together import is_shadowed
from automation.engine.facts import Facts
from automation.engine.index import Entries, Entry
from automation.engine.ruleset import RuleSpec, compile_rules
from automation.models import Mode, Rule, RuleTally
from automation.schema import RuleBody
from tests.automation.test_reference import LISTS, conditions, leaves, messages
from tests.factories import NOW, make_channel, make_rule, make_workspace

TODAY = date(2026, 3, 2)
HIDE = {"type": "hide"}
REPLY = {"type": "reply", "variants": ["From 25 euros"]}


def text(*words: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "words": list(words), **more}


def rule(name: str, *actions: dict[str, Any], mode: str = Mode.LIVE, **body: Any) -> CheckedRule:
    return CheckedRule(name, RuleBody.model_validate({"actions": list(actions) or [HIDE], **body}), mode)


def found(*rules: CheckedRule, lists: Any = LISTS) -> list[tuple[str, str]]:
    return [(finding.rule, finding.kind) for finding in check_rules(rules, lists, today=TODAY)]


scopes = st.fixed_dictionaries(
    {},
    optional={
        "kinds": st.lists(st.sampled_from(["comment", "direct"]), unique=True),
        "platforms": st.lists(st.sampled_from(["instagram", "generic"]), unique=True),
        "channels": st.lists(st.integers(1, 3), unique=True),
        "ads": st.sampled_from(["any", "only", "never"]),
    },
)
places = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["comment", "direct"]),
        "platform": st.sampled_from(["instagram", "generic"]),
        "channel_id": st.integers(1, 3),
        "ad": st.booleans(),
    }
)
bodies = st.builds(
    lambda scope, conditions: RuleBody.model_validate(
        {"scope": scope, "conditions": conditions, "actions": [HIDE], "stop_processing": True}
    ),
    scopes,
    conditions,
)


def answers(message: dict[str, Any], place: dict[str, Any], *asked: RuleBody) -> list[bool | None]:
    ruleset = compile_rules([RuleSpec(number, "", body) for number, body in enumerate(asked)], LISTS)
    facts = Facts({"body": message["text"]}, message["known"] | place, ruleset.index)
    return [one.ask(facts).value for one in ruleset.rules]


@given(bodies, bodies, st.lists(st.tuples(messages, places), min_size=5, max_size=20))
@settings(max_examples=300)
def test_it_calls_no_rule_shadowed_that_a_message_reaches(earlier, later, tried):
    # A later rule that asks for more than the earlier one is the case in question.
    narrower = later.model_copy(
        update={
            "scope": earlier.scope if not later.scope.channels else later.scope,
            "conditions": later.conditions.model_copy(
                update={
                    "all": [*later.conditions.all, *earlier.conditions.all],
                    "none": earlier.conditions.none,
                }
            ),
        }
    )
    for body in (later, narrower):
        if is_shadowed(body, earlier):
            for message, place in tried:
                first, second = answers(message, place, earlier, body)
                assert first is True or second is not True


@given(bodies, bodies, st.lists(st.tuples(messages, places), min_size=5, max_size=20))
@settings(max_examples=200)
def test_it_keeps_no_rules_apart_that_meet(one, other, tried):
    assume(are_apart(one, other) or known_of(one).is_impossible)
    for message, place in tried:
        assert not all(answers(message, place, one, other))


@given(leaves, leaves, st.lists(messages, min_size=5, max_size=20))
@settings(max_examples=300)
def test_it_concludes_nothing_about_a_condition_that_does_not_follow(known, asked, tried):
    first, second = (
        RuleBody.model_validate({"conditions": {"all": [leaf]}, "actions": [HIDE]}) for leaf in (known, asked)
    )
    one, other = first.conditions.leaves()[0], second.conditions.leaves()[0]
    for message in tried:
        is_known, is_asked = answers(message, {}, first, second)
        if is_known:
            assert is_asked is True or not leaf_implies(one, other)
            assert is_asked is False or not leaf_excludes(one, other)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ({}, {"conditions": {"all": [text("kiwi")]}}),
        ({"conditions": {"all": [text("kiwi", "fig")]}}, {"conditions": {"any": [text("kiwi")]}}),
        ({"conditions": {"any": [text("kiwi"), text("fig")]}}, {"conditions": {"any": [text("fig")]}}),
        (
            {"conditions": {"any": [text("kiwi", "fig")]}},
            {"conditions": {"any": [text("fig"), text("kiwi")]}},
        ),
        (
            {"conditions": {"all": [text("kiwi", hardening=3)]}},
            {"conditions": {"all": [text("kiwi", hardening=1)]}},
        ),
        ({"scope": {"kinds": ["comment"]}}, {"conditions": {"all": [{"type": "kind", "in": ["comment"]}]}}),
        ({"conditions": {"none": [text("kiwi")]}}, {"conditions": {"none": [text("kiwi", "fig")]}}),
        (
            {"conditions": {"all": [{"type": "has_link"}]}},
            {"conditions": {"all": [{"type": "link_domain", "domains": ["x.nl"]}]}},
        ),
        ({"scope": {"channels": [1, 2]}}, {"scope": {"channels": [2]}}),
    ],
)
def test_it_sees_what_is_shadowed(wide, narrow):
    earlier, later = rule("A", stop_processing=True, **wide), rule("B", {"type": "hold"}, **narrow)
    assert covers(earlier.body, later.body)
    assert ("B", "shadowed") in found(earlier, later)
    assert ("B", "shadowed") not in found(later, earlier)
    assert ("B", "shadowed") not in found(earlier._replace(mode=Mode.SHADOW), later)


def test_it_knows_that_phases_come_before_the_order_of_people():
    routes, hides = rule("Routes", {"type": "resolve"}, stop_processing=True), rule("Hides")
    assert ("Hides", "shadowed") not in found(routes, hides)
    assert ("Routes", "shadowed") not in found(routes, hides)


@pytest.mark.parametrize(
    "body",
    [
        {"conditions": {"all": [text("kiwi")], "none": [text("kiwi", "fig")]}},
        {"conditions": {"all": [{"type": "kind", "in": ["direct"]}]}, "scope": {"kinds": ["comment"]}},
        {"conditions": {"all": [{"type": "has_link"}, {"type": "has_link", "value": False}]}},
        {
            "conditions": {
                "all": [
                    {"type": "number", "of": "words", "op": "<", "value": 3},
                    {"type": "number", "of": "words", "op": ">=", "value": 3},
                ]
            }
        },
        {"conditions": {"any": [text("kiwi"), text("fig")], "none": [text("kiwi"), text("fig")]}},
        {"schedule": {"to": "2026-03-01"}},
        {"conditions": {"all": [{"type": "date_range", "to": "2025-12-31"}]}},
        {"conditions": {"all": [{"type": "is_own"}]}},
        {"scope": {"platforms": ["generic"]}},
        {"scope": {"kinds": ["direct"]}},
    ],
)
def test_it_sees_a_rule_that_never_runs(body):
    assert ("Never", "unreachable") in found(rule("Never", **body))


def test_it_sees_lists_without_words():
    lists = {"empty": Entries(), "mild": Entries((Entry("kiwi", 1),))}
    empty = rule("E", conditions={"all": [{"type": "word_list", "list": "empty"}]})
    mild = rule("M", conditions={"all": [{"type": "word_list", "list": "mild", "min_severity": 2}]})
    gone = rule("G", conditions={"all": [{"type": "word_list", "list": "gone"}]})
    assert found(empty, mild, gone, lists=lists) == [
        ("E", "empty_list"),
        ("M", "empty_list"),
        ("G", "empty_list"),
    ]


def test_it_shows_the_text_on_which_two_rules_contradict():
    asks = rule("Price", REPLY, conditions={"all": [text("price")]})
    swears = rule("Rude", {"type": "hold"}, conditions={"any": [text("idiot"), text("what price")]})
    findings = check_rules([asks, swears], {}, today=TODAY)
    assert [(finding.kind, finding.rule, finding.other) for finding in findings] == [
        ("contradiction", "Price", "Rude")
    ]
    assert "“what price”" in findings[0].sentence
    assert not found(asks, rule("Rude", {"type": "hold"}, conditions={"all": [text("idiot")]}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (REPLY, {"type": "reply", "variants": ["Other"]}),
        ({"type": "assign", "email": "a@example.org"}, {"type": "assign", "email": "b@example.org"}),
        (
            {"type": "set_sentiment", "sentiment": "positive"},
            {"type": "set_sentiment", "sentiment": "negative"},
        ),
        (HIDE, {"type": "unhide"}),
    ],
)
def test_it_sees_acts_that_contradict(one, other):
    same = {"conditions": {"all": [text("kiwi")]}}
    assert ("B", "contradiction") in found(rule("A", one, **same), rule("B", other, **same))
    apart = rule("B", other, conditions={"all": [text("kiwi")]}, scope={"kinds": ["direct"]})
    assert ("B", "contradiction") not in found(rule("A", one, scope={"kinds": ["comment"]}, **same), apart)
    stops = rule("A", one, stop_processing=True, **same)
    assert ("B", "contradiction") not in found(stops, rule("B", other, **same))


def test_it_sees_a_rule_that_would_answer_itself():
    own = {"type": "is_own"}
    assert found(rule("Loop", REPLY, conditions={"all": [own, text("euros")]})) == [
        ("Loop", "answers_itself")
    ]
    assert found(rule("No", REPLY, conditions={"all": [own, text("kiwi")]})) == [("No", "unreachable")]


def test_it_sees_rules_that_say_the_same_and_red_examples():
    one = rule("A", conditions={"all": [text("kiwi")]}, examples={"match": ["fig"], "no_match": ["kiwi"]})
    two = rule("B", conditions={"all": [text("kiwi")]})
    assert found(one, two) == [("A", "red_example"), ("A", "red_example"), ("B", "duplicate")]


def test_it_finds_nothing_in_rules_that_are_off_or_good():
    one = rule("A", conditions={"all": [text("kiwi")]}, examples={"match": ["kiwi"], "no_match": ["fig"]})
    two = rule("B", mode=Mode.OFF, conditions={"all": [text("kiwi")]})
    assert found(one, two) == []


@pytest.mark.django_db
def test_it_takes_stored_rules_and_finds_those_that_nothing_matched():
    channel = make_channel(make_workspace())
    matched, quiet, fresh = (make_rule(channel.workspace, HIDE, mode=Mode.SHADOW) for _ in range(3))
    make_rule(make_workspace(), HIDE, mode=Mode.SHADOW)
    Rule.objects.update(created_at=NOW - timedelta(days=40))
    Rule.objects.filter(pk=fresh.pk).update(created_at=NOW - timedelta(days=3))
    RuleTally.objects.create(rule=matched, channel=channel, bucket_at=NOW - timedelta(days=29), shadow=1)
    RuleTally.objects.create(rule=quiet, channel=channel, bucket_at=NOW - timedelta(days=31), shadow=1)
    RuleTally.objects.create(rule=quiet, channel=channel, bucket_at=NOW, seen=5)
    assert unmatched_rules(channel.workspace, NOW) == [quiet]
    assert {kind for _, kind in found(matched, quiet, fresh)} == {"duplicate"}
