"""Stopping automation, and a crisis that ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Event, Role, Workspace
from inbox import services
from inbox.models import Channel, Notification
from inbox.services import Refused
from tests.factories import make_member
from tests.inbox.conftest import make

pytestmark = pytest.mark.django_db
RULE = Actor.rule("rule 1 v1")
HOUR = timedelta(hours=1)


def test_it_switches_automation_once(channel, by):
    for target in (channel, channel.workspace):
        assert services.switch_automation(target, False, by=by) is True
        assert services.switch_automation(target, False, by=by) is False
    assert not Channel.objects.get().is_automation_on
    assert not Workspace.objects.get().is_automation_on
    assert Event.objects.filter(verb="automation_off", user=by.user).count() == 2
    assert services.switch_automation(channel, True, by=by) is True


def test_it_tells_open_screens_of_a_switch(channel, by, monkeypatch, django_capture_on_commit_callbacks):
    published = []
    monkeypatch.setattr("inbox.live.client.publish", lambda topic, event: published.append((topic, event)))
    with django_capture_on_commit_callbacks(execute=True):
        services.switch_automation(channel, False, by=by)
    assert [topic for topic, _ in published] == [f"earful:live:{channel.workspace_id}"]


def test_a_crisis_stops_automatic_answers_and_nothing_else(comment, by):
    now = timezone.now()
    answer = services.reply(comment, "Automatisch", by=RULE)
    hidden = services.hide(comment, by=RULE)
    assert services.start_crisis(comment.workspace, now + HOUR, "Recall", by=by) is True
    assert make(answer).error_code == "crisis"
    by_hand = services.reply(comment, "Van een mens", by=by)
    assert make(by_hand).status == "done"
    assert make(hidden).status == "done"


def test_a_crisis_ends_by_itself(comment, by):
    now = timezone.now()
    answer = services.reply(comment, "Automatisch", by=RULE)
    services.start_crisis(comment.workspace, now + HOUR, "Recall", by=by)
    assert make(answer, now=now + HOUR).status == "done"


def test_a_person_ends_a_crisis(channel, by):
    workspace = channel.workspace
    services.start_crisis(workspace, timezone.now() + HOUR, "Recall", by=by)
    assert services.end_crisis(workspace, by=by) is True
    assert services.end_crisis(workspace, by=by) is False
    assert not Workspace.objects.get().is_in_crisis(timezone.now())
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "crisis_started",
        "crisis_ended",
    ]


def test_a_crisis_is_told_to_who_manages_the_workspace(channel, by):
    admin = make_member(channel.workspace, Role.ADMIN)
    until = timezone.now() + HOUR
    services.start_crisis(channel.workspace, until, "Recall", by=by)
    assert services.start_crisis(channel.workspace, until, "Recall", by=by) is False
    told = Notification.objects.get()
    assert (told.user, told.wants_email) == (admin, True)
    assert "Recall" in told.text


@pytest.mark.parametrize(("hours", "reason"), [(0, "Recall"), (-1, "Recall"), (1, " "), (1, "x" * 301)])
def test_it_refuses_a_crisis_without_end_or_reason(channel, by, hours, reason):
    with pytest.raises(Refused):
        services.start_crisis(channel.workspace, timezone.now() + hours * HOUR, reason, by=by)
    assert Workspace.objects.get().crisis_until is None
