"""Views, filters, saved views and their numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.audit import Actor
from inbox import services
from inbox.models import Conversation, Message, Post, SavedView
from inbox.screens import listing
from platforms.base import Author, Kind, PostRef
from tests.factories import NOW, make_channel, make_conversation, make_message, make_workspace
from tests.web.conftest import Cast


def names(response) -> list[str]:
    return sorted(row.name for row in response.context["page"].rows)


def person(cast: Cast, name: str, **fields: object) -> Message:
    return make_message(cast.channel, f"I am {name}", author=Author(f"v-{name}", name=name), **fields)


@pytest.fixture
def world(cast: Cast) -> Cast:
    """One conversation for every view, named after it."""
    by = Actor.person(cast.bob)
    services.assign([person(cast, "mine").conversation], cast.bob, by=by)
    services.assign([person(cast, "alices").conversation], cast.alice, by=by)
    for name in ("held", "hidden"):
        Message.objects.filter(pk=person(cast, name).pk).update(visibility=name)
    services.snooze([person(cast, "snoozed").conversation], timezone.now() + timedelta(hours=1), by=by)
    services.resolve([person(cast, "resolved").conversation], by=by)
    person(cast, "ads", post=PostRef("ad", title="Sale", is_ad=True))
    answered = person(cast, "answered")
    Conversation.objects.filter(pk=answered.conversation_id).update(waiting_since=None)
    make_conversation(make_channel(make_workspace()), author=Author("x", name="foreign"))
    return cast


EVERYBODY = {"Lotte", "mine", "alices", "held", "hidden", "snoozed", "resolved", "ads", "answered"}


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("inbox", EVERYBODY - {"snoozed", "resolved", "answered"}),
        ("mine", {"mine"}),
        ("unassigned", EVERYBODY - {"mine", "alices", "snoozed", "resolved"}),
        ("held", {"held"}),
        ("hidden", {"hidden"}),
        ("snoozed", {"snoozed"}),
        ("resolved", {"resolved"}),
        ("ads", {"ads"}),
        ("all", EVERYBODY),
        ("nonsense", EVERYBODY - {"snoozed", "resolved", "answered"}),
    ],
)
def test_it_shows_in_a_view_what_its_name_says(
    world: Cast, bob: Client, view: str, expected: set[str]
) -> None:
    assert names(bob.get(world.url(f"inbox/?view={view}"))) == sorted(expected)


def test_it_narrows_by_each_filter(world: Cast, bob: Client) -> None:
    services.label([world.conversation], "Price", by=Actor.person(world.bob))
    post = Post.objects.get(title="Sale")
    for query, expected in {
        "view=all&status=snoozed": ["snoozed"],
        "view=all&assignee=me": ["mine"],
        f"view=all&assignee={world.alice.pk}": ["alices"],
        "view=all&label=Price": ["Lotte"],
        "view=all&label=Other": [],
        f"view=all&post={post.pk}": ["ads"],
        "view=all&platform=youtube": [],
        "view=mine&assignee=none": [],
    }.items():
        assert names(bob.get(world.url(f"inbox/?{query}"))) == expected, query


def test_it_narrows_by_how_long_people_wait(cast: Cast, bob: Client) -> None:
    now = timezone.now()
    Conversation.objects.update(waiting_since=now - timedelta(hours=5))
    late = person(cast, "late", occurred_at=now, now=now)
    Conversation.objects.filter(pk=late.conversation_id).update(waiting_since=now - timedelta(hours=1))
    assert names(bob.get(cast.url("inbox/?waiting=4"))) == ["Lotte"]


def test_it_combines_filters_and_keeps_them_in_every_link(world: Cast, bob: Client) -> None:
    page = bob.get(world.url("inbox/?view=all&status=open&assignee=me&kind=comment")).content.decode()
    assert "?view=all&amp;status=open&amp;assignee=me" in page  # the tab “All” lets the kind go
    assert (
        f"conversations/{Conversation.objects.get(assignee=world.bob).pk}/?view=all&amp;kind=comment" in page
    )


@pytest.mark.parametrize(
    "query",
    [
        "label=%00",
        "label=" + "x" * 999,
        "assignee=²",
        "waiting=" + "9" * 30,
        "post=-1",
        "status=x",
        "platform=%F0",
    ],
)
def test_it_lives_with_any_filter(cast: Cast, bob: Client, query: str) -> None:
    assert bob.get(cast.url(f"inbox/?{query}")).status_code == 200


def test_it_counts_each_view_and_channel(world: Cast, bob: Client) -> None:
    counts = bob.get(world.url("inbox/counts/")).json()
    assert counts == {
        "inbox": "6",
        "mine": "1",
        "unassigned": "5",
        "held": "1",
        "suggestions": "1",
        "complaints": "0",
        "questions": "1",
        "ads": "1",
        "snoozed": "1",
        "hidden": "1",
        f"channel-{world.channel.pk}": "6",
        "rest": "0",
        "notifications": "0",
    }


def test_it_counts_no_further_than_anybody_reads(world: Cast, bob: Client, monkeypatch) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 3)
    counts = bob.get(world.url("inbox/counts/")).json()
    assert counts["inbox"] == counts[f"channel-{world.channel.pk}"] == "2+"


def test_it_says_nothing_of_a_channel_that_was_not_counted_to_the_end(
    world: Cast, bob: Client, monkeypatch
) -> None:
    quiet = make_channel(world.workspace)
    make_message(quiet, occurred_at=NOW - timedelta(days=9))
    monkeypatch.setattr(listing, "MOST_COUNTED", 3)
    counts = bob.get(world.url("inbox/counts/")).json()
    assert f"channel-{quiet.pk}" not in counts
    assert counts["rest"] == ""


def test_it_counts_once_for_many_looks(world: Cast, bob: Client, django_assert_num_queries) -> None:
    cache.clear()
    with django_assert_num_queries(15):  # session, person, membership, notices; ten views, the channels
        bob.get(world.url("inbox/counts/"))
    with django_assert_num_queries(4):
        bob.get(world.url("inbox/counts/"))


@pytest.mark.parametrize(
    "query", ["view=inbox", "view=mine", "view=held", "view=all&label=Price&assignee=me&waiting=1"]
)
def test_it_asks_as_often_for_many_rows_as_for_few(
    world: Cast, bob: Client, query: str, django_assert_max_num_queries
) -> None:
    bob.get(world.url("inbox/"))
    with django_assert_max_num_queries(18) as few:
        bob.get(world.url(f"inbox/?{query}"))
    for number in range(30):
        message = person(world, f"more {number}", occurred_at=NOW)
        Message.objects.filter(pk=message.pk).update(visibility="held")
        services.assign([message.conversation], world.bob, by=Actor.person(world.bob))
    with django_assert_max_num_queries(len(few) + 1):  # labels are fetched only for rows
        bob.get(world.url(f"inbox/?{query}"))


def test_it_keeps_a_view_for_oneself_or_for_all(cast: Cast, bob: Client, log_in) -> None:
    form = {"name": "  Late   ones ", "query": "?view=mine&waiting=4&nonsense=1"}
    assert bob.post(cast.url("views/"), form)["Location"] == cast.url("inbox/?view=mine&waiting=4")
    view = SavedView.objects.get()
    assert (view.name, view.query, view.is_shared, view.user) == (
        "Late ones",
        "view=mine&waiting=4",
        False,
        cast.bob,
    )
    assert "Late ones" in bob.get(cast.url("inbox/")).content.decode()
    bob.post(cast.url("views/"), form | {"is_shared": "on", "query": "view=held"})
    assert SavedView.objects.get().query == "view=held"
    alice = log_in(cast.alice)
    page = alice.get(cast.url("inbox/filters/?view=held")).content.decode()
    assert "Drop the view “Late ones”" in page
    alice.post(cast.url(f"views/{view.pk}/drop/"))
    assert not SavedView.objects.exists()


def test_it_lets_nobody_drop_or_see_what_another_keeps(cast: Cast, bob: Client, log_in) -> None:
    SavedView.objects.create(workspace=cast.workspace, user=cast.alice, name="Secret", query="view=all")
    assert "Secret" not in bob.get(cast.url("inbox/")).content.decode()
    assert bob.post(cast.url(f"views/{SavedView.objects.get().pk}/drop/")).status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "\0"])
def test_it_keeps_no_view_without_a_name(cast: Cast, bob: Client, name: str) -> None:
    assert bob.post(cast.url("views/"), {"name": name, "query": "view=all"}).status_code == 302
    assert not SavedView.objects.exists()


def test_it_says_that_a_name_is_taken(cast: Cast, bob: Client) -> None:
    for name in ("Late", "Held"):
        bob.post(cast.url("views/"), {"name": name, "query": "view=all"})
    late = SavedView.objects.get(name="Late")
    page = bob.post(cast.url(f"views/{late.pk}/"), {"name": "Held"}, follow=True).content.decode()
    assert "There is a view of the name “Held” already." in page
    assert "There is a view" not in bob.get(cast.url("inbox/")).content.decode()
    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["Held", "Late"]


def test_it_says_that_there_are_as_many_views_as_may_be(cast: Cast, bob: Client, monkeypatch) -> None:
    monkeypatch.setattr(SavedView, "MOST", 1)
    bob.post(cast.url("views/"), {"name": "Late", "query": "view=all"})
    page = bob.post(cast.url("views/"), {"name": "Held", "query": "view=held"}, follow=True).content.decode()
    assert "There are 1 views already, which is the most. Drop one first." in page
    again = bob.post(cast.url("views/"), {"name": "Late", "query": "view=held"}, follow=True)
    assert "which is the most" not in again.content.decode()
    assert [(each.name, each.query) for each in SavedView.objects.all()] == [("Late", "view=held")]


@given(st.text(max_size=60) | st.from_regex(r"[0-9]{4}-01-01T00:00:00[+-]\d\d:\d\d_\d", fullmatch=True))
@example("0001-01-01T00:00:00+14:00_1")
@example("9999-12-31T23:59:59-14:00_1")
def test_it_reads_any_text_as_a_place_in_the_list_or_as_none(text: str) -> None:
    place = listing.read_cursor(text)
    assert place is None or place[0].utcoffset() == timedelta()


def test_it_shows_the_list_from_its_beginning_for_a_place_that_is_none(cast: Cast, bob: Client) -> None:
    assert bob.get(cast.url("inbox/?after=0001-01-01T00:00:00%2B14:00_1")).status_code == 200


def test_it_narrows_a_direct_message_by_kind(cast: Cast, bob: Client) -> None:
    make_conversation(cast.channel, kind=Kind.DIRECT, author=Author("5", name="Dirk"))
    assert names(bob.get(cast.url("inbox/?kind=direct"))) == ["Dirk"]
