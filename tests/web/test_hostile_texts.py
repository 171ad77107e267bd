"""Commenters write what they like: nothing of it becomes part of the page."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit import Actor
from inbox import services
from platforms.base import Author, Kind, PostRef
from tests.factories import make_message
from tests.web.conftest import HTMX, Cast

SCRIPT = '"><script>alert(1)</script>'
IMAGE = "<img src=x onerror=alert(1)>"
TEXTS = [SCRIPT, IMAGE, "\u202egnirts", "x" * 10_000, "😀" * 300, "Z" + "\u0300\u0321" * 200, "{{ 7|add:7 }}"]


@pytest.mark.parametrize("text", TEXTS, ids=["script", "image", "rtl", "long", "emoji", "zalgo", "template"])
@pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.DIRECT])
def test_it_shows_any_text_as_text(cast: Cast, bob: Client, text: str, kind: Kind) -> None:
    author = Author("66", handle=text[:100], name=text[:200])
    post = (
        PostRef("66", title=text[:400], permalink="https://example.org/p") if kind is Kind.COMMENT else None
    )
    message = make_message(cast.channel, text, author=author, kind=kind, post=post)
    services.label([message.conversation], text[:60], by=Actor.person(cast.bob))
    address = cast.url(f"conversations/{message.conversation_id}/")
    pages = [bob.get(address), bob.get(address, **HTMX), bob.get(cast.url("inbox/"), **HTMX)]
    pages.append(bob.get(cast.url(f"messages/{message.pk}/decision/"), **HTMX))
    for response in pages:
        page = response.content.decode()
        assert response.status_code == 200
        assert "<script>alert" not in page
        assert "<img" not in page


def test_it_shows_a_hostile_reply_that_failed_as_text(cast: Cast, bob: Client) -> None:
    response = bob.post(cast.url(f"messages/{cast.message.pk}/reply/"), {"text": SCRIPT * 200}, **HTMX)
    assert response.status_code == 422
    assert "<script>" not in response.content.decode()
    assert "&quot;&gt;&lt;script&gt;" in response.content.decode()


def test_it_allows_no_script_or_style_but_our_own(cast: Cast, bob: Client) -> None:
    response = bob.get(cast.url("inbox/"))
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    page = response.content.decode()
    assert " style=" not in page
    assert " onclick=" not in page


def test_it_does_not_follow_a_permalink_that_is_a_script(cast: Cast, bob: Client) -> None:
    post = PostRef("67", title="x", permalink="javascript:alert(1)")
    message = make_message(cast.channel, "hi", author=Author("66", name="N"), post=post)
    page = bob.get(cast.url(f"conversations/{message.conversation_id}/")).content.decode()
    assert "javascript:" not in page


@pytest.mark.parametrize("text", [SCRIPT, IMAGE], ids=["script", "image"])
def test_it_shows_hostile_names_as_text_wherever_they_are_listed(cast: Cast, log_in, text: str) -> None:
    author = Author("66", handle=text[:100], name=text)
    message = make_message(cast.channel, f"alert {text}", author=author, post=PostRef("66", title=text))
    services.label([message.conversation], text[:60], by=Actor.person(cast.alice))
    alice = log_in(cast.alice)
    paths = ["inbox/?q=alert", "inbox/filters/", "review/", "rules/", f"rules/new/?message={message.pk}"]
    for path in paths:
        response = alice.get(cast.url(path))
        page = response.content.decode()
        assert response.status_code == 200
        assert "<script>alert" not in page, path
        assert "<img" not in page, path
