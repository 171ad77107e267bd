from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit import SYSTEM, Actor
from inbox import services
from inbox.calls import complete
from inbox.ingest import ingest
from inbox.models import Conversation, Message, PlatformCall
from inbox.screens import thread
from platforms.base import Action, Author, Kind, Sent
from tests.factories import NOW, incoming, make_channel, make_message
from tests.web.conftest import Cast, target


def read(client: Client, cast: Cast, message: Message | None = None, **query: object) -> str:
    conversation = (message or cast.message).conversation_id
    return client.get(cast.url(f"conversations/{conversation}/"), query).content.decode()


def answer(cast: Cast, text: str, **fields: object) -> Message:
    thread_id = cast.message.external_id
    return make_message(cast.channel, text, parent_id=thread_id, thread_id=thread_id, **fields)


def call_in(cast: Cast, status: str, **fields: object) -> PlatformCall:
    call = services.reply(cast.message, "Vanaf 25 euro", by=Actor.person(cast.bob))
    PlatformCall.objects.filter(pk=call.pk).update(status=status, **fields)
    call.refresh_from_db()
    return call


@pytest.mark.parametrize(
    ("status", "fields", "says"),
    [
        ("queued", {}, "Sending…"),
        ("queued", {"error_code": "transient", "error_detail": "Busy"}, "Trying again: Busy"),
        ("queued", {"run_at": timezone.now() + timedelta(hours=1)}, "Will be sent at"),
        ("sending", {}, "Sending…"),
        ("failed", {"error_code": "forbidden", "error_detail": "Not you"}, "Failed: Not you"),
        ("failed", {"error_code": "forbidden"}, "Failed: forbidden"),
        ("unknown", {}, "Outcome unknown: looking"),
        ("cancelled", {"error_detail": "A person answered first."}, "Not done: A person answered first."),
    ],
)
def test_it_says_how_far_a_reply_is(cast: Cast, bob: Client, status: str, fields, says: str) -> None:
    call_in(cast, status, **fields)
    assert f"Reply · {says}" in read(bob, cast)


def test_it_says_why_a_reply_waits_for_its_channel(cast: Cast, bob: Client) -> None:
    call_in(cast, "queued")
    type(cast.channel).objects.update(status="reconnect")
    assert "Waiting: the channel is not connected" in read(bob, cast)


@pytest.mark.parametrize(
    ("actor", "sender"),
    [
        (None, "In the platform&#x27;s app"),
        (SYSTEM, "Earful"),
        (Actor.rule("rule 4 v2"), "Automatic · rule 4 v2"),
    ],
)
def test_it_says_who_sent_our_messages(cast: Cast, bob: Client, actor: Actor | None, sender: str) -> None:
    if actor is None:
        answer(cast, "Vanaf 25", is_own=True, author=None)
    else:
        call = services.reply(cast.message, "Vanaf 25", by=actor)
        PlatformCall.objects.filter(pk=call.pk).update(status="sending")
        call.refresh_from_db()
        complete(call, Sent("990"), now=timezone.now())
    page = read(bob, cast)
    assert sender in page
    assert page.count(">Vanaf 25</p>") == 1


def test_it_marks_hidden_removed_and_edited_messages(cast: Cast, bob: Client) -> None:
    hidden, gone, edited = (answer(cast, text) for text in ("a bad word", "to go", "first"))
    thread_id = cast.message.external_id
    changes = [
        incoming("", action=Action.HIDE, external_id=hidden.external_id, thread_id=thread_id),
        incoming("", action=Action.REMOVE, external_id=gone.external_id, thread_id=thread_id),
        incoming("second", action=Action.EDIT, external_id=edited.external_id, thread_id=thread_id,
                 occurred_at=NOW + timedelta(minutes=1)),
    ]  # fmt: skip
    ingest(cast.channel, changes, now=NOW + timedelta(minutes=2))
    page = read(bob, cast)
    assert "Hidden: the public does not see this." in page
    assert "This message was removed." in page
    assert "to go" not in page
    assert "Edited: earlier versions" in page
    assert ">first</p>" not in page
    versions = bob.get(cast.url(f"messages/{edited.pk}/versions/")).content.decode()
    assert ">first</p>" in versions
    assert ">second</p>" not in versions


def test_it_shows_a_hide_that_is_under_way_or_failed(cast: Cast, bob: Client) -> None:
    call = services.hide(cast.message, by=Actor.person(cast.bob))
    assert "Hide · Hiding…" in read(bob, cast)
    PlatformCall.objects.filter(pk=call.pk).update(status="failed", error_detail="No permission")
    assert "Hide · Failed: No permission" in read(bob, cast)
    PlatformCall.objects.filter(pk=call.pk).update(status="done")
    assert "Hide ·" not in read(bob, cast)


def test_it_shows_history_as_such_and_whom_a_message_answers(cast: Cast, bob: Client) -> None:
    first = answer(cast, "Me too", author=Author("5", name="Noor"), origin="import")
    make_message(
        cast.channel, "@noor same", parent_id=first.external_id, thread_id=first.external_id, occurred_at=NOW
    )
    page = read(bob, cast)
    assert "Imported" in page
    assert "answers <bdi>Noor</bdi>" in page


def test_it_shows_the_newest_messages_and_the_earlier_on_demand(cast: Cast, bob: Client, monkeypatch) -> None:
    monkeypatch.setattr(thread, "MOST_MESSAGES", 5)
    for number in range(11):
        answer(cast, f"number {number:02}", occurred_at=NOW + timedelta(seconds=number))
    address = cast.url(f"conversations/{cast.conversation.pk}/")
    seen: list[str] = []
    before = ""
    while True:
        opened = bob.get(address, {"before": before}, **target("earlier-1")).context["opened"]
        seen = [message.text for message in opened.thread.messages] + seen
        before = opened.thread.earlier
        if not before:
            break
    assert seen[0] == cast.message.text
    assert seen[1:] == [f"number {number:02}" for number in range(11)]


@pytest.mark.parametrize(("days", "says"), [(1, "until"), (-1, "until"), (-7, "closed")])
def test_it_shows_how_long_a_person_may_answer_directly(
    cast: Cast, bob: Client, days: int, says: str
) -> None:
    message = make_message(cast.channel, kind=Kind.DIRECT)
    end = timezone.now() + timedelta(days=days)
    Conversation.objects.filter(pk=message.conversation_id).update(reply_window_ends_at=end)
    assert f"Reply window {says}" in read(bob, cast, message)


def test_it_offers_what_the_platform_can_do(cast: Cast, bob: Client) -> None:
    Message.objects.update(sent_at=timezone.now())
    page = read(bob, cast)
    assert "Public reply" in page
    assert "Private reply" in page
    assert 'data-limit="2200" data-unit="characters"' in page
    assert 'data-limit="1000" data-unit="bytes"' in read(bob, cast, how="private")
    imported = make_message(make_channel(cast.workspace, platform="generic"))
    page = read(bob, cast, imported)
    assert 'data-how="public"' not in page
    assert 'data-how="note"' in page
    assert "/hide/" not in page


def test_it_says_beforehand_why_an_answer_is_not_possible(cast: Cast, bob: Client) -> None:
    assert 'data-why-private="A private reply is possible for 7 days' in read(bob, cast)
    page = read(bob, cast, how="private")  # the comment is older than the platform allows
    assert "A private reply is possible for 7 days" in page


def test_it_hides_every_button_from_a_viewer(cast: Cast, log_in) -> None:
    page = read(log_in(cast.vera), cast)
    assert page.count('method="post"') == 3  # log out, the language, whether abuse is covered
    decision = log_in(cast.vera).get(cast.url(f"messages/{cast.message.pk}/decision/")).content.decode()
    assert "Vanaf 25 euro!" in decision
    assert "<form" not in decision


@pytest.mark.parametrize("part", ["conversation", "thread-1", "composer-1"])
def test_it_gives_htmx_the_part_it_swaps(cast: Cast, bob: Client, part: str) -> None:
    address = cast.url(f"conversations/{cast.conversation.pk}/")
    page = bob.get(address, **target(part)).content.decode()
    assert "<html" not in page
    assert ("<title>" in page) == (part == "conversation")
    assert ("hx-swap-oob" in page) == (part == "thread-1")
    assert ("<textarea" in page) == (part != "thread-1")


def test_it_keeps_pages_out_of_every_cache(cast: Cast, bob: Client) -> None:
    assert "no-store" in bob.get(cast.url("inbox/"))["Cache-Control"]
