"""What keeps automation from doing too much: caps, hours, people's wishes, the breaker, the switches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.audit import Actor
from automation.decide import decide_messages
from automation.models import Decision, Mode, Rule, RuleApplication, RuleTally, Suggestion
from automation.services import approve, change_rule, resume_rule
from automation.triggers.clock import tick
from automation.triggers.manual import run_by_hand
from inbox import services
from inbox.models import Message, PlatformCall
from platforms.base import Author, Kind, PostRef
from tests.factories import NOW, make_channel, make_member, make_message, make_rule

pytestmark = pytest.mark.django_db
HIDE = {"type": "hide"}


@pytest.fixture
def channel():
    return make_channel()


def decided(message: Message, now=NOW) -> Decision:
    decide_messages([message.pk], now=now)
    return Decision.objects.get(message=message)


def reasons(message: Message, now=NOW) -> list[str]:
    return [act.get("reason", "") for entry in decided(message, now).results for act in entry["acts"]]


def message_of(channel, number: int, **fields) -> Message:
    fields.setdefault("post", PostRef(f"post {number}"))
    return make_message(channel, author=Author(str(number), handle=f"h{number}"), **fields)


def test_a_thread_gets_only_so_many_answers(channel):
    make_rule(channel.workspace, limits={"per_thread": 2, "once_per_post": False, "per_person_per_day": 100})
    top = make_message(channel)
    replies = [
        make_message(channel, parent_id=top.external_id, author=Author(str(n), handle=f"h{n}"))
        for n in range(2)
    ]
    assert [reasons(message) for message in (top, *replies)] == [[""], [""], ["cap_thread"]]


def test_a_channel_gives_only_so_many_answers_an_hour(channel):
    make_rule(channel.workspace, limits={"public_per_channel_per_hour": 2})
    assert [reasons(message_of(channel, n)) for n in range(3)] == [[""], [""], ["cap_channel"]]
    PlatformCall.objects.update(created_at=NOW - timedelta(hours=2))
    assert reasons(message_of(channel, 9)) == [""]


def test_public_and_private_answers_are_counted_apart(channel):
    make_rule(channel.workspace, limits={"public_per_channel_per_hour": 1})
    assert reasons(message_of(channel, 1)) == [""]
    assert reasons(message_of(channel, 2, kind=Kind.DIRECT, post=None)) == [""]


def test_in_quiet_hours_an_answer_waits_for_the_morning(channel):
    workspace = channel.workspace
    workspace.timezone = "Europe/Amsterdam"
    workspace.save()
    make_rule(workspace, limits={"quiet_hours": {"from": "11:00", "to": "15:00"}})
    reasons(make_message(channel))  # 12:00 UTC is 13:00 in Amsterdam
    assert PlatformCall.objects.get().run_at == NOW + timedelta(hours=2)


def test_in_quiet_hours_an_answer_may_be_left_out(channel):
    make_rule(channel.workspace, limits={"quiet_hours": {"from": "11:00", "to": "15:00", "then": "skip"}})
    assert reasons(make_message(channel)) == ["outside_hours"]


@pytest.mark.parametrize(
    ("schedule", "reason"),
    [
        ({"business_hours": "in"}, ""),
        ({"business_hours": "out"}, "outside_hours"),
        ({"weekdays": ["mon"]}, ""),
        ({"weekdays": ["tue", "sun"]}, "outside_hours"),
        ({"from": "2026-03-02", "to": "2026-03-02"}, ""),
        ({"from": "2026-03-03"}, "outside_hours"),
        ({"to": "2026-03-01"}, "outside_hours"),
    ],
    ids=str,
)
def test_a_rule_works_at_its_times(channel, schedule, reason):
    make_rule(channel.workspace, schedule=schedule)
    assert reasons(make_message(channel)) == [reason]


def test_who_opted_out_gets_no_automatic_answer(channel):
    make_rule(channel.workspace)
    make_message(channel, "stop!")
    assert reasons(make_message(channel)) == ["opted_out"]


def test_in_a_crisis_nobody_is_answered_and_spam_is_still_hidden(channel):
    owner = Actor.person(make_member(channel.workspace, role="owner"))
    make_rule(channel.workspace)
    make_rule(channel.workspace, HIDE, conditions={"all": [{"type": "text", "words": ["crypto"]}]})
    services.start_crisis(channel.workspace, NOW + timedelta(days=36500), "A storm of comments", by=owner)
    assert reasons(message_of(channel, 1)) == ["crisis"]
    assert reasons(message_of(channel, 2, text="Koop crypto")) == [""]


def test_in_a_crisis_links_of_strangers_are_held(channel):
    owner = Actor.person(make_member(channel.workspace, role="owner"))
    services.start_crisis(channel.workspace, NOW + timedelta(days=36500), "A storm", by=owner)
    decision = decided(message_of(channel, 1, text="Kijk op www.example.org"))
    assert [(entry["name"], entry["acts"][0]["type"]) for entry in decision.results] == [("Crisis", "hold")]
    assert PlatformCall.objects.get().verb == "hold"
    friend = message_of(channel, 2, text="Kijk op www.example.org")
    services.approve_author(friend, by=owner)
    friend.refresh_from_db()
    assert decided(friend).results == []


def test_an_approved_answer_counts_towards_the_caps(channel):
    agent = Actor.person(make_member(channel.workspace))
    rule = make_rule(channel.workspace, mode=Mode.SUGGEST)
    decided(make_message(channel))
    approve(Suggestion.objects.get(), by=agent)
    change_rule(rule, mode=Mode.LIVE, by=agent)
    assert reasons(make_message(channel)) == ["cap_post"]


def test_an_approved_author_is_never_hidden(channel):
    make_rule(channel.workspace, HIDE)
    message = make_message(channel)
    services.approve_author(message, by=Actor.person(make_member(channel.workspace)))
    assert reasons(message) == ["approved_author"]


def test_a_rule_that_lets_pass_beats_one_that_hides(channel):
    make_rule(channel.workspace, HIDE, name="hide")
    make_rule(channel.workspace, {"type": "approve"}, name="pass", conditions={})
    decision = decided(make_message(channel))
    assert [entry["name"] for entry in decision.results] == ["pass", "hide"]
    assert decision.results[1]["acts"][0]["reason"] == "approved_author"


def test_what_a_person_showed_again_is_not_hidden_again(channel):
    rule = make_rule(channel.workspace, HIDE)
    message = make_message(channel)
    decided(message)
    Message.objects.filter(pk=message.pk).update(visibility="hidden")
    message.refresh_from_db()
    services.unhide(message, by=Actor.person(make_member(channel.workspace)))
    RuleApplication.objects.all().delete()
    change_rule(rule, mode=Mode.SHADOW, by=Actor.rule("test"))
    change_rule(rule, mode=Mode.LIVE, override="test", by=Actor.rule("test"))
    Message.objects.filter(pk=message.pk).update(processed_at=None)
    Decision.objects.all().delete()
    assert reasons(message) == ["human_active"]


def test_the_team_is_not_talked_to(channel):
    make_rule(channel.workspace)
    message = make_message(channel)
    message.identity.contact.is_team = True
    message.identity.contact.save()
    assert decided(message).reason == "own_account"


@pytest.fixture
def misfiring(channel):
    """A rule that matches whatever is said; every third message is something else."""
    rule = make_rule(channel.workspace, {"type": "label", "label": "x"})
    rule.owner = make_member(channel.workspace, role="owner")
    rule.save()
    return rule


def flood(channel, *, matching: int, others: int, now=NOW) -> None:
    start = Message.objects.count()
    for number in range(matching + others):
        text = "Wat kost het?" if number < matching else "Mooi"
        message = message_of(channel, start + number, text=text, occurred_at=now)
        decide_messages([message.pk], now=now)


def test_a_rule_that_acts_on_too_much_pauses_itself(channel, misfiring):
    flood(channel, matching=25, others=0)
    misfiring.refresh_from_db()
    assert misfiring.paused_at == NOW
    assert "20 of 20 messages" in misfiring.paused_reason
    assert RuleApplication.objects.count() == 20
    assert misfiring.owner.notifications.get().text.startswith("The rule “")
    assert decided(message_of(channel, 99)).results[0]["acts"][0]["reason"] == "circuit_open"


def test_a_rule_that_acts_on_its_share_goes_on(channel, misfiring):
    flood(channel, matching=0, others=60)
    flood(channel, matching=25, others=0)
    misfiring.refresh_from_db()
    assert misfiring.paused_at is None


def test_a_rule_meant_for_everything_says_so(channel):
    rule = make_rule(channel.workspace, {"type": "label", "label": "x"}, limits={"breaker_percent": 100})
    flood(channel, matching=30, others=0)
    rule.refresh_from_db()
    assert rule.paused_at is None


def test_a_rule_that_acts_ten_times_as_often_as_in_shadow_pauses_itself(channel, misfiring):
    RuleTally.objects.create(
        rule=misfiring, channel=channel, bucket_at=NOW - timedelta(days=1), shadow=2, seen=1000
    )
    flood(channel, matching=0, others=80)
    flood(channel, matching=21, others=0)
    misfiring.refresh_from_db()
    assert "in shadow it matched 2 of 1000" in misfiring.paused_reason


def test_a_resumed_rule_is_judged_by_what_it_does_next(channel, misfiring):
    flood(channel, matching=20, others=0)
    assert resume_rule(misfiring, by=Actor.person(misfiring.owner))
    assert not resume_rule(misfiring, by=Actor.person(misfiring.owner))
    Rule.objects.filter(pk=misfiring.pk).update(resumed_at=NOW)
    flood(channel, matching=3, others=0, now=NOW + timedelta(minutes=10))
    misfiring.refresh_from_db()
    assert misfiring.paused_at is None
    assert RuleApplication.objects.count() == 23


def test_a_paused_rule_stops_no_others(channel, misfiring):
    change_rule(
        misfiring,
        body=misfiring.version.parsed().model_copy(update={"stop_processing": True}),
        by=Actor.rule("test"),
    )
    Rule.objects.filter(pk=misfiring.pk).update(paused_at=NOW)
    make_rule(channel.workspace, {"type": "label", "label": "second"})
    message = make_message(channel)
    decided(message)
    assert message.conversation.labels.get().name == "second"


def test_what_a_person_runs_by_hand_pauses_no_rule(channel, misfiring):
    chosen = [message_of(channel, n).pk for n in range(25)]
    run_by_hand(misfiring, chosen, by=Actor.person(misfiring.owner), now=NOW)
    assert RuleApplication.objects.count() == 25
    decided(message_of(channel, 99))
    misfiring.refresh_from_db()
    assert misfiring.paused_at is None
    assert sum(RuleTally.objects.values_list("acted", flat=True)) == 26


def test_many_who_waited_over_the_weekend_pause_no_rule(channel):
    wait = {"type": "unanswered", "minutes": 60, "business_hours": False}
    label = {"type": "label", "label": "late"}
    rule = make_rule(channel.workspace, label, conditions={}, trigger=wait)
    for n in range(25):
        message_of(channel, n)
    tick(now=NOW + timedelta(hours=2))
    rule.refresh_from_db()
    assert (RuleApplication.objects.count(), rule.paused_at) == (25, None)


def test_rules_that_only_look_cost_no_question_each(channel, django_assert_max_num_queries):
    for n in range(12):
        words = {"all": [{"type": "text", "words": [f"word{n}"]}]}
        make_rule(channel.workspace, HIDE, conditions=words, mode=Mode.SHADOW)
    for n in range(2):
        message = message_of(channel, n)
        with django_assert_max_num_queries(22):
            decide_messages([message.pk], now=NOW)
    assert set(RuleTally.objects.values_list("seen", flat=True)) == {2}
