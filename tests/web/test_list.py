from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit import Actor
from inbox import services
from inbox.models import Conversation, Label, Message, PlatformCall
from inbox.screens import listing
from platforms.base import Author, Kind, PostRef
from tests.factories import NOW, make_channel, make_conversation, make_message
from tests.web.conftest import HTMX, Cast

LATER = NOW + timedelta(minutes=1)


def names(response) -> list[str]:
    return [row.name for row in response.context["page"].rows]


def make_many(cast: Cast, number: int) -> None:
    for index in range(number):
        author = Author(f"9{index:05}", handle=f"p{index}", name=f"Person {index:03}")
        # Three at a time have the same second: the id must break the tie.
        at = NOW + timedelta(seconds=index // 3)
        conversation = make_conversation(cast.channel, author=author, occurred_at=at, now=at)
        label = Label.objects.get_or_create(workspace=cast.workspace, name="Price")[0]
        conversation.labels.add(label)


def test_it_shows_what_the_row_needs(cast: Cast, bob: Client) -> None:
    post = PostRef("ad1", title="Sale", is_ad=True)
    author, now = Author("77", handle="eva", name="Eva"), timezone.now()
    message = make_message(cast.channel, "You crooks", author=author, post=post, occurred_at=now, now=now)
    services.label([message.conversation], "Complaint", by=Actor.person(cast.alice))
    services.assign([message.conversation], cast.bob, by=Actor.person(cast.alice))
    Message.objects.filter(pk=message.pk).update(visibility="hidden")
    call = services.private_reply(message, "Sorry!", by=Actor.rule("rule 1 v1"))
    PlatformCall.objects.filter(pk=call.pk).update(status="done")
    failed = services.unhide(message, by=Actor.person(cast.bob))
    PlatformCall.objects.filter(pk=failed.pk).update(status="failed")
    page = bob.get(cast.url("inbox/")).content.decode()
    for text in (
        ">Ad<",
        ">Hidden<",
        "Answered by rule",
        ">Failed<",
        "Complaint",
        "@eva",
        "Instagram · Comment",
    ):
        assert text in page
    assert cast.bob.get_short_name() in page


def test_it_names_who_wrote_last_where_the_thread_is_ours(cast: Cast, bob: Client) -> None:
    own = make_message(cast.channel, "We open on Sunday!", is_own=True, author=None)
    reply = {"parent_id": own.external_id, "thread_id": own.external_id}
    make_message(
        cast.channel, "Great", author=Author("8", name="Noor"), occurred_at=LATER, now=LATER, **reply
    )
    Conversation.objects.filter(pk=cast.conversation.pk).delete()
    assert names(bob.get(cast.url("inbox/"))) == ["Noor"]


def test_it_pages_through_every_row_once(cast: Cast, bob: Client, monkeypatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 7)
    make_many(cast, 30)
    seen: list[int] = []
    after = ""
    while True:
        page = bob.get(cast.url("inbox/"), {"after": after}, **HTMX).context["page"]
        seen += [row.conversation.pk for row in page.rows]
        after = page.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == 31
    assert seen == list(Conversation.objects.filter(workspace=cast.workspace).values_list("pk", flat=True))


@pytest.mark.parametrize("after", ["nonsense", "2026-99-99T00:00:00_1", "2026-01-01_1", "_", "²_²", "a_b_c"])
def test_it_begins_at_the_top_for_a_cursor_that_is_none(cast: Cast, bob: Client, after: str) -> None:
    assert len(bob.get(cast.url("inbox/"), {"after": after}).context["page"].rows) == 1


@pytest.mark.parametrize("query", ["channel=x", "channel=²", "channel=" + "9" * 40, "view=x", "kind=x"])
def test_it_lives_with_any_filter(cast: Cast, bob: Client, query: str) -> None:
    assert bob.get(cast.url(f"inbox/?{query}")).status_code == 200


def test_it_filters_by_view_kind_and_channel(cast: Cast, bob: Client) -> None:
    other = make_channel(cast.workspace)
    direct = make_conversation(other, kind=Kind.DIRECT, author=Author("5", name="Dirk"))
    services.resolve([direct], by=Actor.person(cast.bob))
    assert names(bob.get(cast.url("inbox/"))) == ["Lotte"]
    assert names(bob.get(cast.url("inbox/?view=resolved"))) == ["Dirk"]
    assert names(bob.get(cast.url("inbox/?view=all&kind=comment"))) == ["Lotte"]
    assert names(bob.get(cast.url(f"inbox/?view=all&channel={other.pk}"))) == ["Dirk"]
    assert (
        f"?view=all&amp;kind=direct&amp;channel={other.pk}"
        in bob.get(cast.url(f"inbox/?view=all&channel={other.pk}")).content.decode()
    )


def test_it_counts_no_further_than_anybody_reads(cast: Cast, bob: Client, monkeypatch) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 5)
    make_many(cast, 8)
    assert bob.get(cast.url("inbox/")).context["count"] == "4+"


@pytest.mark.parametrize("path", ["inbox/", "conversation"])
def test_it_asks_as_often_for_many_rows_as_for_few(
    cast: Cast, bob: Client, path: str, django_assert_max_num_queries
) -> None:
    address = cast.url("inbox/" if path == "inbox/" else f"conversations/{cast.conversation.pk}/")
    make_many(cast, 3)
    with django_assert_max_num_queries({"inbox/": 17, "conversation": 27}[path]) as few:
        bob.get(address)
    make_many(cast, 40)
    with django_assert_max_num_queries(len(few)):
        bob.get(address)


def test_it_gives_htmx_rows_only(cast: Cast, bob: Client) -> None:
    part = bob.get(cast.url("inbox/"), **HTMX).content.decode()
    assert "<html" not in part
    assert 'id="list-count" hx-swap-oob="true"' in part
    whole = bob.get(cast.url("inbox/"), **HTMX, HTTP_HX_HISTORY_RESTORE_REQUEST="true").content.decode()
    assert "<html" in whole


def test_it_links_to_the_rules(cast: Cast, bob: Client) -> None:
    assert f'href="{cast.url("rules/")}"' in bob.get(cast.url("inbox/")).content.decode()


def test_it_links_to_the_public_page_when_there_is_a_simulator(cast: Cast, bob: Client, settings) -> None:
    assert "as the public" not in bob.get(cast.url("inbox/")).content.decode()
    settings.SIMULATOR_URL = "http://127.0.0.1:8001"
    assert 'target="_blank" rel="noopener"' in bob.get(cast.url("inbox/")).content.decode()
