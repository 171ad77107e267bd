"""What rules may act on beside new messages: once for each change, and never for their own acts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import SYSTEM, Actor
from inbox import services, sweeps
from inbox.ingest import ingest
from inbox.models import Conversation, Message, Occurrence, PlatformCall
from inbox.signals import occurrences_stored
from platforms.base import Action
from tests.factories import NOW, incoming, make_channel, make_member, make_message

pytestmark = pytest.mark.django_db
RULE = Actor.rule("rule 1 v1")


@pytest.fixture
def message() -> Message:
    return make_message(make_channel())


@pytest.fixture
def member(message):
    return make_member(message.workspace)


@pytest.fixture
def handed_on():
    """Return the ids that listeners were told of."""
    told: list[int] = []

    def listen(occurrence_ids: list[int], **_: object) -> None:
        told.extend(occurrence_ids)

    occurrences_stored.connect(listen)
    yield told
    occurrences_stored.disconnect(listen)


def written() -> list[tuple[str, str, str]]:
    return list(Occurrence.objects.order_by("pk").values_list("kind", "detail", "actor"))


def happens(message: Message, action: Action, minutes: int = 1, text: str = "") -> None:
    at = NOW + timedelta(minutes=minutes)
    item = incoming(text, external_id=message.external_id, action=action, occurred_at=at)
    ingest(message.channel, [item], now=at)


def acts(message: Message, member, by: Actor) -> None:
    chosen = [message.conversation]
    services.label(chosen, "vip", by=by)
    services.label(chosen, "vip", by=by)
    services.assign(chosen, member, by=by)
    services.assign(chosen, None, by=by)
    services.resolve(chosen, by=by)
    services.set_sentiment(message, "negative", by=by)


@pytest.mark.parametrize("actor", ["person", "api"])
def test_it_writes_what_people_do(message, member, handed_on, actor):
    acts(message, member, Actor.person(member) if actor == "person" else Actor.api(member))
    assert written() == [
        ("label_added", "vip", actor),
        ("assigned", member.email, actor),
        ("status_changed", "resolved", actor),
        ("sentiment_corrected", "negative", actor),
    ]
    assert handed_on == list(Occurrence.objects.order_by("pk").values_list("pk", flat=True))
    last = Occurrence.objects.latest("pk")
    assert (last.message, last.conversation, last.channel) == (
        message,
        message.conversation,
        message.channel,
    )


def test_it_writes_nothing_of_what_rules_do(message, member, handed_on):
    acts(message, member, RULE)
    assert (written(), handed_on) == ([], [])


def test_it_takes_a_first_guess_for_no_correction(message):
    services.set_sentiment(message, "negative", by=SYSTEM)
    assert written() == []


def test_it_writes_that_a_conversation_woke_up(message, member):
    until = timezone.now() + timedelta(hours=1)
    services.snooze([message.conversation], until, by=RULE)
    sweeps.wake_snoozed(until)
    assert written() == [("status_changed", "open", "system")]


def test_it_writes_what_the_platform_tells(message, handed_on):
    happens(message, Action.EDIT, 1, "Wat kosten deze taarten?")
    happens(message, Action.HIDE, 2)
    happens(message, Action.UNHIDE, 3)
    happens(message, Action.REMOVE, 4)
    kinds = ["edited", "hidden", "unhidden", "removed"]
    assert written() == [(kind, "", "platform") for kind in kinds]
    assert len(handed_on) == 4


def test_it_writes_a_repeated_change_once(message):
    for _ in range(3):
        happens(message, Action.EDIT, 1, "Anders")
        happens(message, Action.HIDE, 2)
    happens(message, Action.UNHIDE, 1)
    assert [kind for kind, _, _ in written()] == ["edited", "hidden"]


def test_it_writes_nothing_of_own_older_and_imported_messages():
    channel = make_channel()
    own = make_message(channel, is_own=True)
    older = make_message(channel, occurred_at=channel.connected_at - timedelta(days=1))
    imported = make_message(channel, origin=Message.Origin.IMPORT)
    for message in (own, older, imported):
        happens(message, Action.EDIT, 1, "Anders")
    assert written() == []


def test_it_takes_a_change_that_came_first_for_part_of_the_message():
    channel = make_channel()
    at = NOW + timedelta(minutes=1)
    edit = incoming("Anders", external_id="c1", action=Action.EDIT, occurred_at=at)
    ingest(channel, [edit], now=at)
    make_message(channel, external_id="c1")
    assert written() == []


def test_it_takes_the_echo_of_our_own_act_for_no_news(message):
    call = services.hide(message, by=RULE)
    PlatformCall.objects.filter(pk=call.pk).update(status="sending", attempts=1)
    happens(message, Action.HIDE, 1)
    message.refresh_from_db()
    assert message.visibility == "hidden"
    assert written() == []


def test_it_hands_on_again_what_nobody_dealt_with(message, member, handed_on):
    services.label([message.conversation], "vip", by=Actor.person(member))
    handed_on.clear()
    row = Occurrence.objects.get()
    Message.objects.update(processed_at=NOW)
    assert sweeps.hand_on_again(row.created_at + timedelta(seconds=5)) == 0
    assert sweeps.hand_on_again(row.created_at + timedelta(seconds=11)) == 1
    assert handed_on == [row.pk]
    Occurrence.objects.update(processed_at=NOW)
    assert sweeps.hand_on_again(row.created_at + timedelta(seconds=11)) == 0


def test_it_forgets_what_was_dealt_with_long_ago(message, member):
    services.label([message.conversation], "vip", by=Actor.person(member))
    services.resolve(Conversation.objects.all(), by=Actor.person(member))
    now = timezone.now()
    Occurrence.objects.filter(kind="label_added").update(processed_at=now - timedelta(days=7))
    assert sweeps.purge_occurrences(now - timedelta(seconds=1)) == 0
    assert sweeps.purge_occurrences(now) == 1
    assert [kind for kind, _, _ in written()] == ["status_changed"]
