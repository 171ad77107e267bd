"""Undo: it brings back what one did, never what a colleague did since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.audit import Actor
from inbox import services
from inbox.models import Conversation, PlatformCall
from tests.web.conftest import Cast
from tests.web.triage.conftest import expect_shown, names, press


def resolve(bob: Client, cast: Cast, *pks: int) -> str:
    return bob.post(cast.url("conversations/resolve/"), {"ids": pks}).json()["undo"]


def undo(bob: Client, cast: Cast, note: str) -> dict[str, Any]:
    return bob.post(cast.url("conversations/undo/"), {"undo": note}).json()


def test_it_gives_back_the_status_and_the_end_of_the_snooze(cast: Cast, bob: Client) -> None:
    until = timezone.now() + timedelta(hours=3)
    services.snooze([cast.conversation], until, by=Actor.person(cast.alice))
    note = resolve(bob, cast, cast.conversation.pk)
    assert undo(bob, cast, note) == {"done": [cast.conversation.pk], "problem": ""}
    cast.conversation.refresh_from_db()
    assert (cast.conversation.status, cast.conversation.snoozed_until) == ("snoozed", until)
    assert undo(bob, cast, note)["done"] == []


def test_it_leaves_what_a_colleague_changed_since(cast: Cast, bob: Client) -> None:
    note = resolve(bob, cast, cast.conversation.pk)
    cast.conversation.refresh_from_db()
    services.assign([cast.conversation], cast.alice, by=Actor.person(cast.alice))
    said = "It was changed since, so it stays as it is."
    assert undo(bob, cast, note) == {"done": [], "problem": said}
    cast.conversation.refresh_from_db()
    assert cast.conversation.status == "resolved"


def test_it_offers_to_undo_only_what_it_changed(cast: Cast, bob: Client) -> None:
    resolve(bob, cast, cast.conversation.pk)
    assert resolve(bob, cast, cast.conversation.pk) == ""


@pytest.mark.parametrize("note", ["", "x", "0_2_open", "\0", "W10:1a:b", ":::"])
def test_it_lives_with_any_note(cast: Cast, bob: Client, note: str) -> None:
    assert undo(bob, cast, note) == {"done": [], "problem": "That can no longer be undone."}


def test_it_takes_no_note_of_another_person(cast: Cast, bob: Client, log_in) -> None:
    note = resolve(bob, cast, cast.conversation.pk)
    assert undo(log_in(cast.alice), cast, note)["done"] == []
    cast.conversation.refresh_from_db()
    assert cast.conversation.status == "resolved"


BROWSER = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


class TestByKeys:
    pytestmark = BROWSER

    def test_it_takes_a_resolve_back_and_shows_it_again(self, inside: Page) -> None:
        press(inside, "j")
        expect_shown(inside, "Amara")
        press(inside, "e")
        expect(inside.locator("#said")).to_contain_text("Resolved")
        expect_shown(inside, "Thijs")
        press(inside, "z")
        expect_shown(inside, "Amara")
        assert names(inside)[:2] == ["Amara", "Thijs"]
        expect(inside.locator("#said")).to_contain_text("Undone")
        assert not Conversation.objects.filter(status="resolved").exists()

    def test_it_says_when_a_colleague_was_there_since(self, inside: Page, cast: Cast) -> None:
        press(inside, "j")
        expect_shown(inside, "Amara")
        with inside.expect_response("**/resolve/"):
            press(inside, "e")
        amara = Conversation.objects.get(identity__name="Amara")
        services.assign([amara], cast.alice, by=Actor.person(cast.alice))
        press(inside, "z")
        expect(inside.locator("#said")).to_contain_text("It was changed since")
        assert Conversation.objects.get(pk=amara.pk).status == "resolved"

    def test_it_takes_a_hide_back_by_the_toast(self, inside: Page) -> None:
        press(inside, "j")
        expect_shown(inside, "Amara")
        with inside.expect_response("**/hide/"):
            press(inside, "h")
        with inside.expect_response("**/conversations/undo/"):
            inside.get_by_role("button", name="Undo").click()
        expect(inside.locator("#said")).to_contain_text("Undone")
        call = PlatformCall.objects.get()
        assert (call.verb, call.status) == ("hide", "cancelled")

    def test_it_never_takes_back_what_came_before_a_text_that_was_sent(self, inside: Page, settings) -> None:
        settings.UNDO_SECONDS = 0
        press(inside, "z")
        expect(inside.locator("#said")).to_contain_text("There is nothing to undo.")
        press(inside, "j")
        expect_shown(inside, "Amara")
        press(inside, "e")
        expect_shown(inside, "Thijs")
        press(inside, "r")
        inside.keyboard.type("Yes!")
        press(inside, "Control+Enter")
        expect(inside.locator(".own .bubble")).to_have_text("Yes!")
        expect(inside.locator("#rows [aria-current=true]")).to_be_focused()
        press(inside, "z")
        expect(inside.locator("#said")).to_contain_text("cannot be taken back")
        assert Conversation.objects.get(identity__name="Amara").status == "resolved"

    def test_it_takes_back_what_was_done_before_another_view_was_opened(self, inside: Page) -> None:
        press(inside, "j")
        expect_shown(inside, "Amara")
        with inside.expect_response("**/conversations/resolve/"):
            press(inside, "e")
        press(inside, "g", "m")
        inside.wait_for_url("**view=mine**")
        expect(inside.locator("#said")).to_contain_text("Resolved")
        with inside.expect_response("**/conversations/undo/"):
            press(inside, "z")
        expect(inside.locator("#said")).to_contain_text("Undone")
        assert not Conversation.objects.filter(status="resolved").exists()

    def test_it_takes_nothing_older_back_when_the_last_act_needs_its_own_page(self, inside: Page) -> None:
        press(inside, "j")
        expect_shown(inside, "Amara")
        press(inside, "e")
        expect_shown(inside, "Thijs")
        press(inside, "n")
        inside.keyboard.type("They called")
        press(inside, "Control+Enter")
        expect(inside.locator("#said")).to_contain_text("Note added")
        inside.reload()
        press(inside, "z")
        expect(inside.locator("#said")).to_contain_text("That was done on the page before")
        assert Conversation.objects.get(identity__name="Amara").status == "resolved"
