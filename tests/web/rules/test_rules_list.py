"""The list of rules: order, modes, what it says of each, files and versions."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.audit import SYSTEM
from accounts.models import Event
from automation.models import Backtest, Mode, Rule, RuleTally, UndoRun
from automation.services import change_rule, parse_body
from tests.factories import make_rule
from tests.web.conftest import HTMX, Cast

HIDE = {"type": "hide"}


def order(cast: Cast) -> list[str]:
    return list(
        Rule.objects.filter(workspace=cast.workspace).order_by("position").values_list("name", flat=True)
    )


@pytest.fixture
def rules(cast: Cast) -> list[Rule]:
    Rule.objects.filter(pk=cast.rule.pk).update(name="Zero")
    return [
        make_rule(cast.workspace, HIDE, name="Hide", mode=Mode.SHADOW),
        make_rule(cast.workspace, name="One", mode=Mode.SHADOW),
        make_rule(cast.workspace, name="Two", mode=Mode.SHADOW),
    ]


def test_it_says_of_each_rule_what_it_does_and_did(cast: Cast, alice: Client, rules: list[Rule]) -> None:
    now = timezone.now()
    RuleTally.objects.create(rule=rules[1], channel=cast.channel, bucket_at=now, acted=3, shadow=1)
    Rule.objects.filter(pk=rules[0].pk).update(paused_at=now, paused_reason="It acted on half of all.")
    page = alice.get(cast.url("rules/")).content.decode()
    assert "3 acts in 7 days" in page
    assert "acted 3 times, would have 1 time" in page
    assert "Paused itself" in page
    assert "It acted on half of all." in page
    assert page.index("moderate") < page.index("Then: answer")
    assert "reply with “Vanaf 25 euro!”" in page


def test_it_moves_a_rule_past_its_neighbour_of_the_same_phase(
    cast: Cast, alice: Client, rules: list[Rule]
) -> None:
    two = rules[-1]
    assert order(cast) == ["Zero", "Hide", "One", "Two"]
    alice.post(cast.url(f"rules/{two.pk}/move/"), {"to": "up"})
    assert order(cast) == ["Zero", "Hide", "Two", "One"]
    alice.post(cast.url(f"rules/{two.pk}/move/"), {"to": "up"})
    assert order(cast) == ["Two", "Hide", "Zero", "One"]
    answer = alice.post(cast.url(f"rules/{two.pk}/move/"), {"to": "up"}, **HTMX)
    assert answer.status_code == 200
    assert order(cast) == ["Two", "Hide", "Zero", "One"]


def test_it_puts_rules_in_the_order_they_were_dragged_to(
    cast: Cast, alice: Client, rules: list[Rule]
) -> None:
    ids = [rules[2].pk, rules[0].pk, rules[1].pk]
    alice.post(cast.url("rules/order/"), {"id": [*map(str, ids), "nonsense", "999999"]})
    assert order(cast) == ["Two", "Hide", "One", "Zero"]


def test_it_goes_live_only_with_a_reason_that_is_kept(cast: Cast, alice: Client, rules: list[Rule]) -> None:
    url = cast.url(f"rules/{rules[1].pk}/mode/")
    answer = alice.post(url, {"mode": "live"}, **HTMX)
    assert answer.status_code == 422
    assert "Why it goes live now" in answer.content.decode()
    assert alice.post(url, {"mode": "live", "override": "We did this by hand for years"}).status_code == 302
    rules[1].refresh_from_db()
    assert rules[1].mode == Mode.LIVE
    event = Event.objects.filter(target_id=rules[1].pk, verb="change").latest("pk")
    assert event.data["override"] == "We did this by hand for years"


def test_it_refuses_a_mode_that_is_none(cast: Cast, alice: Client) -> None:
    assert alice.post(cast.url(f"rules/{cast.rule.pk}/mode/"), {"mode": "loud"}).status_code == 422


def test_it_offers_the_default_pack_where_there_are_no_rules(cast: Cast, alice: Client) -> None:
    alice.post(cast.url(f"rules/{cast.rule.pk}/archive/"))
    assert "Install the default pack" in alice.get(cast.url("rules/")).content.decode()
    alice.post(cast.url("rules/pack/"))
    modes = set(
        Rule.objects.filter(workspace=cast.workspace, is_archived=False).values_list("mode", flat=True)
    )
    assert modes == {Mode.SUGGEST}


def test_it_shows_what_a_file_would_change_before_anything_does(
    cast: Cast, alice: Client, rules: list[Rule]
) -> None:
    text = alice.get(cast.url("rules/export/")).content
    again = alice.post(cast.url("rules/import/"), {"file": SimpleUploadedFile("r.yaml", text)})
    assert "Nothing would change" in again.content.decode()
    changed = text.replace(b"name: Two", b"name: Three")
    shown = alice.post(cast.url("rules/import/"), {"file": SimpleUploadedFile("r.yaml", changed)})
    assert "Three" in shown.content.decode()
    assert "Three" not in order(cast)
    alice.post(cast.url("rules/import/"), {"text": changed.decode(), "apply": seen(shown)})
    assert "Three" in order(cast)


def seen(shown: HttpResponse) -> str:
    """What a person says yes to who looks at this page."""
    return re.findall('name="apply" value="([0-9a-f]+)"', shown.content.decode())[0]


def test_it_does_nothing_else_than_what_was_shown(cast: Cast, alice: Client, rules: list[Rule]) -> None:
    text = alice.get(cast.url("rules/export/")).content.decode().replace("name: Two", "name: Three")
    shown = alice.post(cast.url("rules/import/"), {"text": text})
    change_rule(rules[0], mode=Mode.OFF, by=SYSTEM)
    again = alice.post(cast.url("rules/import/"), {"text": text, "apply": seen(shown)})
    assert "have changed since you looked" in again.content.decode()
    assert "Three" not in order(cast)
    alice.post(cast.url("rules/import/"), {"text": text, "apply": seen(again)})
    assert "Three" in order(cast)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"version: 9", b"rules: [", b"x" * (2 * 1024 * 1024 + 1)])
def test_it_refuses_a_file_that_it_does_not_understand(cast: Cast, alice: Client, data: bytes) -> None:
    answer = alice.post(cast.url("rules/import/"), {"file": SimpleUploadedFile("r.yaml", data)})
    assert answer.status_code == 422
    assert "cannot be used" in answer.content.decode()


def test_it_shows_what_each_version_changed_and_restores_one(cast: Cast, alice: Client) -> None:
    rule = make_rule(cast.workspace, mode=Mode.SHADOW, name="Words")
    body = rule.version.body | {"actions": [{"type": "resolve"}]}
    change_rule(rule, body=parse_body(body), by=SYSTEM)
    page = alice.get(cast.url(f"rules/{rule.pk}/versions/")).content.decode()
    assert "Version 2" in page
    assert "Restore version 1" in page
    alice.post(cast.url(f"rules/{rule.pk}/restore/"), {"number": "1"})
    rule.refresh_from_db()
    assert rule.version.number == 3
    assert rule.version.body == rule.versions.get(number=1).body
    assert (
        "no version 9"
        in alice.post(cast.url(f"rules/{rule.pk}/restore/"), {"number": "9"}, follow=True).content.decode()
    )


def test_it_starts_a_backtest_of_what_is_in_the_form_or_of_the_whole_set(cast: Cast, alice: Client) -> None:
    assert (
        "Finish the rule first"
        in alice.post(cast.url("backtests/start/"), {"name": "x"}, **HTMX).content.decode()
    )
    answer = alice.post(cast.url("backtests/start/"), {"days": "7"})
    found = Backtest.objects.get()
    assert (found.days, found.rule, answer["Location"]) == (7, None, cast.url(f"backtests/{found.pk}/"))
    page = alice.get(cast.url(f"backtests/{found.pk}/"), **HTMX).content.decode()
    assert "<progress" in page
    alice.post(cast.url(f"backtests/{found.pk}/cancel/"))
    found.refresh_from_db()
    assert found.status == "cancelled"


def test_it_says_first_what_cannot_be_taken_back_and_then_undoes(cast: Cast, alice: Client) -> None:
    application = cast.application
    application.acts = [{"type": "notify", "state": "done"}]
    application.save()
    page = alice.get(cast.url(f"rules/{cast.rule.pk}/undo/")).content.decode()
    assert page.index("Cannot be taken back") < page.index("suggestion that waits")
    answer = alice.post(cast.url(f"rules/{cast.rule.pk}/undo/start/"), {"hours": "24"})
    run = UndoRun.objects.get()
    assert answer["Location"] == cast.url(f"undo-runs/{run.pk}/")
    assert timezone.now() - run.since < timedelta(hours=25)
    assert "Taking back" in alice.get(cast.url(f"undo-runs/{run.pk}/")).content.decode()
    alice.post(cast.url(f"undo-runs/{run.pk}/cancel/"))
    run.refresh_from_db()
    assert run.status == "cancelled"
