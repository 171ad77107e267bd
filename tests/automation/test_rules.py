"""A rule that cannot work is refused when it is saved, with the place and the remedy."""

from __future__ import annotations

import pytest

from accounts.audit import SYSTEM
from accounts.models import Event, Role
from automation.models import Mode, Rule
from automation.services import InvalidRule, archive_rule, change_rule, create_rule, parse_body
from tests.factories import make_channel, make_member, make_rule, make_workspace

pytestmark = pytest.mark.django_db
REPLY = {"type": "reply", "variants": ["Hoi"]}


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
