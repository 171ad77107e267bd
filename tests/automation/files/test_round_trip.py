"""A file says what the rules say, in the same bytes every time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from accounts.audit import SYSTEM
from automation.files import FileRule, apply_plan, dump_rules, export_rules, make_plan, parse_rules
from automation.models import Mode, Rule
from automation.schema import RuleBody
from automation.services import save_list
from inbox.models import Post, SavedReply
from tests.automation.files.strategies import files
from tests.factories import make_channel, make_rule, make_workspace


@given(files)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], max_examples=60)
def test_it_reads_back_what_it_wrote_to_the_byte(file):
    written = dump_rules(file)
    assert parse_rules(written.encode()) == file
    assert dump_rules(parse_rules(written.encode())) == written


def test_it_can_say_everything_that_a_rule_can_say():
    assert set(FileRule.model_fields) == set(RuleBody.model_fields) | {"name", "mode", "note"}


@given(files)
@settings(suppress_health_check=list(HealthCheck), max_examples=8)
@pytest.mark.django_db
def test_it_applies_to_an_empty_workspace_and_the_second_time_changes_nothing(file):
    workspace = make_workspace()
    apply_plan(make_plan(workspace, file), by=SYSTEM)
    again = make_plan(workspace, file)
    assert again.is_empty, again.steps
    exported = export_rules(workspace)
    assert exported.rules == file.rules
    assert {each.name: each.entries for each in exported.lists} == {
        each.name: each.entries for each in file.lists
    }


@pytest.mark.django_db
def test_it_carries_a_whole_workspace_over_to_another():
    ours, theirs = make_workspace(), make_workspace()
    for workspace in (ours, theirs):
        channel = make_channel(workspace, handle="bakkerij", external_id=f"17841{workspace.pk}")
        Post.objects.create(workspace=workspace, channel=channel, external_id="post-1")
        workspace.chosen = channel
    save_list(
        ours, name="Words", entries=["kost", {"text": "x2", "severity": 3}], exceptions=["kostuum"], by=SYSTEM
    )
    SavedReply.objects.create(workspace=ours, name="Price", text="25 euro", is_private_only=True)
    make_rule(
        ours,
        {"type": "private_reply", "saved_replies": ["Price"]},
        name="Second",
        mode=Mode.SUGGEST,
        scope={"channels": [ours.chosen.pk], "posts": [Post.objects.get(workspace=ours).pk]},
        conditions={
            "all": [{"type": "word_list", "list": "Words"}],
            "none": [{"type": "one_of", "of": "channel", "in": [str(ours.chosen.pk)]}],
        },
    )
    make_rule(ours, {"type": "hide"}, name="First", mode=Mode.OFF)

    written = dump_rules(export_rules(ours))
    assert "channels: ['instagram:bakkerij']" in written
    assert "posts: [post-1]" in written
    apply_plan(make_plan(theirs, parse_rules(written.encode())), by=SYSTEM)

    assert dump_rules(export_rules(theirs)) == written
    rule = Rule.objects.get(workspace=theirs, name="Second")
    assert rule.version.parsed().scope.channels == [theirs.chosen.pk]
    assert rule.version.body["conditions"]["none"][0]["in"] == [str(theirs.chosen.pk)]


@pytest.mark.django_db
def test_it_never_widens_a_rule_whose_channel_is_gone():
    workspace = make_workspace()
    channel = make_channel(workspace)
    make_rule(workspace, {"type": "hide"}, mode=Mode.SHADOW, scope={"channels": [channel.pk]})
    gone = f"gone:{channel.pk}"
    channel.delete()
    assert export_rules(workspace).rules[0].scope.channels == [gone]
