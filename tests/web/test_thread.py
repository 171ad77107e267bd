"""The tree of comments, what the public still sees, and abuse that is covered until one asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from inbox.models import Message
from inbox.screens.thread import HIDDEN_NOTES, thread_of
from platforms.base import Author
from platforms.registry import CONNECTORS
from tests.factories import NOW, make_channel, make_message
from tests.web.conftest import HTMX, Cast

MINUTE = timedelta(minutes=1)


def below(cast: Cast, text: str, parent: Message, minutes: int, **more) -> Message:
    place = {"parent_id": parent.external_id, "thread_id": cast.message.external_id}
    at = NOW + minutes * MINUTE
    author = Author(f"a{minutes}", name=f"Person {minutes}")
    return make_message(cast.channel, text, occurred_at=at, now=at, author=author, **place, **more)


def read(client: Client, cast: Cast, message: Message | None = None) -> str:
    pk = (message or cast.message).conversation_id
    return client.get(cast.url(f"conversations/{pk}/"), **HTMX).content.decode()


def test_it_shows_replies_below_what_they_answer(cast: Cast) -> None:
    first = below(cast, "first", cast.message, 1)
    below(cast, "second", cast.message, 2)
    deep = below(cast, "to the first", first, 3)
    below(cast, "to that", deep, 4)
    items = [(item.message.text, item.depth) for item in thread_of(cast.conversation).items]
    assert items[1:] == [("first", 1), ("to the first", 2), ("to that", 2), ("second", 1)]
    assert items[0] == (cast.message.text, 0)


def test_it_keeps_comments_that_answer_one_another_in_a_circle(cast: Cast) -> None:
    first = below(cast, "first", cast.message, 1)
    second = below(cast, "second", first, 2)
    Message.objects.filter(pk=first.pk).update(parent_id=second.external_id)
    assert {item.message.text for item in thread_of(cast.conversation).items} >= {"first", "second"}


@pytest.mark.parametrize(
    ("platform", "says"),
    [
        ("facebook", "The author and their friends still see it."),
        ("instagram", "The author still sees it."),
        ("tiktok", "The author still sees it."),
        ("youtube", "Nobody but you sees it."),
        ("x", "Everybody can still unfold it."),
    ],
)
def test_it_says_who_still_sees_a_hidden_comment(cast: Cast, bob: Client, platform: str, says: str) -> None:
    message = make_message(make_channel(cast.workspace, platform=platform))
    assert f"see this. {says}</p>" not in read(bob, cast, message)
    for visibility in ("hidden", "held"):
        Message.objects.filter(pk=message.pk).update(visibility=visibility)
        assert f"see this. {says}</p>" in read(bob, cast, message)


def test_it_can_translate_what_every_connector_says_of_hiding() -> None:
    assert {connector.hidden_note for connector in CONNECTORS.values()} - {""} <= HIDDEN_NOTES


def abusive(cast: Cast) -> None:
    Message.objects.filter(pk=cast.message.pk).update(is_abusive=True, text="You utter idiot")
    cast.conversation.preview = "You utter idiot"
    cast.conversation.save()


def test_it_covers_abuse_until_one_asks(cast: Cast, bob: Client) -> None:
    assert 'class="veil"' not in read(bob, cast)
    abusive(cast)
    page = read(bob, cast)
    assert page.count("You utter idiot") == 1
    covered = page[page.index('<details class="veil"') : page.index("You utter idiot")]
    assert "</details>" not in covered
    assert " open" not in covered
    assert "Show the text" in covered


def test_it_covers_abuse_in_the_list(cast: Cast, bob: Client) -> None:
    abusive(cast)
    page = bob.get(cast.url("inbox/"), **HTMX).content.decode()
    assert "You utter idiot" not in page
    assert "Abusive text" in page


def test_it_covers_abuse_where_a_decision_quotes_it(cast: Cast, bob: Client) -> None:
    abusive(cast)
    entry = {"rule": 1, "name": "Insults", "version": 1, "mode": "live", "why": "has “idiot”", "acts": []}
    cast.decision.results = [entry | {"spans": [[10, 15]]}]
    cast.decision.save()
    page = bob.get(cast.url(f"messages/{cast.message.pk}/decision/"), **HTMX).content.decode()
    assert "You utter" in page
    assert "<details" in page[: page.index("You utter")]


def test_it_covers_the_earlier_texts_of_abuse(cast: Cast, bob: Client) -> None:
    abusive(cast)
    cast.message.revisions.create(text="You idiot", written_at=NOW - timedelta(hours=1))
    path = cast.url(f"messages/{cast.message.pk}/versions/")
    page = bob.get(path, **HTMX).content.decode()
    assert '<details class="veil"' in page[: page.index("You idiot")]
    User.objects.filter(pk=cast.bob.pk).update(sees_abuse=True)
    assert "<details" not in bob.get(path, **HTMX).content.decode()


def test_it_shows_abuse_to_who_asked_for_that(cast: Cast, bob: Client) -> None:
    abusive(cast)
    answer = bob.post("/preferences/abuse/", {"abuse": "on", "next": cast.url("inbox/")})
    assert answer["Location"] == cast.url("inbox/")
    assert User.objects.get(pk=cast.bob.pk).sees_abuse
    assert 'class="veil"' not in read(bob, cast)
    bob.post("/preferences/abuse/", {"abuse": "off", "next": "https://evil.example/"})
    assert 'class="veil"' in read(bob, cast)


def test_it_never_covers_our_own_texts(cast: Cast, bob: Client) -> None:
    below(cast, "Ours", cast.message, 1, is_own=True)
    Message.objects.filter(text="Ours").update(is_abusive=True)
    assert 'class="veil"' not in read(bob, cast)
