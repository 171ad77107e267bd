"""Search: what is found, what is not, and that it stays current, whoever writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from inbox.ingest import ingest
from inbox.models import Conversation, Message
from inbox.search import Piece, snippet, terms_of
from platforms.base import Action, Author, PostRef
from tests.factories import NOW, incoming, make_channel, make_message, make_workspace
from tests.web.conftest import Cast


def found(bob: Client, cast: Cast, sought: str, view: str = "all") -> list[str]:
    page = bob.get(cast.url("inbox/"), {"view": view, "q": sought}).context["page"]
    return sorted(row.name for row in page.rows)


@pytest.fixture
def talk(cast: Cast) -> Cast:
    for number, (name, text) in enumerate(
        {"Noor": "Is the Café open?", "Eva": "Très bien, great shop!"}.items()
    ):
        author = Author(f"t{number}", name=name, handle=f"{name.lower()}.bakt")
        make_message(
            cast.channel, text, author=author, post=PostRef(f"p{number}", title=f"Winter sale {number}")
        )
    make_message(make_channel(make_workspace()), "Is the Café open?", author=Author("f", name="Foreign"))
    return cast


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        ("café", ["Noor"]),
        ("CAFÉ op", ["Noor"]),
        ("noor", ["Noor"]),
        ("@noor.bakt", ["Noor"]),
        ("winter", ["Eva", "Noor"]),
        ("winter great", ["Eva"]),
        ("eva shop sale", ["Eva"]),
        ("taart", ["Lotte"]),
        ("afé", []),
        ("winter nowhere", []),
        ("?!", []),
        ('" OR *', []),
        ("' | !x:* & (", []),
    ],
)
def test_it_finds_texts_authors_and_posts_by_the_beginning_of_words(
    talk: Cast, bob: Client, sought: str, expected: list[str]
) -> None:
    assert found(bob, talk, sought) == expected


def test_it_finds_without_accents(talk: Cast, bob: Client) -> None:
    assert found(bob, talk, "cafe") == ["Noor"]
    assert found(bob, talk, "tres") == ["Eva"]


def test_it_searches_in_the_view_and_offers_all(talk: Cast, bob: Client) -> None:
    Conversation.objects.filter(identity__name="Noor").update(status="resolved")
    assert found(bob, talk, "winter", view="inbox") == ["Eva"]
    page = bob.get(talk.url("inbox/?q=winter")).content.decode()
    assert "?view=all&amp;q=winter" in page


def test_it_follows_edits_and_removals(talk: Cast, bob: Client) -> None:
    message = Message.objects.get(text__contains="taart")
    about = {"external_id": message.external_id, "thread_id": message.external_id}
    later = NOW + timedelta(minutes=1)
    edit = incoming("How much is the cake?", action=Action.EDIT, occurred_at=later, **about)
    ingest(talk.channel, [edit], now=later)
    assert (found(bob, talk, "cake"), found(bob, talk, "kost")) == (["Lotte"], [])
    ingest(talk.channel, [incoming("", action=Action.REMOVE, occurred_at=later, **about)], now=later)
    assert found(bob, talk, "cake") == []
    Message.objects.filter(identity__name="Noor").delete()
    assert found(bob, talk, "café") == []


def test_it_marks_what_was_found(talk: Cast, bob: Client) -> None:
    page = bob.get(talk.url("inbox/?q=caf")).content.decode()
    assert "Is the <mark>Café</mark> open?" in page
    assert 'value="caf"' in page


def test_it_marks_nothing_that_could_be_html(cast: Cast, bob: Client) -> None:
    make_message(cast.channel, '<img src=x onerror="alert(1)"> cheap', author=Author("x", name="Evil"))
    page = bob.get(cast.url("inbox/?q=img+cheap")).content.decode()
    assert "&lt;<mark>img</mark> src=x" in page
    assert "<img" not in page


def test_it_cuts_a_long_text_around_the_first_hit() -> None:
    pieces = snippet("word " * 100 + "cake here" + " word" * 100, "cake")
    assert pieces[0].text == "…"
    assert Piece("cake", is_hit=True) in pieces
    assert sum(len(piece.text) for piece in pieces) <= 141


def test_its_rows_carry_the_message_that_they_show(talk: Cast, bob: Client) -> None:
    hit = Message.objects.get(text="Is the Café open?", workspace=talk.workspace)
    first = hit.external_id
    later = make_message(talk.channel, "On Sunday", parent_id=first, author=Author("t9"))
    for sought, shown in (("open", hit), ("noor", later)):
        [row] = bob.get(talk.url("inbox/"), {"view": "all", "q": sought}).context["page"].rows
        assert row.message == shown.pk
    assert f'data-message="{later.pk}"' in bob.get(talk.url("inbox/")).content.decode()


def test_it_covers_a_hit_that_is_abuse_and_no_other(talk: Cast, bob: Client) -> None:
    hit = Message.objects.get(text="Is the Café open?", workspace=talk.workspace)
    make_message(talk.channel, "On Sunday", parent_id=hit.external_id, author=Author("t9"))
    Message.objects.filter(pk=hit.pk).update(is_abusive=True)
    page = bob.get(talk.url("inbox/?view=all&q=open")).content.decode()
    assert "Abusive text" in page
    assert "<mark>open</mark>" not in page
    Message.objects.update(is_abusive=True)
    Message.objects.filter(pk=hit.pk).update(is_abusive=False)
    assert "<mark>open</mark>" in bob.get(talk.url("inbox/?view=all&q=open")).content.decode()


def test_it_takes_a_bounded_number_of_terms() -> None:
    assert terms_of("Één één twee_3 " + "x" * 99) == ["een", "twee_3", "x" * 40]
    assert len(terms_of(" ".join(str(number) for number in range(99)))) == 8


def test_it_asks_as_often_for_many_hits_as_for_few(
    talk: Cast, bob: Client, django_assert_max_num_queries
) -> None:
    bob.get(talk.url("inbox/"))
    with django_assert_max_num_queries(18) as few:
        bob.get(talk.url("inbox/?q=winter"))
    for number in range(30):
        author = Author(f"m{number}", name=f"More {number}")
        make_message(talk.channel, "winter", author=author)
    with django_assert_max_num_queries(len(few)):
        bob.get(talk.url("inbox/?q=winter"))


@pytest.mark.django_db(transaction=True)
def test_it_gets_its_index_back_after_a_table_was_made_anew(talk: Cast, bob: Client) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite keeps the index by triggers.")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER inbox_message_search_added")
    make_message(talk.channel, "A lonely unicorn", author=Author("u", name="Una"))
    assert found(bob, talk, "unicorn") == []
    call_command("migrate", verbosity=0)
    assert found(bob, talk, "unicorn") == ["Una"]
