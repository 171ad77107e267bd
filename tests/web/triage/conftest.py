from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from inbox.models import Conversation
from platforms.base import Author
from tests.factories import NOW, make_message
from tests.web.conftest import Cast

NAMES = ("Amara", "Thijs", "Yasmin", "Daan", "Priya", "Mateo")


@pytest.fixture
def night(cast: Cast) -> list[Conversation]:
    """What came over night, newest first: six people's comments, above Lotte's."""
    messages = [
        make_message(
            cast.channel,
            f"Is this back in stock, asks {name}?",
            author=Author(f"n{number}", handle=name.lower(), name=name),
            occurred_at=NOW - timedelta(minutes=number),
        )
        for number, name in enumerate(NAMES, 1)
    ]
    Conversation.objects.filter(pk=cast.conversation.pk).update(last_message_at=NOW - timedelta(hours=2))
    return [message.conversation for message in messages]


@pytest.fixture
def page(live_server, browser: Browser) -> Iterator[Page]:
    """A browser page; what its console complains of fails the test. CSP violations are errors there."""
    complaints: list[str] = []
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    # Refusals, no stream under WSGI, and the failures of the network that tests make themselves.
    known = ("422", "204", "503", "ERR_FAILED", "htmx:afterRequest", "htmx:sendError", "htmx:sendAbort")
    serious = [text for text in complaints if not any(part in text for part in known)]
    page.unroute_all(behavior="ignoreErrors")
    page.goto("about:blank")
    context.close()
    assert serious == []


def log_in(page: Page, user: User) -> Page:
    page.goto("/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#live")).to_have_attribute("data-state", "polling")
    return page


@pytest.fixture
def inside(page: Page, cast: Cast, night: list[Conversation]) -> Page:
    """Bob at his list, ready to press keys."""
    return log_in(page, cast.bob)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def expect_shown(page: Page, name: str) -> None:
    """This conversation is in sight, and current in the list: the two never differ."""
    expect(page.locator("#conversation .head h2")).to_have_text(name)
    expect(page.locator("#rows [aria-current] .top b")).to_have_text(name)


def names(page: Page) -> list[str]:
    return page.locator("#rows .row .top b").all_inner_texts()
