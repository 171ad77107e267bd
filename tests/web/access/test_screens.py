"""No fault that axe-core can find, at any width and in both themes; nothing wider than the window."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from automation.models import Mode
from inbox.models import Conversation, Message
from inbox.services import notify
from tests.factories import make_message, make_rule
from tests.web.access.conftest import covered, enter, faults, overflows
from tests.web.conftest import Cast
from tests.web.triage.conftest import night, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(300),
]
__all__ = ["night"]


@pytest.fixture
def alice(page: Page, cast: Cast, night: list[Conversation], live_server) -> Page:
    """Alice owns everything, so she sees the most."""
    message = Message.objects.get(identity__name="Amara")
    make_message(cast.channel, "Hidden now", parent_id=message.external_id, thread_id=message.external_id)
    Message.objects.filter(text="Hidden now").update(visibility="hidden")
    enter(page, cast.alice, live_server.url)
    return page


def looked_at(page: Page, state: str) -> list[str]:
    return faults(page, state) + overflows(page, state)


def test_it_has_no_fault_on_the_triage_screen(alice: Page, cast: Cast) -> None:
    alice.goto(cast.url("inbox/"))
    expect(alice.locator("#live")).to_have_attribute("data-state", "polling")
    found = looked_at(alice, "list")
    press(alice, "j")
    expect(alice.locator(".head h2")).to_have_text("Amara")
    found += looked_at(alice, "conversation")
    press(alice, "x", "J")
    expect(alice.locator("#bulk-count")).to_be_visible()
    found += looked_at(alice, "selection")
    press(alice, "Escape", "Escape")
    alice.goto(cast.url("inbox/?q=nobody+wrote+this"))
    found += looked_at(alice, "empty")
    assert "\n".join(found) == ""


def test_it_has_no_fault_in_dialogs_and_messages(alice: Page, cast: Cast) -> None:
    alice.goto(cast.url("inbox/"))
    press(alice, "j")
    expect(alice.locator(".head h2")).to_have_text("Amara")
    found = []
    for state, key, dialog in (
        ("help", "?", "#help"),
        ("palette", "Control+k", "#palette"),
        ("filters", "f", "#filters"),
        ("picker", "s", "#picker"),
    ):
        press(alice, key)
        expect(alice.locator(dialog)).to_be_visible()
        found += looked_at(alice, state)
        press(alice, "Escape")
        expect(alice.locator(dialog)).to_be_hidden()
    with alice.expect_response("**/resolve/"):
        press(alice, "e")
    expect(alice.locator("#said-undo")).to_be_visible()
    alice.locator("#said").hover()
    found += looked_at(alice, "undo") + covered(alice, "undo")
    alice.route("**/conversations/resolve/", lambda route: route.fulfill(status=503))
    press(alice, "e")
    expect(alice.get_by_role("alert")).to_be_visible()
    found += looked_at(alice, "failure") + covered(alice, "failure")
    assert "\n".join(found) == ""


def test_it_has_no_fault_on_the_pages_of_automation(alice: Page, cast: Cast) -> None:
    make_rule(cast.workspace, mode=Mode.SHADOW, name="Another")
    pages = {
        "review": "review/",
        "rules": "rules/",
        "editor": f"rules/{cast.rule.pk}/",
        "versions": f"rules/{cast.rule.pk}/versions/",
        "undo": f"rules/{cast.rule.pk}/undo/",
        "lists": "lists/",
        "list": f"lists/{cast.word_list.pk}/",
        "brakes": "brakes/",
    }
    assert visited(alice, cast, pages) == ""


def test_it_has_no_fault_on_the_pages_beside_the_inbox(alice: Page, cast: Cast) -> None:
    assert cast.saved_reply
    notify(cast.workspace, [cast.alice], "Look at this", conversation=cast.conversation)
    pages = {
        "handover": "handover/",
        "notifications": "notifications/",
        "saved replies": "saved-replies/",
        "run": reverse("bulk_run", args=[cast.workspace.slug, cast.bulk_run.pk]),
    }
    assert visited(alice, cast, pages) == ""


def visited(page: Page, cast: Cast, pages: dict[str, str]) -> str:
    """Return what is wrong with these pages, by their names; one a line."""
    found = []
    for state, path in pages.items():
        page.goto(path if path.startswith("/") else cast.url(path))
        found += looked_at(page, state)
    return "\n".join(found)


def test_it_has_no_fault_before_the_inbox(page: Page, cast: Cast, live_server) -> None:
    page.goto("/accounts/login/")
    found = looked_at(page, "login")
    page.get_by_label("Email").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".errorlist")).to_be_visible()
    found += looked_at(page, "refused login")
    enter(page, cast.alice, live_server.url)
    for path in ("/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/"):
        page.goto(path)
        found += looked_at(page, path)
    assert "\n".join(found) == ""
