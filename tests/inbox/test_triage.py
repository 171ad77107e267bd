"""What a team does with conversations among itself: each act says whether it changed anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Event, Role
from inbox import services, sweeps
from inbox.models import Conversation, PlatformCall
from inbox.services import Refused
from platforms.base import Author
from tests.factories import make_channel, make_conversation, make_member, make_message, make_user

pytestmark = pytest.mark.django_db
RULE = Actor.rule("rule 1 v1")


@pytest.fixture
def conversation() -> Conversation:
    return make_conversation(make_channel())


@pytest.fixture
def by(conversation) -> Actor:
    return Actor.person(make_member(conversation.workspace))


def events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


@pytest.mark.parametrize("status", ["pending", "resolved"])
def test_it_sets_a_status_once(conversation, by, status):
    assert services.set_status([conversation], status, by=by) == 1
    assert services.set_status([conversation], status, by=by) == 0
    conversation.refresh_from_db()
    assert conversation.status == status
    assert events(f"status_{status}") == 1


@pytest.mark.parametrize("status", ["snoozed", "closed", ""])
def test_it_refuses_a_status_that_says_too_little(conversation, by, status):
    with pytest.raises(Refused):
        services.set_status([conversation], status, by=by)


def test_it_snoozes_until_the_time_comes(conversation, by):
    until = timezone.now() + timedelta(hours=2)
    assert services.snooze([conversation], until, by=by) == 1
    assert services.snooze([conversation], until, by=by) == 0
    assert services.snooze([conversation], until + timedelta(hours=1), by=by) == 1
    assert sweeps.wake_snoozed(until) == 0
    assert sweeps.wake_snoozed(until + timedelta(hours=1)) == 1
    conversation.refresh_from_db()
    assert (conversation.status, conversation.snoozed_until) == ("open", None)


def test_it_refuses_to_snooze_into_the_past(conversation, by):
    with pytest.raises(Refused, match="future"):
        services.snooze([conversation], timezone.now(), by=by)


def test_it_adds_up_priority_with_its_reasons_and_takes_it_back(conversation, by):
    services.add_priority([conversation], 2, "Angry  customer", by=RULE)
    services.add_priority([conversation], 5, "VIP", by=by)
    services.add_priority([conversation], -2, "Angry customer", by=RULE)
    conversation.refresh_from_db()
    assert conversation.priority == 5
    assert conversation.priority_reasons == ["+2 Angry customer", "+5 VIP", "-2 Angry customer"]


def test_it_keeps_priority_within_bounds(conversation):
    assert services.add_priority([conversation], 30_000, "Loud", by=RULE) == 1
    assert services.add_priority([conversation], 30_000, "Louder", by=RULE) == 0
    conversation.refresh_from_db()
    assert conversation.priority == 100
    for number in range(30):
        services.add_priority([conversation], -1, f"Reason {number}", by=RULE)
    conversation.refresh_from_db()
    assert len(conversation.priority_reasons) == 20
    assert conversation.priority_reasons[-1] == "-1 Reason 29"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_it_wants_a_reason_for_a_priority(conversation, reason):
    with pytest.raises(Refused):
        services.add_priority([conversation], 1, reason, by=RULE)


def test_it_sets_a_sentiment_once(conversation, by):
    message = conversation.messages.get()
    assert services.set_sentiment(message, "negative", by=RULE) is True
    assert services.set_sentiment(message, "negative", by=by) is False
    message.refresh_from_db()
    assert message.sentiment == "negative"
    with pytest.raises(Refused):
        services.set_sentiment(message, "furious", by=by)


def test_it_keeps_a_note_for_the_team(conversation, by):
    note = services.add_note(conversation, "  Belt liever\x00 terug. ", by=by)
    assert (note.text, note.author, note.workspace) == ("Belt liever terug.", by.user, conversation.workspace)
    assert services.add_note(conversation, "Door een regel", by=RULE).cause == "rule 1 v1"
    assert not PlatformCall.objects.exists()


@pytest.mark.parametrize("text", ["", " \n", "x" * 5001])
def test_it_refuses_a_note_that_says_nothing_or_too_much(conversation, by, text):
    with pytest.raises(Refused):
        services.add_note(conversation, text, by=by)


def test_it_labels_people_and_posts(conversation, by):
    contact, post = conversation.identity.contact, conversation.post
    assert services.label_contact(contact, " vaste  klant", by=by) is True
    assert services.label_contact(contact, "vaste klant", by=by) is False
    assert services.label_post(post, "actie", by=by) is True
    assert services.label_post(post, "actie", by=by) is False
    assert [label.name for label in contact.labels.all()] == ["vaste klant"]
    assert [label.name for label in post.labels.all()] == ["actie"]
    assert services.unlabel_contact(contact, "vaste klant", by=by) is True
    assert services.unlabel_post(post, "actie", by=by) is True
    assert services.unlabel_contact(contact, "vaste klant", by=by) is False
    assert services.unlabel_post(post, "actie", by=by) is False
    assert (events("label"), events("unlabel")) == (2, 2)


def test_it_gives_work_to_who_has_least_then_in_order():
    channel = make_channel()
    first, second = (make_member(channel.workspace) for _ in range(2))
    make_member(channel.workspace, Role.VIEWER)
    make_member(channel.workspace, is_active=False)
    make_user()
    turns = [
        services.assign_in_turn(make_conversation(channel, author=Author(f"a{n}")), by=RULE) for n in range(3)
    ]
    assert turns == [first, second, first]
    services.resolve(Conversation.objects.filter(assignee=first), by=RULE)
    turn = services.assign_in_turn(make_conversation(channel, author=Author("a9")), by=RULE)
    assert turn == first


def test_it_counts_no_work_of_another_workspace():
    here, elsewhere = make_channel(), make_channel()
    first = make_member(here.workspace)
    make_member(here.workspace)
    elsewhere.workspace.memberships.create(user=first)
    services.assign([make_conversation(elsewhere)], first, by=RULE)
    assert services.assign_in_turn(make_conversation(here), by=RULE) == first


def test_it_leaves_a_conversation_with_who_has_it_in_turn(conversation, by):
    assert services.assign_in_turn(conversation, by=RULE) == by.user
    assert services.assign_in_turn(conversation, by=RULE) is None


def test_it_says_that_there_is_nobody_to_assign(conversation):
    for act in (services.assign_in_turn, services.assign_to_last_agent):
        with pytest.raises(Refused) as refused:
            act(conversation, by=RULE)
        assert refused.value.code == "nobody_to_assign"


def answered(message, user) -> None:
    call = services.reply(message, "Hoi", by=Actor.person(user))
    PlatformCall.objects.filter(pk=call.pk).update(status="done", finished_at=timezone.now())


def test_it_gives_a_conversation_to_who_answered_last():
    channel = make_channel()
    first, second, gone = (make_member(channel.workspace) for _ in range(3))
    before, now = make_message(channel), make_message(channel)
    answered(before, first)
    assert services.assign_to_last_agent(now.conversation, by=RULE) == first
    answered(now, second)
    answered(now, gone)
    gone.memberships.all().delete()
    assert services.assign_to_last_agent(now.conversation, by=RULE) == second
    assert services.assign_to_last_agent(now.conversation, by=RULE) is None
