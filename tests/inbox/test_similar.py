"""What counts as nearly the same text, and which messages of a workspace are one group."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox import similar
from inbox.similar import form_of, near, similar_in, similar_to
from platforms.base import Author, Kind
from tests.factories import NOW, make_channel, make_message

SPAM = "Earn 500 euro a day from home, write me on WhatsApp now"


@given(st.text(max_size=80))
def test_it_finds_a_text_near_itself_unless_there_is_none(text: str) -> None:
    assert near(text, [text]) == ([0] if form_of(text) else [])


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_is_near_both_ways_or_not_at_all(one: str, other: str) -> None:
    assert near(one, [other]) == near(other, [one])


@given(st.text(alphabet="abcdefghij ", min_size=3, max_size=60).filter(str.strip))
def test_it_looks_past_what_waves_vary(text: str) -> None:
    varied = [
        text.upper(),
        f"@someone {text}",
        f"{text} 🔥🔥",
        f"{text}!!! https://a.example/x?y=1",
        f"{text}{text[-1]}",
    ]
    assert near(text, varied) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("other", "is_near"),
    [
        ("EARN 500€ a day from home!!! write me on WhatsApp now", True),
        ("Eàrn 500 euro a day from hoome, write me on WhatsApp", True),
        ("Earn 900 euro a day from home, write to me on WhatsApp now", True),
        ("I love these cakes, when are they back in the shop?", False),
        ("Nice", False),
        ("", False),
    ],
)
def test_it_tells_a_wave_from_the_rest(other: str, is_near: bool) -> None:
    assert near(SPAM, [other]) == ([0] if is_near else [])


def test_it_wants_short_texts_to_be_the_same() -> None:
    assert near("Mooi!", ["mooi", "MOOI 😍", "mooie", "Hoi"]) == [0, 1]
    assert near("🔥🔥", ["🔥 🔥", "😍😍", "mooi"]) == [0]
    assert near("नमस्ते", ["नमस्ते!", "नमस्तु"]) == [0]
    assert near("https://a.example/1", ["https://b.example/2", "https://a.example/1"]) == [1]


def test_it_groups_the_comments_of_a_wave(db) -> None:
    channel = make_channel()
    wave = [
        make_message(channel, f"{SPAM} @friend{number}", author=Author(f"s{number}")) for number in range(5)
    ]
    make_message(channel, "Wat kost deze taart?")
    make_message(channel, SPAM, occurred_at=NOW - timedelta(days=8))
    make_message(channel, SPAM, kind=Kind.DIRECT, author=Author("d"))
    make_message(make_channel(), SPAM)
    found = similar_to(wave[2])
    assert {each.message for each in found} == {message.pk for message in wave}
    assert found[0].message == wave[2].pk
    assert {each.conversation for each in found} == {message.conversation_id for message in wave}


def test_it_finds_nothing_in_another_workspace(db) -> None:
    message = make_message(make_channel(), SPAM)
    assert similar_in(make_channel().workspace, message.pk) == []
    assert [each.message for each in similar_in(message.workspace, message.pk)] == [message.pk]


def test_it_asks_the_database_once(db, django_assert_num_queries) -> None:
    message = make_message(make_channel(), SPAM)
    with django_assert_num_queries(1):
        similar_to(message)


@pytest.mark.alone
def test_it_goes_through_five_thousand_texts_while_nobody_notices() -> None:
    others = [f"{number} mensen vinden deze taart lekker 🎂, en jij?" * 2 for number in range(5_000)]
    near(SPAM, others[:10])
    spent = []
    for _ in range(3):
        similar.form_of.cache_clear()
        start = time.process_time()
        near(SPAM, others)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.3  # 0.05 to 0.1 on a machine that gives all its time
