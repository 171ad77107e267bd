"""What stands beside and above a conversation: the person, the post, the decision in short."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.audit import Actor
from automation.decide import decide_messages
from inbox import services
from inbox.models import Contact, Identity, Note, Post, PostThumbnail
from platforms.base import Author, Kind
from tests.factories import NOW, make_channel, make_message, make_rule
from tests.web.conftest import HTMX, Cast

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def context(client: Client, cast: Cast, conversation=None) -> str:
    pk = (conversation or cast.conversation).pk
    return client.get(cast.url(f"conversations/{pk}/context/"), **HTMX).content.decode()


def on_another_channel(cast: Cast, text: str):
    """The same person writes on Facebook."""
    channel = make_channel(cast.workspace, platform="facebook", name="De bakkerij op Facebook")
    message = make_message(channel, text, author=Author("fb1", handle="lotte.fb", name="Lotte B"))
    contact = Identity.objects.get(pk=cast.message.identity_id).contact
    Identity.objects.filter(pk=message.identity_id).update(contact=contact)
    return message


def test_it_shows_the_person_across_channels(cast: Cast, bob: Client) -> None:
    on_another_channel(cast, "Ik heb u ook hier gevraagd")
    identity = Identity.objects.get(pk=cast.message.identity_id)
    Identity.objects.filter(pk=identity.pk).update(followers=8214, is_verified=True, blocked_at=NOW)
    Contact.objects.filter(pk=identity.contact_id).update(is_vip=True)
    services.label_contact(identity.contact, "Regular", by=Actor.person(cast.bob))
    page = context(bob, cast)
    for text in ("@lotte.bakt", "@lotte.fb", "Facebook", "8,214 followers", "Verified", "Blocked", "VIP",
                 "Regular", "Conversations: 2", "First wrote on 2 Mar 2026"):  # fmt: skip
        assert text in page


def test_it_links_to_what_they_wrote_before(cast: Cast, bob: Client) -> None:
    other = on_another_channel(cast, "Ik heb u ook hier gevraagd")
    strange = make_message(cast.channel, "Someone else", author=Author("x"))
    page = context(bob, cast)
    assert f"conversations/{other.conversation_id}/?view=all" in page
    assert "Ik heb u ook hier gevraagd" in page
    assert f"conversations/{strange.conversation_id}/" not in page


def test_it_shows_labels_notes_and_the_decision_in_short(cast: Cast, bob: Client) -> None:
    services.label([cast.conversation], "Price", by=Actor.person(cast.bob))
    said = {"author": cast.bob, "text": "Psst"}
    Note.objects.create(workspace=cast.workspace, conversation=cast.conversation, **said)
    make_rule(cast.workspace, {"type": "hide"}, name="Prices go")
    decide_messages([cast.message.pk], now=NOW)
    page = context(bob, cast)
    for text in ("Price", "Psst", "Acted", "Prices go", "Hide the comment (Done)"):
        assert text in page


def test_it_is_a_page_of_its_own_without_scripts(cast: Cast, bob: Client) -> None:
    page = bob.get(cast.url(f"conversations/{cast.conversation.pk}/context/")).content.decode()
    assert "<html" in page
    assert f'href="{cast.url(f"conversations/{cast.conversation.pk}/")}"' in page


def test_it_costs_no_more_for_many(cast: Cast, bob: Client, django_assert_max_num_queries) -> None:
    def write(number: int) -> None:
        for index in range(number):
            on_another_channel(cast, f"Again {index}")
            note = {"author": cast.bob, "text": f"Note {index}"}
            Note.objects.create(workspace=cast.workspace, conversation=cast.conversation, **note)

    write(1)
    with django_assert_max_num_queries(16) as few:
        context(bob, cast)
    write(12)
    with django_assert_max_num_queries(len(few)):
        page = context(bob, cast)
    assert page.count("Again") == 10


def test_it_shows_hostile_names_as_text(cast: Cast, bob: Client) -> None:
    author = Author("66", handle=SCRIPT, name=SCRIPT)
    message = make_message(cast.channel, "hi", author=author)
    make_message(cast.channel, SCRIPT, author=author, occurred_at=NOW - timedelta(days=1))
    services.label_contact(message.identity.contact, SCRIPT[:60], by=Actor.person(cast.bob))
    page = context(bob, cast, message.conversation)
    assert "<script" not in page
    assert "<img" not in page


def test_it_says_when_nobody_has_written_yet(cast: Cast, bob: Client) -> None:
    own = make_message(cast.channel, "We open on Sunday!", is_own=True, author=None)
    assert "Nobody has written here yet." in context(bob, cast, own.conversation)


def read(client: Client, cast: Cast) -> str:
    return client.get(cast.url(f"conversations/{cast.conversation.pk}/"), **HTMX).content.decode()


def test_it_shows_what_the_platform_counts_of_a_post(cast: Cast, bob: Client) -> None:
    assert 'class="measures"' not in read(bob, cast)
    Post.objects.update(likes=2381, comments=119, shares=0, views=60_000, reach=50_000)
    page = read(bob, cast)
    for text in ("2,381", "60.0k", "5.0 %", "(likes + comments + shares) ÷ reach", "View all comments"):
        assert text in page
    Post.objects.update(reach=None)
    assert "(likes + comments + shares) ÷ views" in read(bob, cast)
    Post.objects.update(views=None)
    page = read(bob, cast)
    assert "2,381" in page
    assert "Engagement" not in page


def test_it_serves_the_picture_of_a_post_from_here(cast: Cast, bob: Client) -> None:
    address = cast.url(f"posts/{cast.conversation.post_id}/thumbnail/")
    assert bob.get(address).status_code == 404
    assert address not in read(bob, cast)
    content = cast.post.thumbnail.content
    response = bob.get(address)
    assert (response.content, response["Content-Type"]) == (content, "image/png")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=86400"
    assert address in read(bob, cast)


@pytest.mark.parametrize("kind", list(Kind))
def test_it_reads_a_conversation_at_a_constant_cost(
    cast: Cast, bob: Client, kind: Kind, django_assert_max_num_queries
) -> None:
    first = make_message(cast.channel, "Hallo", kind=kind, author=Author("many", name="Many"))
    address = cast.url(f"conversations/{first.conversation_id}/")
    with django_assert_max_num_queries(25) as few:
        bob.get(address, **HTMX)
    for number in range(50):
        place = {"parent_id": first.external_id, "thread_id": first.external_id}
        below = place if kind is Kind.COMMENT else {}
        at = NOW + timedelta(seconds=number)
        make_message(
            cast.channel, f"{number}", kind=kind, author=Author("many"), occurred_at=at, now=at, **below
        )
    with django_assert_max_num_queries(len(few)):
        bob.get(address, **HTMX)


def test_it_has_no_picture_that_was_not_fetched(cast: Cast, bob: Client) -> None:
    PostThumbnail.objects.create(post=cast.conversation.post, url="https://example.org/x.png")
    assert bob.get(cast.url(f"posts/{cast.conversation.post_id}/thumbnail/")).status_code == 404
