"""A rule that cannot work is refused when it is saved, with the place and the remedy."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.audit import SYSTEM, Actor
from accounts.models import Event, Role
from automation.models import HitReview, Mode, Rule
from automation.rulesets import lists_of
from automation.services import (
    InvalidRule,
    archive_rule,
    change_rule,
    create_rule,
    parse_body,
    reorder_rules,
    restore_version,
    save_list,
)
from tests.factories import make_channel, make_member, make_message, make_rule, make_workspace

pytestmark = pytest.mark.django_db
REPLY = {"type": "reply", "variants": ["Hoi"]}
HIDE = {"type": "hide"}


def body(*actions, **extra):
    return {"actions": list(actions) or [REPLY], **extra}


@pytest.mark.parametrize(
    ("bad", "place", "problem"),
    [
        (body({"type": "reply", "variants": ["Hoi {{contact.nmae}}"]}), "actions.0", "no variable"),
        (body({"type": "reply", "variants": ["Hoi {{contact.name"]}), "actions.0", "braces"),
        (body({"type": "reply", "variants": []}), "actions.0", "at least one text"),
        (body({"type": "dance"}), "actions.0", "dance"),
        (body(REPLY, {"type": "hide"}), "", "cannot hide a comment and answer"),
        (body(REPLY, REPLY), "", "once"),
        (body(limits={"delay_min_seconds": 9, "delay_max_seconds": 3}), "limits", "longer"),
        (body(condition={}), "condition", "Extra"),
        (body(conditions={"all": [{"type": "text", "op": "any", "words": ["*"]}]}), "conditions", "letter"),
        ({"actions": []}, "actions", "at least 1"),
    ],
)
def test_it_refuses(bad, place, problem):
    with pytest.raises(InvalidRule) as refused:
        parse_body(bad)
    [first, *_] = refused.value.problems
    assert first["at"].startswith(place)
    assert problem in first["problem"]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (body({"type": "reply", "variants": ["Hoi"]}, scope={"channels": [999_999]}), "No such channel"),
        (body(scope={"platforms": ["myspace"]}), "No such platform"),
        (body({"type": "assign", "email": "stranger@example.org"}), "not an agent"),
        (body({"type": "private_reply", "variants": ["é" * 501]}), "too long for Instagram"),
    ],
)
def test_it_refuses_what_does_not_fit_the_workspace(bad, problem):
    with pytest.raises(InvalidRule, match=problem):
        create_rule(make_workspace(), name="x", body=parse_body(bad), by=SYSTEM)


def test_it_refuses_the_channel_of_another_workspace():
    stranger = make_channel()
    with pytest.raises(InvalidRule, match="No such channel"):
        make_rule(make_workspace(), scope={"channels": [stranger.pk]})


def test_it_refuses_to_assign_to_a_viewer():
    workspace = make_workspace()
    viewer = make_member(workspace, Role.VIEWER)
    with pytest.raises(InvalidRule, match="not an agent"):
        make_rule(workspace, {"type": "assign", "email": viewer.email})


def test_it_refuses_a_name_that_is_taken():
    workspace = make_workspace()
    make_rule(workspace, name="Prices")
    with pytest.raises(InvalidRule, match="this name"):
        make_rule(workspace, name="Prices")
    make_rule(make_workspace(), name="Prices")


def test_a_change_keeps_the_old_version():
    rule = make_rule(make_workspace())
    old = rule.versions.get()
    change_rule(rule, body=parse_body(body()), mode=Mode.SHADOW, by=SYSTEM)
    rule = Rule.objects.get()
    assert (rule.version.number, rule.mode) == (2, "shadow")
    assert rule.versions.get(number=1).body == old.body
    assert Event.objects.filter(verb="change").get().data == {"mode": "shadow", "version": 2}


def test_the_same_body_makes_no_new_version():
    rule = make_rule(make_workspace())
    change_rule(rule, body=rule.version.parsed(), by=SYSTEM)
    assert rule.versions.count() == 1


def test_an_archived_rule_gives_its_name_free_and_stops():
    workspace = make_workspace()
    archive_rule(make_rule(workspace, name="Prices"), by=SYSTEM)
    make_rule(workspace, name="Prices")
    assert Rule.objects.active().count() == 1


RED = {
    "conditions": {"all": [{"type": "text", "words": ["prijs"]}]},
    "examples": {"match": ["Wat kost het?"]},
    "actions": [HIDE],
}


def test_a_rule_with_red_examples_does_not_go_live():
    workspace = make_workspace()
    rule = create_rule(workspace, name="r", body=parse_body(RED), by=SYSTEM)
    with pytest.raises(InvalidRule, match="should match"):
        change_rule(rule, mode=Mode.LIVE, override="because", by=SYSTEM)


def test_a_live_rule_does_not_get_red_examples():
    rule = make_rule(make_workspace(), HIDE)
    with pytest.raises(InvalidRule, match="should match"):
        change_rule(rule, body=parse_body(RED), by=SYSTEM)
    rule.refresh_from_db()
    assert rule.version.number == 1


def test_a_rule_goes_live_once_somebody_looked_or_said_why_not():
    channel = make_channel()
    rule = make_rule(channel.workspace, HIDE, mode=Mode.SHADOW)
    with pytest.raises(InvalidRule, match="Nobody has looked"):
        change_rule(rule, mode=Mode.LIVE, by=SYSTEM)
    HitReview.objects.create(version=rule.version, message=make_message(channel), is_right=True)
    assert change_rule(rule, mode=Mode.LIVE, by=SYSTEM).mode == Mode.LIVE
    other = make_rule(channel.workspace, HIDE, mode=Mode.SHADOW)
    change_rule(other, mode=Mode.LIVE, override="An emergency", by=SYSTEM)
    assert Event.objects.filter(data__override="An emergency").exists()


def test_a_version_comes_back_as_a_new_one():
    rule = make_rule(make_workspace(), HIDE)
    first = rule.version.parsed()
    change_rule(rule, body=parse_body({"actions": [{"type": "resolve"}]}), by=SYSTEM)
    rule = restore_version(rule, 1, by=SYSTEM)
    assert (rule.version.number, rule.version.parsed()) == (3, first)
    with pytest.raises(InvalidRule, match="no version 9"):
        restore_version(rule, 9, by=SYSTEM)


def test_rules_are_put_in_order_and_strangers_stay():
    workspace, stranger = make_workspace(), make_rule(make_workspace(), HIDE)
    a, b, c = (make_rule(workspace, HIDE) for _ in range(3))
    reorder_rules(workspace, [c.pk, stranger.pk, a.pk], by=SYSTEM)
    assert list(workspace.rules.values_list("pk", flat=True)) == [c.pk, a.pk, b.pk]
    assert reorder_rules(workspace, [c.pk, a.pk], by=SYSTEM) == 0


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"actions": [{"type": "private_reply", "variants": ["é" * 1000]}]}, "text 1 is .* too long"),
        ({"actions": [{"type": "reply", "saved_replies": ["None"]}]}, "no saved reply"),
        ({"actions": [{"type": "reply", "saved_replies": ["Code"]}]}, "private messages only"),
        (
            {"actions": [HIDE], "conditions": {"all": [{"type": "word_list", "list": "none"}]}},
            "no word list",
        ),
        ({"actions": [{"type": "notify", "text": "x", "emails": ["a@example.org"]}]}, "Not a member"),
        (
            {"actions": [REPLY], "conditions": {"all": [{"type": "is_own", "value": True}]}},
            "answer itself",
        ),
        ({"actions": [{"type": "like"}], "scope": {"platforms": ["instagram"]}}, "cannot do this"),
        ({"actions": [HIDE], "scope": {"posts": [99]}}, "No such post"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_refuses_what_cannot_work_in_the_workspace(body, problem):
    workspace = make_workspace()
    workspace.savedreplys.create(name="Code", text="VIP10", is_private_only=True)
    with pytest.raises(InvalidRule, match=f"(?i){problem}"):
        create_rule(workspace, name="r", body=parse_body(body), by=SYSTEM)


@pytest.mark.parametrize("action", [{"type": "delete"}, {"type": "block_author"}])
def test_a_rule_may_do_only_what_its_author_may(action):
    workspace = make_workspace()
    agent = Actor.person(make_member(workspace))
    admin = Actor.person(make_member(workspace, role="admin"))
    body = parse_body({"actions": [action]})
    with pytest.raises(InvalidRule, match="Only owners and admins"):
        create_rule(workspace, name="r", body=body, by=agent)
    assert create_rule(workspace, name="r", body=body, by=admin)


def test_patterns_are_counted_in_the_whole_workspace():
    workspace = make_workspace()
    for number in range(10):
        patterns = [f"a{number}b{n}" for n in range(20)]
        make_rule(workspace, HIDE, conditions={"all": [{"type": "regex", "patterns": patterns}]})
    one = {"actions": [HIDE], "conditions": {"all": [{"type": "regex", "patterns": ["x"]}]}}
    with pytest.raises(InvalidRule, match="200 patterns"):
        create_rule(workspace, name="r", body=parse_body(one), by=SYSTEM)


def test_a_list_that_was_rolled_back_leaves_nothing_behind():
    workspace = make_workspace()
    with transaction.atomic():
        save_list(workspace, name="fruit", entries=["apple"], by=SYSTEM)
        assert lists_of(workspace.pk)["fruit"].entries[0].text == "apple"
        transaction.set_rollback(True)
    save_list(workspace, name="fruit", entries=["pear"], by=SYSTEM)
    assert lists_of(workspace.pk)["fruit"].entries[0].text == "pear"
