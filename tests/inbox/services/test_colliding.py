"""Two who answer the same conversation."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.audit import Actor
from inbox import services
from inbox.ingest import ingest
from inbox.models import Message, PlatformCall
from inbox.services.colliding import AnsweredMeanwhile, Seen, seen_of, send_unless_answered
from tests.factories import NOW, incoming, make_channel, make_member, make_message

NOTHING = Seen()


@pytest.fixture
def message(db) -> Message:
    return make_message(make_channel())


@pytest.fixture
def anna(message: Message) -> Actor:
    return Actor.person(make_member(message.channel.workspace))


@pytest.fixture
def bob(message: Message) -> Actor:
    return Actor.person(make_member(message.channel.workspace))


def answer(
    message: Message, by: Actor, seen: Seen | None, text: str = "Vanaf 25", key: str = ""
) -> PlatformCall:
    return send_unless_answered(services.reply, message, text, by=by, seen=seen, key=key)


def test_it_stops_the_second_of_two_once_and_shows_what_the_first_wrote(message, anna, bob) -> None:
    answer(message, anna, NOTHING, "Vanaf 25 euro")
    with pytest.raises(AnsweredMeanwhile) as stopped:
        answer(message, bob, NOTHING)
    assert stopped.value.collision.text == "Vanaf 25 euro"
    assert stopped.value.collision.user == anna.user
    assert PlatformCall.objects.count() == 1
    answer(message, bob, stopped.value.seen)
    assert PlatformCall.objects.count() == 2


def test_it_lets_people_answer_twice_themselves(message, bob) -> None:
    answer(message, bob, NOTHING)
    answer(message, bob, NOTHING, "En bezorgd")
    assert PlatformCall.objects.count() == 2


def test_it_warns_of_a_rule_and_of_a_private_reply(message, bob) -> None:
    Message.objects.update(sent_at=timezone.now())
    message.refresh_from_db()
    services.private_reply(message, "Stuur ons een bericht", by=Actor.rule("price v1"))
    with pytest.raises(AnsweredMeanwhile) as stopped:
        answer(message, bob, NOTHING)
    assert stopped.value.collision.is_automatic


def test_it_warns_of_what_was_written_in_the_app_of_the_platform(message, bob) -> None:
    own = incoming("Uit de app", parent_id=message.external_id, is_own=True, occurred_at=NOW)
    ingest(message.channel, [own], now=NOW)
    with pytest.raises(AnsweredMeanwhile) as stopped:
        answer(message, bob, NOTHING)
    assert stopped.value.collision.text == "Uit de app"
    answer(message, bob, seen_of(message.conversation))


def test_it_does_not_warn_of_what_was_taken_back_or_of_other_acts(message, anna, bob) -> None:
    services.cancel(answer(message, anna, NOTHING), by=anna)
    services.hide(message, by=anna)
    services.unhide(message, by=anna)
    answer(message, bob, NOTHING)


def test_it_takes_the_same_form_again_for_the_same_wish(message, anna, bob) -> None:
    first = answer(message, bob, NOTHING, key="k")
    answer(message, anna, seen_of(message.conversation), "Ook ik")
    assert answer(message, bob, NOTHING, key="k") == first


def test_it_asks_nothing_of_who_does_not_look_at_a_page(message, anna, bob) -> None:
    answer(message, anna, None)
    answer(message, bob, None)
    assert PlatformCall.objects.count() == 2


@pytest.mark.parametrize("text", ["", "x", "1", "1_", "_1", "1_x", "1_2_3", "-1_2", "9" * 30 + "_1", "²_1"])
def test_it_reads_nothing_from_what_is_none_of_ours(text) -> None:
    assert Seen.read(text) is None
    assert Seen.read(str(Seen(12, 345))) == Seen(12, 345)


@pytest.mark.django_db(transaction=True)
def test_it_lets_exactly_one_of_two_at_the_same_moment_through() -> None:
    message = make_message(make_channel())
    people = [Actor.person(make_member(message.channel.workspace)) for _ in range(2)]
    both = threading.Barrier(2)
    outcomes: list[str] = []

    def press_send(by: Actor) -> None:
        both.wait(10)
        try:
            answer(message, by, NOTHING)
            outcomes.append("sent")
        except AnsweredMeanwhile:
            outcomes.append("warned")
        finally:
            connection.close()

    threads = [threading.Thread(target=press_send, args=(by,)) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["sent", "warned"]
    assert PlatformCall.objects.count() == 1
