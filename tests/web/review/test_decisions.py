"""Asking a rule again, undoing an act, and saying whether it was right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from automation.decide import decide_messages
from automation.models import Decision, HitReview, Rule, RuleVersion, UndoRun
from inbox.models import Message
from tests.factories import NOW, make_message, make_rule
from tests.web.conftest import HTMX, Cast

SCAM = {"type": "text", "op": "any", "words": ["scam"]}
REFUND = {"type": "text", "op": "any", "words": ["refund"]}


@pytest.fixture
def hiding(cast: Cast) -> Rule:
    return make_rule(cast.workspace, {"type": "hide"}, conditions={"all": [SCAM]}, name="Hide scams")


@pytest.fixture
def decided(cast: Cast, hiding: Rule) -> Message:
    message = make_message(cast.channel, "What a SCAM, I want a refund")
    decide_messages([message.pk], now=NOW)
    long_ago = NOW - timedelta(days=1)
    Rule.objects.update(created_at=long_ago)
    RuleVersion.objects.update(created_at=long_ago)
    return message


def panel(client: Client, cast: Cast, message: Message) -> str:
    return client.get(cast.url(f"messages/{message.pk}/decision/"), **HTMX).content.decode()


def why(client: Client, cast: Cast, message: Message, rule: Rule) -> str:
    decision = Decision.objects.get(message=message)
    return client.get(cast.url(f"decisions/{decision.pk}/why/"), {"rule": rule.pk}, **HTMX).content.decode()


def test_it_says_of_each_condition_whether_it_held(
    cast: Cast, bob: Client, hiding: Rule, decided: Message
) -> None:
    conditions = {"all": [SCAM, {"type": "text", "op": "any", "words": ["crypto"]}], "none": [REFUND]}
    other = make_rule(cast.workspace, {"type": "hide"}, conditions=conditions, name="Other")
    RuleVersion.objects.filter(rule=other).update(created_at=NOW - timedelta(days=1))
    answer = why(bob, cast, decided, other)
    assert "a word that this rule excludes" in answer
    assert [sign for sign in "✓✗✓" if sign in answer] == ["✓", "✗", "✓"]
    assert "does not hold" in answer
    assert "Excluded when the message" in answer


def test_it_says_that_a_signal_was_not_known(cast: Cast, bob: Client, decided: Message) -> None:
    toxic = {"type": "score", "of": "toxicity", "at_least": 0.8}
    other = make_rule(cast.workspace, {"type": "hide"}, conditions={"all": [toxic]}, name="Toxic")
    RuleVersion.objects.filter(rule=other).update(created_at=NOW - timedelta(days=1))
    answer = why(bob, cast, decided, other)
    assert "is not known" in answer
    assert '<b aria-hidden="true">?</b>' in answer


def test_it_says_that_a_younger_rule_was_not_asked(cast: Cast, bob: Client, decided: Message) -> None:
    assert "made after the decision" in why(bob, cast, decided, make_rule(cast.workspace, name="New"))


def test_it_offers_every_rule_to_ask(cast: Cast, bob: Client, hiding: Rule, decided: Message) -> None:
    decision = Decision.objects.get(message=decided)
    page = bob.get(cast.url(f"decisions/{decision.pk}/why/")).content.decode()
    assert "<html" in page
    assert hiding.name in page


def test_it_does_not_ask_rules_of_another_workspace(cast: Cast, bob: Client, decided: Message) -> None:
    decision = Decision.objects.get(message=decided)
    stranger = make_rule(cast.charlie.memberships.get().workspace)
    address = cast.url(f"decisions/{decision.pk}/why/")
    assert bob.get(address, {"rule": stranger.pk}).status_code == 404


def test_it_undoes_one_act_once(cast: Cast, bob: Client, decided: Message) -> None:
    application = decided.rule_applications.get()
    address = cast.url(f"applications/{application.pk}/undo/")
    assert "Undo what this rule did" in panel(bob, cast, decided)
    for _ in range(2):
        assert bob.post(address, **HTMX).status_code == 200
    assert [run.application_id for run in UndoRun.objects.all()] == [application.pk]


def test_it_keeps_the_last_word_on_whether_a_rule_was_right(
    cast: Cast, bob: Client, hiding: Rule, decided: Message
) -> None:
    address = cast.url(f"decisions/{Decision.objects.get(message=decided).pk}/right/")
    bob.post(address, {"rule": hiding.pk, "is_right": "1"}, **HTMX)
    bob.post(address, {"rule": hiding.pk, "is_right": "0"}, **HTMX)
    review = HitReview.objects.get()
    assert (review.is_right, review.user) == (False, cast.bob)
    assert 'value="0" aria-pressed="true"' in panel(bob, cast, decided)


def test_it_refuses_a_word_on_a_rule_that_did_not_match(cast: Cast, bob: Client, decided: Message) -> None:
    address = cast.url(f"decisions/{Decision.objects.get(message=decided).pk}/right/")
    response = bob.post(address, {"rule": cast.rule.pk, "is_right": "1"}, **HTMX)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_it_says_that_the_spelling_was_disguised(cast: Cast, bob: Client) -> None:
    words = {"type": "text", "op": "any", "words": ["scam"], "hardening": 3}
    make_rule(cast.workspace, {"type": "hide"}, conditions={"all": [words]})
    message = make_message(cast.channel, "what a s.c.4.m")
    decide_messages([message.pk], now=NOW)
    assert "a disguised spelling" in panel(bob, cast, message)
