"""How rules do in use, and where they stand on the way to acting by themselves."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Event
from automation.decide import decide_messages
from automation.lab import activity_of, ladder_of, precision_of, review_hit, reviews_of
from automation.models import Decision, HitReview, Mode, RuleTally
from automation.services import approve, change_rule, parse_body, reject
from inbox import services
from inbox.models import Message, PlatformCall
from inbox.services import Refused
from tests.factories import NOW, make_channel, make_message, make_rule, make_workspace

HIDE = {"type": "hide"}
SINCE = NOW - timedelta(days=30)


def hidden(channel, count: int) -> list[Message]:
    """New messages, decided on, and what was to be hidden hidden."""
    messages = [make_message(channel) for _ in range(count)]
    decide_messages([message.pk for message in messages], now=timezone.now())
    PlatformCall.objects.filter(verb="hide").update(status="done")
    Message.objects.update(visibility="hidden")
    return [Message.objects.select_related("channel__workspace").get(pk=m.pk) for m in messages]


def test_it_counts_what_people_gave_back(workspace, channel, manager):
    rule, quiet = make_rule(workspace, HIDE), make_rule(workspace, {"type": "resolve"})
    restored, *_ = hidden(channel, 4)
    services.unhide(restored, by=Actor.person(manager))
    found = precision_of([rule, quiet], SINCE)
    assert (found[rule.pk].acted, found[rule.pk].restored, found[rule.pk].value) == (4, 1, 0.75)
    assert found[rule.pk].low < 0.75 < found[rule.pk].high
    assert (found[quiet.pk].acted, found[quiet.pk].value) == (0, None)


def test_it_does_not_count_what_a_rule_shows_again(workspace, channel):
    rule = make_rule(workspace, HIDE | {"unhide_after_minutes": 5})
    hidden(channel, 2)
    assert precision_of([rule], SINCE)[rule.pk].restored == 0


@pytest.mark.parametrize("rules", [1, 5])
def test_it_asks_once_however_many_rules_there_are(workspace, rules, django_assert_num_queries):
    made = [make_rule(workspace, HIDE) for _ in range(rules)]
    with django_assert_num_queries(1):
        precision_of(made, SINCE)
    with django_assert_num_queries(1):
        activity_of(made, NOW)
    with django_assert_num_queries(2):
        reviews_of(made)


def test_it_says_what_a_rule_did_on_each_day(workspace, channel):
    rule, idle = make_rule(workspace), make_rule(workspace)
    for hours, acted in ((0, 2), (1, 1), (30, 5), (24 * 30, 9)):
        RuleTally.objects.create(
            rule=rule, channel=channel, bucket_at=NOW - timedelta(hours=hours), acted=acted, shadow=1
        )
    found = activity_of([rule, idle], NOW, days=3)
    assert [(day.day, day.acted, day.shadow) for day in found[rule.pk]] == [
        (date(2026, 2, 28), 0, 0),
        (date(2026, 3, 1), 5, 1),
        (date(2026, 3, 2), 3, 2),
    ]
    assert [day.acted for day in found[idle.pk]] == [0, 0, 0]


def test_it_counts_days_in_the_zone_it_is_told(workspace, channel):
    rule = make_rule(workspace)
    RuleTally.objects.create(
        rule=rule, channel=channel, bucket_at=NOW.replace(day=1, hour=23, minute=30), acted=1
    )
    found = activity_of([rule], NOW, days=2, zone=ZoneInfo("Europe/Amsterdam"))
    assert [day.acted for day in found[rule.pk]] == [0, 1]


@pytest.fixture
def shadow(workspace, channel):
    rule = make_rule(workspace, mode=Mode.SHADOW)
    message = make_message(channel)
    decide_messages([message.pk], now=timezone.now())
    return rule, Decision.objects.get(message=message)


def test_it_climbs_when_somebody_looked_at_what_it_would_do(shadow, manager):
    rule, decision = shadow
    assert ladder_of(rule).missing == ["review"]
    review_hit(decision, rule, True, by=Actor.person(manager))
    ladder = ladder_of(rule)
    assert (ladder.may_go_live, ladder.reviews.right, ladder.reviews.wrong) == (True, 1, 0)
    change_rule(rule, mode=Mode.LIVE, by=Actor.person(manager))


def test_it_takes_the_last_word_and_keeps_them_all_on_record(shadow, manager):
    rule, decision = shadow
    for is_right in (True, False, False):
        review_hit(decision, rule, is_right, by=Actor.person(manager))
    assert (reviews_of([rule])[rule.pk].right, reviews_of([rule])[rule.pk].wrong) == (0, 1)
    assert HitReview.objects.count() == 1
    assert Event.objects.filter(verb="review_hit", user=manager).count() == 3


def test_it_starts_anew_with_a_new_version(shadow, manager):
    rule, decision = shadow
    by = Actor.person(manager)
    review_hit(decision, rule, True, by=by)
    rule = change_rule(rule, body=parse_body({"actions": [HIDE]}), by=by)
    assert ladder_of(rule).missing == ["review"]
    review_hit(decision, rule, True, by=by)  # about the version that matched, not this one
    assert ladder_of(rule).reviews.count == 0


def test_it_counts_suggestions_that_people_decided_on(workspace, channel, manager):
    rule = make_rule(workspace, mode=Mode.SUGGEST)
    messages = [make_message(channel) for _ in range(2)]
    decide_messages([message.pk for message in messages], now=timezone.now())
    first, second = (message.suggestions.get() for message in messages)
    approve(first, by=Actor.person(manager))
    reject(second, by=Actor.person(manager))
    assert (reviews_of([rule])[rule.pk].right, reviews_of([rule])[rule.pk].wrong) == (1, 1)


def test_it_stays_down_while_examples_are_red(workspace):
    rule = make_rule(workspace, mode=Mode.SHADOW, examples={"match": ["hallo"]})
    ladder = ladder_of(rule)
    assert ladder.missing == ["examples", "review"]
    assert [result.text for result in ladder.red] == ["hallo"]


def test_it_refuses_a_word_on_what_did_not_match(shadow, workspace, manager):
    _, decision = shadow
    for rule in (make_rule(workspace), make_rule(make_channel(make_workspace()).workspace)):
        with pytest.raises(Refused, match="did not match"):
            review_hit(decision, rule, True, by=Actor.person(manager))
