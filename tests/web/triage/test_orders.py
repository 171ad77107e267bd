"""The views, filters and orders beside the plain ones: complaints, questions, suggestions, rules, urgency."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.audit import Actor
from automation.models import Suggestion
from inbox import drafts, services
from inbox.models import Conversation, Message, SavedView
from inbox.screens import listing
from platforms.base import Author
from tests.factories import NOW, make_message, make_rule
from tests.web.conftest import HTMX, Cast

QUESTIONS = (
    "¿Qué precio tiene?",
    "كم السعر؟",
    "这个多少钱？",
    "Πόσο κάνει\u037e toch",
    "how much?! 🙏",
    "Ինչ արժե՞",
)


def names(response) -> list[str]:
    return [row.name for row in response.context["page"].rows]


def person(cast: Cast, name: str, text: str = "hello", **fields: object) -> Message:
    return make_message(cast.channel, text, author=Author(f"o-{name}", name=name), **fields)


def test_it_shows_where_a_suggestion_waits(cast: Cast, bob: Client) -> None:
    person(cast, "nothing")
    assert names(bob.get(cast.url("inbox/?view=suggestions"))) == ["Lotte"]
    Suggestion.objects.update(status="rejected")
    assert names(bob.get(cast.url("inbox/?view=suggestions"))) == []


def test_it_shows_what_was_marked_or_labelled_as_a_complaint(cast: Cast, bob: Client) -> None:
    by = Actor.person(cast.bob)
    services.set_sentiment(person(cast, "angry"), "negative", by=by)
    services.set_sentiment(person(cast, "glad"), "positive", by=by)
    services.label([person(cast, "labelled").conversation], "complaint", by=by)
    services.label([person(cast, "Dutch").conversation], "Klacht", by=by)
    done = person(cast, "done")
    services.set_sentiment(done, "negative", by=by)
    services.resolve([done.conversation], by=by)
    assert sorted(names(bob.get(cast.url("inbox/?view=complaints")))) == ["Dutch", "angry", "labelled"]


@pytest.mark.parametrize("text", QUESTIONS)
def test_it_knows_a_question_in_any_script(cast: Cast, bob: Client, text: str) -> None:
    Conversation.objects.update(preview="no question")
    person(cast, "asks", text)
    person(cast, "says", "lovely; great!")
    assert names(bob.get(cast.url("inbox/?view=questions"))) == ["asks"]


def test_it_narrows_by_language_sentiment_and_rule_together(cast: Cast, bob: Client) -> None:
    by = Actor.person(cast.bob)
    services.set_sentiment(cast.message, "negative", by=by)
    Conversation.objects.filter(pk=cast.conversation.pk).update(language="nl")
    other = person(cast, "other")
    services.set_sentiment(other, "negative", by=by)
    assert cast.application.rule == cast.rule
    for query, expected in {
        "language=nl": ["Lotte"],
        "language=nl&sentiment=positive": [],
        "sentiment=negative": ["other", "Lotte"],
        f"rule={cast.rule.pk}": ["Lotte"],
        f"rule={cast.rule.pk}&sentiment=negative&language=nl&waiting=1&platform=instagram": ["Lotte"],
        f"rule={make_rule(cast.workspace).pk}": [],
        "rule=99999999": [],
        "language=%00": ["other", "Lotte"],
    }.items():
        found = names(bob.get(cast.url(f"inbox/?view=all&{query}")))
        assert sorted(found) == sorted(expected), query


def test_it_offers_in_the_panel_what_can_be_chosen(cast: Cast, bob: Client) -> None:
    Conversation.objects.update(language="nl")
    make_rule(cast.workspace, name="Price in Dutch")
    page = bob.get(cast.url("inbox/filters/?view=all&q=taart&status=open&language=fr")).content.decode()
    for text in (">Dutch<", 'value="fr" selected>French<', ">Price in Dutch<", ">Negative<"):
        assert text in page
    # Letting the filters go keeps the words that are sought.
    assert 'href="/w/' in page
    assert "?view=all&amp;q=taart" in page


def test_it_stands_in_the_order_that_was_asked_for(cast: Cast, bob: Client) -> None:
    by = Actor.person(cast.bob)
    for number, (name, amount, reason) in enumerate([("low", -5, "praise"), ("high", 30, "VIP")], 1):
        at = NOW + timedelta(minutes=number)
        message = person(cast, name, occurred_at=at, now=at)
        services.add_priority([message.conversation], amount, reason, by=by)
    assert names(bob.get(cast.url("inbox/"))) == ["high", "low", "Lotte"]
    assert names(bob.get(cast.url("inbox/?sort=priority"))) == ["high", "Lotte", "low"]
    assert names(bob.get(cast.url("inbox/?sort=waiting"))) == ["Lotte", "low", "high"]
    assert names(bob.get(cast.url("inbox/?sort=nonsense"))) == ["high", "low", "Lotte"]


@pytest.mark.parametrize("order", ["newest", "priority", "waiting"])
def test_it_pages_in_any_order_through_every_row_once(
    cast: Cast, bob: Client, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 5)
    for index in range(22):
        at = NOW + timedelta(seconds=index // 3)
        pk = person(cast, f"p{index}", occurred_at=at, now=at).conversation_id
        Conversation.objects.filter(pk=pk).update(priority=index % 4 - 1)
    seen: list[int] = []
    after = ""
    while True:
        answer = bob.get(cast.url("inbox/"), {"sort": order, "after": after}, **HTMX)
        page = answer.context["page"]
        assert page.is_first == (after == "")
        seen += [row.conversation.pk for row in page.rows]
        after = page.next
        if not after:
            break
    rows = Conversation.objects.filter(workspace=cast.workspace)
    by = {
        "newest": ("-last_message_at", "-pk"),
        "priority": ("-priority", "-last_message_at", "-pk"),
        "waiting": ("waiting_since", "pk"),
    }[order]
    assert seen == list(rows.order_by(*by).values_list("pk", flat=True))


@pytest.mark.parametrize("order", ["newest", "priority", "waiting"])
@pytest.mark.parametrize(
    "after", ["nonsense", "5_nonsense_1", "-_2026-01-01T00:00:00+00:00_1", "9" * 18, "²_²_²"]
)
def test_it_begins_at_the_top_for_a_cursor_that_is_none(
    cast: Cast, bob: Client, order: str, after: str
) -> None:
    answer = bob.get(cast.url("inbox/"), {"sort": order, "after": after})
    assert len(answer.context["page"].rows) == 1


def test_it_says_how_urgent_something_is_and_why(cast: Cast, bob: Client) -> None:
    services.add_priority([cast.conversation], 30, 'VIP "><b>', by=Actor.person(cast.bob))
    page = bob.get(cast.url("inbox/")).content.decode()
    pk = cast.conversation.pk
    assert f'popovertarget="reasons-{pk}" aria-describedby="reasons-{pk}"' in page
    assert "+30 VIP &quot;&gt;&lt;b&gt;" in page


def test_it_marks_what_one_has_a_draft_for(cast: Cast, bob: Client, log_in) -> None:
    drafts.keep(cast.bob, cast.conversation, "Half an answer", "public")
    assert '<span class="mark draft">' in bob.get(cast.url("inbox/")).content.decode()
    assert '<span class="mark draft">' not in log_in(cast.alice).get(cast.url("inbox/")).content.decode()


@pytest.mark.parametrize("sort", ["newest", "priority", "waiting"])
def test_it_asks_as_often_for_many_rows_as_for_one(
    cast: Cast, bob: Client, sort: str, django_assert_max_num_queries
) -> None:
    services.label([cast.conversation], "Price", by=Actor.person(cast.bob))
    bob.get(cast.url("inbox/"), **HTMX)
    with django_assert_max_num_queries(10) as one:
        bob.get(cast.url(f"inbox/?sort={sort}"), **HTMX)
    for number in range(50):
        author = Author(f"many-{number}") if number % 2 else Author(f"many-{number}", name=f"p{number}")
        message = make_message(cast.channel, "hello", author=author)
        services.assign([message.conversation], cast.alice, by=Actor.person(cast.bob))
        services.label([message.conversation], "Price", by=Actor.person(cast.bob))
    with django_assert_max_num_queries(len(one)):
        assert len(bob.get(cast.url(f"inbox/?sort={sort}"), **HTMX).context["page"].rows) == 50


def test_it_renames_and_shares_a_saved_view(cast: Cast, bob: Client, log_in) -> None:
    view = cast.saved_view
    taken = SavedView.objects.create(workspace=cast.workspace, user=cast.bob, name="Taken", query="")
    address = cast.url(f"views/{view.pk}/")
    bob.post(address, {"name": " Very   late ", "is_shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared, view.query) == ("Very late", True, "waiting=4")
    for name in ("Taken", "", "\0"):
        bob.post(address, {"name": name})
        view.refresh_from_db()
        assert (view.name, view.is_shared) == ("Very late", True)
    alice = log_in(cast.alice)
    assert alice.post(address, {"name": "Late"}).status_code == 302
    assert alice.post(cast.url(f"views/{taken.pk}/"), {"name": "Mine"}).status_code == 404
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Late", False)
