from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.audit import SYSTEM
from accounts.models import User
from automation.decide import decide_messages
from automation.models import Mode, Rule, Suggestion, WordList
from automation.services import save_list
from inbox.models import Message, PlatformCall
from platforms.base import Author
from tests.factories import NOW, make_message, make_rule
from tests.web.conftest import Cast, is_expected

HOLD = {"type": "hold"}
SCAMS = {"all": [{"type": "word_list", "list": "scams"}]}


@pytest.fixture
def scams(cast: Cast) -> WordList:
    return save_list(cast.workspace, name="scams", entries=["scam", "crypto"], by=SYSTEM)


@pytest.fixture
def holding(cast: Cast, scams: WordList) -> Rule:
    """A live rule that holds whatever has a word of the list."""
    return make_rule(cast.workspace, HOLD, conditions=SCAMS, name="Hold scams")


def hold(cast: Cast, text: str, name: str = "Mei") -> Message:
    """A message that came and was held by the rules, as the platform confirmed."""
    message = make_message(cast.channel, text, author=Author(f"a-{name}", name=name))
    decide_messages([message.pk], now=NOW)
    PlatformCall.objects.filter(message=message, verb="hold").update(status="done", finished_at=NOW)
    Message.objects.filter(pk=message.pk).update(visibility="held", visibility_at=NOW)
    message.refresh_from_db()
    return message


def suggest(cast: Cast, text: str, name: str = "Noor") -> Suggestion:
    """A message that the cast's rule suggests an answer to."""
    message = make_message(cast.channel, text, author=Author(f"a-{name}", name=name))
    decide_messages([message.pk], now=NOW)
    return message.suggestions.order_by("position")[0]


def set_mode(rule: Rule, mode: Mode) -> None:
    Rule.objects.filter(pk=rule.pk).update(mode=mode)


@pytest.fixture
def page(live_server, browser: Browser) -> Iterator[Page]:
    """A browser page; what its console complains of fails the test. CSP violations are errors there."""
    complaints: list[str] = []
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert [text for text in complaints if not is_expected(text)] == []


def log_in(page: Page, user: User) -> Page:
    page.goto("/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Inbox", level=2)).to_be_visible()
    return page


def at_queue(page: Page, cast: Cast, user: User) -> Page:
    """This person, at the review queue."""
    log_in(page, user)
    page.goto(cast.url("review/"))
    expect(page.locator("#live")).to_have_attribute("data-state", "polling")
    return page
