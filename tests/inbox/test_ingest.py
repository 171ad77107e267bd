"""What comes in is stored once, whatever the order and however often."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection

from inbox.ingest import ingest
from inbox.models import Channel, Conversation, Message, MessageRevision, ParkedChange, Post
from platforms.base import Action, Author, Kind
from tests.factories import NOW, incoming, make_channel, make_message

pytestmark = pytest.mark.django_db


def dump(channel: Channel) -> dict[str, list[tuple[object, ...]]]:
    """Return a channel's content by the platform's keys, without our ids and clocks."""
    message_fields = (
        *("external_id", "conversation__thread_id", "identity__external_id", "identity__handle", "kind"),
        *("is_own", "parent_id", "text", "sent_at", "text_at", "edited_at", "visibility", "removed_at"),
    )
    conversation_fields = (
        *("kind", "thread_id", "post__external_id", "identity__external_id", "status", "waiting_since"),
        *("last_message_at", "preview", "message_count", "last_own_at", "reply_window_ends_at"),
    )
    return {
        "messages": sorted(Message.objects.filter(channel=channel).values_list(*message_fields), key=str),
        "conversations": sorted(
            Conversation.objects.filter(channel=channel).values_list(*conversation_fields), key=str
        ),
        "revisions": sorted(
            MessageRevision.objects.filter(message__channel=channel).values_list(
                "message__external_id", "text", "written_at"
            ),
            key=str,
        ),
        "posts": sorted(Post.objects.filter(channel=channel).values_list("external_id", "title")),
        "parked": sorted(ParkedChange.objects.filter(channel=channel).values_list("external_id", "action")),
    }


def history() -> list:
    """A post's afternoon: comments, answers, an edit, a removal, a hide and unhide, a DM."""
    at = [NOW + timedelta(minutes=minute) for minute in range(20)]
    sem = Author("1789000000000043", handle="sem_v")
    return [
        incoming("Wat kost dit?", external_id="c1", occurred_at=at[0]),
        incoming("Dat vraag ik me ook af", external_id="c2", parent_id="c1", author=sem, occurred_at=at[1]),
        incoming("Vanaf 25 euro", external_id="c3", parent_id="c1", is_own=True, occurred_at=at[2]),
        incoming("Duur!", external_id="c4", parent_id="c1", occurred_at=at[3]),
        incoming("Spam", external_id="c5", author=sem, occurred_at=at[4]),
        incoming(external_id="c5", action=Action.REMOVE, text="", occurred_at=at[5]),
        incoming("Best duur!", external_id="c4", action=Action.EDIT, occurred_at=at[6]),
        incoming("Valt mee!", external_id="c4", action=Action.EDIT, occurred_at=at[7]),
        incoming(external_id="c2", action=Action.HIDE, text="", occurred_at=at[8]),
        incoming(external_id="c2", action=Action.UNHIDE, text="", occurred_at=at[9]),
        incoming("Zijn jullie open?", external_id="m1", kind=Kind.DIRECT, occurred_at=at[10]),
        incoming(
            "Ja!",
            external_id="m2",
            kind=Kind.DIRECT,
            is_own=True,
            author=None,
            thread_id="1789000000000042",
            occurred_at=at[11],
        ),
        incoming("Fijn", external_id="m3", kind=Kind.DIRECT, occurred_at=at[12]),
        incoming(external_id="unknown", action=Action.REMOVE, text="", occurred_at=at[13]),
    ]


@pytest.mark.parametrize("seed", range(8))
def test_it_comes_to_the_same_rows_in_any_order(seed):
    straight, shuffled = make_channel(), make_channel()
    ingest(straight, history(), now=NOW + timedelta(hours=1))
    items = history() * 3
    random.Random(seed).shuffle(items)
    for start in range(0, len(items), 5):
        ingest(shuffled, items[start : start + 5], now=NOW + timedelta(hours=1))
    assert dump(shuffled) == dump(straight)


def test_it_recognises_a_repeat():
    channel = make_channel()
    first = ingest(channel, [item := incoming()], now=NOW)
    again = ingest(channel, [item], now=NOW)
    assert (len(first.created), first.duplicates) == (1, 0)
    assert (len(again.created), again.duplicates) == (0, 1)


def test_it_blanks_a_removed_text_everywhere():
    channel = make_channel()
    make_message(channel, "geheim", external_id="c1")
    later = NOW + timedelta(minutes=1)
    ingest(channel, [incoming("oeps", external_id="c1", action=Action.EDIT, occurred_at=later)], now=later)
    ingest(channel, [incoming("", external_id="c1", action=Action.REMOVE, occurred_at=later)], now=later)
    message = Message.objects.get()
    assert (message.text, message.visibility) == ("", "removed")
    assert set(MessageRevision.objects.values_list("text", flat=True)) == {""}
    assert "geheim" not in Conversation.objects.get().preview


def test_it_keeps_a_removal_whose_message_never_came():
    channel = make_channel()
    ingest(channel, [incoming("", external_id="c9", action=Action.REMOVE)], now=NOW)
    assert ParkedChange.objects.get().external_id == "c9"


def test_it_stores_what_a_database_refuses():
    message = make_message(text="a\x00b\ud800c", author=Author("1", name="N" * 400))
    assert message.text == "ab\N{REPLACEMENT CHARACTER}c"
    assert len(message.identity.name) == 255


def test_it_rejects_an_id_that_fits_no_row_and_keeps_the_rest():
    channel = make_channel()
    result = ingest(channel, [incoming(external_id="x" * 256), incoming()], now=NOW)
    assert len(result.created) == 1
    assert "255" in result.rejected[0]


def test_it_hands_on_only_new_live_messages_of_others(django_capture_on_commit_callbacks):
    channel = make_channel()
    old = incoming(occurred_at=channel.connected_at - timedelta(seconds=1))
    own = incoming(is_own=True)
    new = incoming()
    ingest(channel, [old, own, new], now=NOW)
    ingest(channel, [incoming()], now=NOW, origin=Message.Origin.IMPORT)
    waiting = Message.objects.awaiting_processing()
    assert [message.external_id for message in waiting] == [new.external_id]


def test_it_brings_a_resolved_conversation_back():
    channel = make_channel()
    message = make_message(channel)
    Conversation.objects.update(status="resolved")
    make_message(channel, parent_id=message.external_id, occurred_at=NOW + timedelta(hours=1))
    assert Conversation.objects.get().status == "open"


def test_it_does_not_ask_more_of_the_database_for_more_messages(django_assert_max_num_queries):
    channel = make_channel()
    people = [Author(f"p{i}", handle=f"p{i}") for i in range(400)]
    with django_assert_max_num_queries(40 if connection.vendor == "sqlite" else 24):
        ingest(channel, [incoming(author=person) for person in people], now=NOW)
