"""Stopping automation, from the page of the brakes and from the bar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit import SYSTEM, record
from automation.models import Mode, Rule
from inbox.models import Channel
from tests.web.conftest import Cast


@pytest.fixture
def alice(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.alice)
    return client


def bar(client: Client, cast: Cast) -> str:
    return client.get(cast.url("brakes/bar/")).content.decode()


def test_it_says_nothing_while_everything_runs(cast: Cast, bob: Client) -> None:
    assert "<li>" not in bar(bob, cast)


def test_it_switches_the_workspace_off_and_on(cast: Cast, alice: Client) -> None:
    form = {"what": "workspace", "on": "0"}
    assert alice.post(cast.url("brakes/switch/"), form)["Location"] == cast.url("brakes/")
    assert "Automation is switched off" in bar(alice, cast)
    alice.post(cast.url("brakes/switch/"), form | {"on": "1"})
    assert "switched off" not in bar(alice, cast)


def test_it_switches_one_channel_off(cast: Cast, alice: Client) -> None:
    alice.post(cast.url("brakes/switch/"), {"what": "channel", "pk": cast.channel.pk, "on": "0"})
    assert "Automation is off for <bdi>Bakkerij Voorbeeld</bdi>" in bar(alice, cast)


def test_it_does_not_switch_channels_of_another_workspace(cast: Cast, log_in) -> None:
    own = cast.charlie.memberships.get().workspace.slug
    form = {"what": "channel", "pk": cast.channel.pk, "on": "0"}
    assert log_in(cast.charlie).post(f"/w/{own}/brakes/switch/", form).status_code == 404
    assert Channel.objects.get(pk=cast.channel.pk).is_automation_on


def test_it_starts_crisis_mode_for_a_while_with_a_reason(cast: Cast, alice: Client) -> None:
    alice.post(cast.url("brakes/crisis/"), {"hours": "4", "reason": "Recall"})
    cast.workspace.refresh_from_db()
    left = cast.workspace.crisis_until - timezone.now()
    assert timedelta(hours=3, minutes=59) < left <= timedelta(hours=4)
    assert "Recall" in bar(alice, cast)
    alice.post(cast.url("brakes/crisis/end/"))
    assert "Recall" not in bar(alice, cast)


@pytest.mark.parametrize("form", [{"hours": "4", "reason": " "}, {"hours": "99999", "reason": "x"}, {}])
def test_it_says_why_crisis_mode_did_not_start(cast: Cast, alice: Client, form: dict[str, str]) -> None:
    response = alice.post(cast.url("brakes/crisis/"), form)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_it_resumes_a_rule_that_paused_itself(cast: Cast, alice: Client) -> None:
    paused = Rule.objects.filter(pk=cast.rule.pk)
    paused.update(paused_at=timezone.now(), paused_reason="It acted on 61 of 140 messages.")
    assert "61 of 140" in bar(alice, cast)
    alice.post(cast.url(f"brakes/rules/{cast.rule.pk}/resume/"))
    assert paused.get().paused_at is None


def test_it_switches_one_rule_off(cast: Cast, alice: Client) -> None:
    alice.post(cast.url(f"brakes/rules/{cast.rule.pk}/off/"))
    assert Rule.objects.get(pk=cast.rule.pk).mode == Mode.OFF


def test_it_lists_when_rules_paused_themselves_with_the_figures(cast: Cast, bob: Client) -> None:
    record(cast.workspace, "pause", cast.rule, by=SYSTEM, reason="It acted on 61 of 140 messages.")
    page = bob.get(cast.url("brakes/")).content.decode()
    assert "61 of 140" in page
    assert cast.rule.name in page


def test_it_goes_back_to_the_page_where_the_lever_was_but_nowhere_else(cast: Cast, alice: Client) -> None:
    address = cast.url("brakes/crisis/end/")
    here = f"http://testserver{cast.url('lists/')}"
    assert alice.post(address, HTTP_REFERER=here)["Location"] == here
    assert alice.post(address, HTTP_REFERER="https://evil.example/")["Location"] == cast.url("brakes/")


def test_it_shows_a_name_as_text(cast: Cast, bob: Client) -> None:
    Rule.objects.filter(pk=cast.rule.pk).update(name="<script>x</script>", paused_at=timezone.now())
    assert "<script>x" not in bar(bob, cast)
