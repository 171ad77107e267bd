"""An act can only ever hit what is shown, or what was chosen, at the moment somebody wanted it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from inbox.bulk import runs
from inbox.models import BulkRun, Message, PlatformCall
from platforms.base import Author
from tests.factories import make_message
from tests.web.conftest import Cast
from tests.web.triage.conftest import expect_shown, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def answered(cast: Cast, name: str) -> Message:
    """Somebody writes under this person's comment; return that comment."""
    first = Message.objects.get(identity__name=name)
    below = {"parent_id": first.external_id, "thread_id": first.external_id}
    make_message(cast.channel, "Nice!", author=Author("new", name="New"), **below)
    return first


def hide(page: Page) -> Message:
    """Hide what is chosen; return the one comment that this hit."""
    with page.expect_response("**/conversations/hide/"):
        press(page, "h")
    return PlatformCall.objects.get(verb="hide").message


def test_it_hides_the_hit_of_a_search_and_not_the_newer_comment(inside: Page, cast: Cast) -> None:
    hit = answered(cast, "Daan")
    press(inside, "/")
    inside.keyboard.type("asks daan")
    press(inside, "Enter")
    expect(inside.locator("#rows mark")).to_have_text(["asks", "Daan"])
    press(inside, "j", "x")
    expect(inside.locator("#bulk-count")).to_have_text("1 selected")
    assert hide(inside) == hit


def test_it_hides_no_comment_that_came_meanwhile(inside: Page, cast: Cast) -> None:
    inside.route("**/inbox/", lambda route: None)
    press(inside, "j", "x")
    expect_shown(inside, "Amara")
    shown = answered(cast, "Amara")
    assert hide(inside) == shown


def test_it_keeps_all_that_was_chosen_when_the_list_is_fresh_under_a_dialog(
    inside: Page, cast: Cast, monkeypatch
) -> None:
    monkeypatch.setattr("inbox.screens.listing.PAGE", 3)
    monkeypatch.setattr(runs, "queue", lambda pk: None)
    inside.reload()
    press(inside, "*", "m")
    expect(inside.locator("#bulk-count")).to_have_text("All 7 selected")
    press(inside, "l")
    inside.keyboard.type("Stock")
    expect(inside.get_by_role("option")).to_contain_text("New label")
    make_message(cast.channel, "Hello", author=Author("new", name="New"))
    with inside.expect_response("**/inbox/"):
        inside.evaluate("htmx.trigger('#refresh-list', 'refresh')")
    expect(inside.locator("#rows .row").first).to_contain_text("New")
    press(inside, "Enter")
    expect(inside.locator("#run-text")).to_have_text("0 of 7")
    assert BulkRun.objects.get().values == {"label": "Stock"}


def test_it_sends_a_suggestion_only_when_its_text_is_in_sight(inside: Page, cast: Cast) -> None:
    inside.locator(f"#row-{cast.conversation.pk}").click()
    expect(inside.get_by_role("button", name="Approve")).to_be_visible()
    inside.evaluate("document.querySelector('.decided').open = false")
    press(inside, "a")
    expect(inside.locator("#said-text")).to_have_text(
        "Look at the suggestion first, then press the key again."
    )
    expect(inside.get_by_role("button", name="Approve")).to_be_visible()
    assert not PlatformCall.objects.exists()
    press(inside, "a")
    expect(inside.locator(".own .bubble")).to_have_text("Vanaf 25 euro!")


def test_it_takes_nothing_for_the_selection_that_is_about_one_comment(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "Control+a")
    expect(inside.locator("#bulk-count")).to_have_text("7 selected")
    press(inside, "d", "b", "y", "a")
    expect(inside.locator("#said-text")).to_have_text("That is for one comment: clear the selection first.")
    inside.wait_for_timeout(300)
    assert not PlatformCall.objects.exists()
