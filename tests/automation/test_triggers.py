"""Rules about what happens after a message came: changes, waiting, waves, and a person's hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import Actor
from automation.decide import decide_messages
from automation.models import Decision, Episode, Suggestion
from automation.services import InvalidRule, parse_body, reject
from automation.triggers.clock import tick
from automation.triggers.manual import run_by_hand
from automation.triggers.occurrences import process_occurrences
from inbox import services
from inbox.ingest import ingest
from inbox.models import Label, Message, Occurrence, PlatformCall
from inbox.services import Refused
from platforms.base import Action, Author, PostRef
from tests.factories import NOW, incoming, make_channel, make_member, make_message, make_rule, make_workspace

pytestmark = pytest.mark.django_db
LABEL = {"type": "label", "label": "seen"}
ANY: dict[str, list[object]] = {}


@pytest.fixture
def channel():
    return make_channel()


def is_labelled(message: Message, name: str = "seen") -> bool:
    return message.conversation.labels.filter(name=name).exists()


def process_all() -> None:
    process_occurrences(Occurrence.objects.values_list("pk", flat=True), now=NOW)


def change(channel, message: Message, action: Action, **fields) -> None:
    later = NOW + timedelta(minutes=1)
    item = incoming(external_id=message.external_id, action=action, occurred_at=later, **fields)
    ingest(channel, [item], now=later)


@pytest.mark.parametrize(
    ("trigger", "action"),
    [("edited", Action.EDIT), ("hidden", Action.HIDE), ("removed", Action.REMOVE)],
)
def test_it_listens_to_what_happens_on_the_platform(channel, trigger, action):
    make_rule(channel.workspace, LABEL, conditions=ANY, trigger=trigger)
    message = make_message(channel, "Mooi")
    change(channel, message, action, text="Lelijk")
    process_all()
    assert is_labelled(message)
    assert Decision.objects.get(message=message).occasion.startswith(trigger)


def test_it_listens_to_other_things_only_when_asked(channel):
    make_rule(channel.workspace, LABEL, conditions=ANY, trigger="removed")
    message = make_message(channel)
    change(channel, message, Action.EDIT, text="Anders")
    process_all()
    assert not is_labelled(message)


@pytest.mark.parametrize("trigger", ["edited", "hidden", "unhidden", "removed", "label_added"])
def test_it_never_answers_in_public_because_of(trigger):
    with pytest.raises(InvalidRule, match="cannot answer in public"):
        parse_body({"trigger": trigger, "actions": [{"type": "reply", "variants": ["Hoi"]}]})


def test_it_listens_to_a_label_that_a_person_put_on(channel):
    person = Actor.person(make_member(channel.workspace))
    make_rule(
        channel.workspace,
        {"type": "priority", "by": 5, "reason": "VIP"},
        conditions=ANY,
        trigger={"type": "label_added", "labels": ["vip"]},
    )
    message = make_message(channel)
    services.label([message.conversation], "other", by=person)
    process_all()
    message.conversation.refresh_from_db()
    assert message.conversation.priority == 0
    services.label([message.conversation], "vip", by=person)
    process_all()
    message.conversation.refresh_from_db()
    assert message.conversation.priority == 5


def test_rules_do_not_start_one_another(channel):
    make_rule(channel.workspace, {"type": "label", "label": "b"}, conditions=ANY, trigger="label_added")
    make_rule(channel.workspace, {"type": "label", "label": "a"}, conditions=ANY, trigger="edited")
    message = make_message(channel)
    change(channel, message, Action.EDIT, text="Anders")
    process_all()
    process_all()
    assert is_labelled(message, "a")
    assert not is_labelled(message, "b")


def test_an_occurrence_is_dealt_with_once(channel):
    make_rule(channel.workspace, {"type": "note", "text": "Edited"}, conditions=ANY, trigger="edited")
    message = make_message(channel)
    change(channel, message, Action.EDIT, text="Anders")
    for _ in range(3):
        process_all()
    assert message.conversation.notes.count() == 1


def test_what_was_hidden_for_its_words_is_shown_when_they_are_edited_away(channel):
    make_rule(channel.workspace, WHILE_SAID, conditions=CRYPTO)
    message = make_message(channel, "Koop crypto")
    decide_messages([message.pk], now=NOW)
    Message.objects.filter(pk=message.pk).update(visibility="hidden")
    change(channel, message, Action.EDIT, text="Koop brood")
    process_all()
    assert list(PlatformCall.objects.order_by("pk").values_list("verb", flat=True)) == ["hide", "unhide"]


CRYPTO = {"all": [{"type": "text", "words": ["crypto"]}]}
WHILE_SAID = {"type": "hide", "unhide_when_edited_away": True}


def hidden_then_edited(channel, by_hand: Actor | None = None) -> list[str]:
    """What was asked of the platform about a comment whose word was edited away after rules hid it."""
    message = make_message(channel, "Koop crypto, bel 06-12345678")
    decide_messages([message.pk], now=NOW)
    if by_hand:
        services.hide(message, by=by_hand)
    Message.objects.filter(pk=message.pk).update(visibility="hidden")
    change(channel, message, Action.EDIT, text="Koop brood, bel 06-12345678")
    process_all()
    return list(PlatformCall.objects.order_by("pk").values_list("verb", flat=True))


def test_what_a_person_hid_stays_hidden_when_the_words_are_edited_away(channel):
    make_rule(channel.workspace, WHILE_SAID, conditions=CRYPTO)
    by = Actor.person(make_member(channel.workspace))
    assert hidden_then_edited(channel, by_hand=by) == ["hide", "hide"]


def test_what_another_rule_hid_stays_hidden_when_the_words_are_edited_away(channel):
    make_rule(channel.workspace, WHILE_SAID, conditions=CRYPTO)
    phone = {"all": [{"type": "flag", "of": "has_phone"}]}
    make_rule(channel.workspace, {"type": "hide"}, conditions=phone)
    assert hidden_then_edited(channel) == ["hide", "hide"]


def test_a_rule_that_was_held_back_shows_nothing_when_the_words_are_edited_away(channel):
    make_rule(channel.workspace, {"type": "approve"}, conditions=ANY)
    make_rule(channel.workspace, WHILE_SAID, LABEL, conditions=CRYPTO)
    assert hidden_then_edited(channel) == []


def test_a_suggestion_that_was_rejected_is_not_said_to_wait_again(channel):
    rule = make_rule(channel.workspace, mode="suggest")
    by = Actor.person(make_member(channel.workspace))
    message = make_message(channel)
    decide_messages([message.pk], now=NOW)
    reject(Suggestion.objects.get(), by=by)
    run_by_hand(rule, [message.pk], by=by, now=NOW)
    [entry] = Decision.objects.latest("pk").results
    assert entry["acts"] == [
        {"type": "reply", "state": "held_back", "reason": "already_decided", "text": "Vanaf 25 euro!"}
    ]


WAITS = {"type": "unanswered", "minutes": 60, "business_hours": False}


def test_it_fires_once_for_a_wait(channel):
    make_rule(channel.workspace, {"type": "note", "text": "An hour!"}, conditions=ANY, trigger=WAITS)
    message = make_message(channel)
    tick(now=NOW + timedelta(minutes=59))
    assert not Episode.objects.exists()
    for minutes in (60, 61, 90):
        tick(now=NOW + timedelta(minutes=minutes))
    assert message.conversation.notes.count() == 1


def test_a_new_wait_is_a_new_episode(channel):
    make_rule(channel.workspace, {"type": "note", "text": "An hour!"}, conditions=ANY, trigger=WAITS)
    message = make_message(channel)
    tick(now=NOW + timedelta(hours=1))
    message.conversation.waiting_since = NOW + timedelta(hours=2)
    message.conversation.save()
    tick(now=NOW + timedelta(hours=3))
    assert message.conversation.notes.count() == 2


def test_a_wait_is_counted_by_the_clock_of_the_business_hours(channel):
    workspace = channel.workspace
    workspace.business_hours = {"mon": [["09:00", "12:30"]], "tue": [["09:00", "17:00"]]}
    workspace.save()
    make_rule(workspace, LABEL, conditions=ANY, trigger={"type": "unanswered", "minutes": 60})
    message = make_message(channel)  # a Monday, 12:00
    tick(now=NOW + timedelta(hours=20))  # Tuesday 8:00: half an hour of business
    assert not is_labelled(message)
    tick(now=NOW + timedelta(hours=21, minutes=30))
    assert is_labelled(message)


def test_who_was_answered_or_resolved_does_not_wait(channel):
    make_rule(channel.workspace, LABEL, conditions=ANY, trigger=WAITS)
    message = make_message(channel)
    services.resolve([message.conversation], by=Actor.person(make_member(channel.workspace)))
    tick(now=NOW + timedelta(hours=2))
    assert not is_labelled(message)


def test_a_wait_from_before_the_connection_is_history(channel):
    make_rule(channel.workspace, LABEL, conditions=ANY, trigger=WAITS)
    make_message(channel, occurred_at=channel.connected_at - timedelta(days=1))
    tick(now=NOW)
    assert not Label.objects.exists()


def wave(channel, count: int, at=NOW, post: str = "1") -> None:
    items = [
        incoming(
            f"Bericht {number}",
            author=Author(f"{post}-{at.timestamp()}-{number}", handle=f"h{number}"),
            post=PostRef(post),
            occurred_at=at - timedelta(seconds=number),
        )
        for number in range(count)
    ]
    ingest(channel, items, now=at)


VOLUME = {"type": "volume", "per": "post", "at_least": 10, "within_minutes": 10, "times_median": 3}


def test_a_wave_is_told_once(channel):
    make_rule(channel.workspace, {"type": "notify", "text": "A wave"}, conditions=ANY, trigger=VOLUME)
    make_member(channel.workspace, role="owner")
    wave(channel, 9)
    tick(now=NOW)
    assert not Episode.objects.exists()
    wave(channel, 12, at=NOW + timedelta(minutes=2))
    for minutes in (2, 3, 9, 20):
        tick(now=NOW + timedelta(minutes=minutes))
    assert channel.workspace.notifications.count() == 1


def test_what_is_usual_is_no_wave(channel):
    make_rule(channel.workspace, LABEL, conditions=ANY, trigger=VOLUME)
    for back in range(49):
        wave(channel, 10, at=NOW - timedelta(minutes=10 * back))
    tick(now=NOW)
    assert not Episode.objects.exists()


def test_automation_that_is_off_does_not_tick(channel):
    make_rule(channel.workspace, LABEL, conditions=ANY, trigger=WAITS)
    make_message(channel)
    services.switch_automation(channel.workspace, False, by=Actor.person(make_member(channel.workspace)))
    tick(now=NOW + timedelta(hours=2))
    assert not Episode.objects.exists()


def test_a_person_runs_a_rule_by_hand(channel):
    rule = make_rule(channel.workspace, LABEL, conditions=ANY, trigger="manual")
    message = make_message(channel)
    stranger = make_message(make_channel(make_workspace()))
    by = Actor.person(make_member(channel.workspace))
    ran = run_by_hand(rule, [message.pk, stranger.pk], by=by, now=timezone.now())
    assert (ran, is_labelled(message), is_labelled(stranger)) == (1, True, False)


def test_it_refuses_more_than_it_can_show(channel):
    rule = make_rule(channel.workspace, LABEL, conditions=ANY)
    by = Actor.person(make_member(channel.workspace))
    with pytest.raises(Refused, match="500"):
        run_by_hand(rule, list(range(501)), by=by, now=NOW)


def test_a_suggested_answer_waits_for_a_person_also_when_the_rule_is_live(channel):
    make_rule(channel.workspace, {"type": "suggest_reply", "variants": ["Vanaf 25"]}, trigger=WAITS)
    make_message(channel)
    tick(now=NOW + timedelta(hours=1))
    assert (Suggestion.objects.count(), PlatformCall.objects.count()) == (1, 0)
