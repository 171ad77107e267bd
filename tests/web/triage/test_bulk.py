"""Acts on all that match, over their addresses: how many, start, look, stop, take back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.audit import Actor
from accounts.models import User
from inbox.bulk import runs, views
from inbox.models import BulkItem, BulkRun, Conversation, Message, PlatformCall
from platforms.base import Author
from tests.factories import NOW, make_message
from tests.inbox.bulk.conftest import finish
from tests.web.conftest import HTMX, Cast


@pytest.fixture(autouse=True)
def nobody_works(monkeypatch):
    """Tests work on runs by hand."""
    monkeypatch.setattr(runs, "queue", lambda pk: None)


@pytest.fixture
def wave(cast: Cast) -> list[Conversation]:
    texts = [f"Earn 500 euro a day from home, write me on WhatsApp @you{number}" for number in range(3)]
    return [
        make_message(cast.channel, text, author=Author(f"s{text}", name="=Spammer")).conversation
        for text in texts
    ]


def begin(bob: Client, cast: Cast, **form: Any) -> BulkRun:
    answer = bob.post(
        cast.url("bulk/"), {"act": "resolve"} | ({} if "ids" in form else {"whole": "yes"}) | form, **HTMX
    )
    assert answer.status_code == 200, answer.content
    return BulkRun.objects.get(pk=answer.json()["run"])


def test_it_counts_what_the_list_holds(bob: Client, cast: Cast, wave) -> None:
    answer = bob.get(cast.url("bulk/count/?q=whatsapp")).json()
    assert (answer["number"], answer["isMore"]) == (3, False)
    run = begin(bob, cast, query="?q=whatsapp", seen_at=answer["seenAt"])
    assert (run.until.isoformat(), run.total, run.created_by) == (answer["seenAt"], 3, cast.bob)


def test_it_tells_how_far_it_is_and_takes_it_back(bob: Client, cast: Cast, wave) -> None:
    run = begin(bob, cast, query="q=whatsapp")
    told = bob.get(cast.url(f"bulk/{run.pk}/"), **HTMX).json()
    assert (told["done"], told["total"], told["isOver"]) == (0, 3, False)
    finish(run, run.created_at)
    told = bob.get(cast.url(f"bulk/{run.pk}/"), **HTMX).json()
    assert (told["done"], told["isOver"], told["text"]) == (3, True, "Resolve: 3 done")
    undo = bob.post(cast.url(f"bulk/{run.pk}/undo/"), **HTMX).json()
    finish(BulkRun.objects.get(pk=undo["run"]), run.created_at)
    told = bob.get(cast.url(f"bulk/{undo['run']}/"), **HTMX).json()
    assert told["text"] == "Undo: Resolve: 3 done"
    assert not Conversation.objects.filter(status="resolved").exists()
    assert bob.post(cast.url(f"bulk/{run.pk}/undo/"), **HTMX).status_code == 422


def test_it_stops_what_is_taken_back_before_it_began(bob: Client, cast: Cast, wave) -> None:
    run = begin(bob, cast, act="hide", query="q=whatsapp")
    told = bob.post(cast.url(f"bulk/{run.pk}/undo/"), **HTMX).json()
    assert (told["run"], told["isOver"], told["canUndo"]) == (run.pk, True, False)
    assert told["text"] == "Stopped. Nothing was done yet."
    assert finish(run, run.created_at).status == "cancelled"
    assert not PlatformCall.objects.exists()


def test_it_takes_no_part_of_a_selection_that_is_too_long(bob: Client, cast: Cast, wave, monkeypatch) -> None:
    monkeypatch.setattr(views, "MOST_CHOSEN", 2)
    form = {"act": "resolve", "query": "view=all", "ids": [each.pk for each in wave]}
    answer = bob.post(cast.url("bulk/"), form, **HTMX)
    assert (answer.status_code, BulkRun.objects.count()) == (422, 0)
    assert answer.json() == {"detail": "Up to 2 at once; or select all that match."}


def test_it_covers_abuse_in_what_came_of_it(bob: Client, cast: Cast, wave) -> None:
    Message.objects.filter(conversation=wave[0]).update(is_abusive=True)
    run = begin(bob, cast, query="q=whatsapp")
    finish(run, run.created_at)
    page = bob.get(cast.url(f"bulk/{run.pk}/?outcome=")).content.decode()
    assert (page.count("Abusive text"), page.count("Earn 500 euro")) == (1, 2)
    User.objects.filter(pk=cast.bob.pk).update(sees_abuse=True)
    page = bob.get(cast.url(f"bulk/{run.pk}/?outcome=")).content.decode()
    assert page.count("Earn 500 euro") == 3


def test_it_asks_before_the_public_sees_much(bob: Client, cast: Cast, wave, monkeypatch) -> None:
    monkeypatch.setattr(views, "MOST_UNASKED", 2)
    form = {"act": "hide", "query": "q=whatsapp"}
    answer = bob.post(cast.url("bulk/"), {"whole": "yes"} | form, **HTMX)
    assert answer.status_code == 422
    assert answer.json() == {"question": "Hide: 3 conversations. The public sees it."}
    assert not BulkRun.objects.exists()
    assert begin(bob, cast, **form, confirmed="yes").total == 3
    assert begin(bob, cast, query="q=whatsapp").total == 3


@pytest.mark.parametrize(
    "form",
    [
        {"act": "explode"},
        {"act": "resolve", "query": "q=nosuchword"},
        {"act": "hide", "query": "q=" + "a" * 600},
        {"act": "label", "values": "{"},
        {"act": "label", "values": "[]"},
    ],
)
def test_it_says_why_it_cannot_be_done(bob: Client, cast: Cast, form: dict[str, str]) -> None:
    answer = bob.post(cast.url("bulk/"), {"whole": "yes"} | form, **HTMX)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert not BulkRun.objects.exists()


def test_it_takes_the_values_of_the_act_and_no_others(bob: Client, cast: Cast, wave) -> None:
    values = json.dumps({"label": "wave", "messages": [1], "from": 9})
    run = begin(bob, cast, act="label", query="q=whatsapp", values=values)
    assert run.values == {"label": "wave"}
    finish(run, run.created_at)
    assert Conversation.objects.filter(labels__name="wave").count() == 3


def test_it_never_takes_nothing_chosen_for_everything(bob: Client, cast: Cast, wave) -> None:
    answer = bob.post(cast.url("bulk/"), {"act": "resolve", "query": "view=all"}, **HTMX)
    assert (answer.status_code, answer.json()) == (422, {"detail": "Select conversations first."})
    assert not BulkRun.objects.exists()


def test_it_takes_only_those_of_a_list_that_were_chosen(bob: Client, cast: Cast, wave) -> None:
    values = json.dumps({"assignee": "me"})
    form = {"query": f"view=all&similar={wave[0].last_message_id}", "values": values}
    run = begin(bob, cast, act="assign", ids=[wave[1].pk, wave[2].pk, cast.conversation.pk], **form)
    assert run.total == 2
    finish(run, run.created_at)
    assert set(Conversation.objects.filter(assignee=cast.bob)) == {wave[1], wave[2]}


def test_it_lists_what_could_not_be_done_with_the_reason(bob: Client, cast: Cast, wave) -> None:
    run = begin(bob, cast, query="q=whatsapp")
    finish(run, run.created_at)
    BulkItem.objects.filter(conversation=wave[0]).update(outcome="refused", detail="No <b>such</b> thing.")
    page = bob.get(cast.url(f"bulk/{run.pk}/")).content.decode()
    assert "Resolve: 2 done, 1 could not be done" in page
    assert "No &lt;b&gt;such&lt;/b&gt; thing." in page
    assert page.count('<ul class="outcomes">') == 1
    assert page.count("=Spammer") == 1
    assert bob.get(cast.url(f"bulk/{run.pk}/?outcome=")).content.decode().count("=Spammer") == 3


def test_it_gives_the_results_as_a_table_without_formulas(bob: Client, cast: Cast, wave) -> None:
    run = begin(bob, cast, query="q=whatsapp")
    finish(run, run.created_at)
    answer = bob.get(cast.url(f"bulk/{run.pk}/results.csv"))
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert len(lines) == 4
    assert lines[1].split(",")[:2] == [str(wave[0].pk), "'=Spammer"]


def test_it_pages_through_a_long_result(bob: Client, cast: Cast, wave, monkeypatch) -> None:
    monkeypatch.setattr("inbox.bulk.results.PAGE", 2)
    run = begin(bob, cast, query="q=whatsapp")
    finish(run, run.created_at)
    page = bob.get(cast.url(f"bulk/{run.pk}/?outcome=")).content.decode()
    second = BulkItem.objects.order_by("pk")[1].pk
    assert page.count("=Spammer") == 2
    assert f"after={second}" in page
    assert (
        bob.get(cast.url(f"bulk/{run.pk}/?outcome=&after={second}")).content.decode().count("=Spammer") == 1
    )


def test_it_stops_from_the_page(bob: Client, cast: Cast, wave) -> None:
    run = begin(bob, cast, query="q=whatsapp")
    assert bob.post(cast.url(f"bulk/{run.pk}/cancel/"))["Location"] == cast.url(f"bulk/{run.pk}/")
    run.refresh_from_db()
    assert run.status == "cancelled"


def test_it_shows_a_group_of_near_duplicates_as_a_list(bob: Client, cast: Cast, wave) -> None:
    query = f"view=all&similar={wave[0].last_message_id}"
    page = bob.get(cast.url(f"inbox/?{query}")).content.decode()
    assert page.count('class="choose"') == 3
    assert ">Similar</h2>" in page
    assert "Make a rule from these" not in page
    assert bob.get(cast.url(f"bulk/count/?{query}")).json()["number"] == 3
    other = make_message(text=wave[0].preview)
    assert bob.get(cast.url(f"bulk/count/?view=all&similar={other.pk}")).json()["number"] == 0


def test_it_shows_of_a_group_what_will_be_hit(bob: Client, cast: Cast, wave, log_in) -> None:
    first = wave[0]
    make_message(
        cast.channel,
        "That is not true",
        parent_id=first.thread_id,
        thread_id=first.thread_id,
        author=Author("friend"),
        occurred_at=NOW + timedelta(minutes=1),
    )
    group = cast.url(f"inbox/?view=all&similar={wave[1].last_message_id}")
    page = bob.get(group).content.decode()
    assert "That is not true" not in page
    assert page.count("Earn 500 euro") == 3
    assert "Make a rule from these" in log_in(cast.alice).get(group).content.decode()


def test_it_offers_the_members_who_may_act(bob: Client, cast: Cast) -> None:
    page = bob.get(cast.url("bulk/members/")).content.decode()
    assert f'value="{cast.bob.pk}"' in page
    assert f'value="{cast.vera.pk}"' not in page
    assert f'value="{cast.charlie.pk}"' not in page


def test_it_costs_the_same_few_queries_whatever_a_run_holds(
    bob: Client, cast: Cast, wave, django_assert_max_num_queries
) -> None:
    run = begin(bob, cast, query="q=whatsapp")
    finish(run, run.created_at)
    with django_assert_max_num_queries(8):
        bob.get(cast.url(f"bulk/{run.pk}/"), **HTMX)
    with django_assert_max_num_queries(20):
        bob.get(cast.url(f"bulk/{run.pk}/?outcome="))


def test_it_acts_for_the_person_who_asked(cast: Cast, wave) -> None:
    run = runs.start_run(cast.workspace, "resolve", {}, "q=whatsapp", by=Actor.person(cast.bob))
    BulkRun.objects.filter(pk=run.pk).update(created_by=None)
    assert finish(run, run.created_at).status == "failed"
