"""Looking by keys: who writes, why something was decided, and a text that is covered until one asks."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page, expect

from automation.decide import decide_messages
from inbox.models import Conversation, Message
from tests.factories import NOW, make_message, make_rule
from tests.web.conftest import Cast
from tests.web.triage.conftest import expect_shown, log_in, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def bad_night(cast: Cast, night: list[Conversation]) -> Message:
    """Above the others: a comment that is abuse, and that a rule hid."""
    insults = {"all": [{"type": "text", "op": "any", "words": ["idiot"]}]}
    make_rule(cast.workspace, {"type": "hide"}, conditions=insults, name="Insults go")
    message = make_message(cast.channel, "You idiot", occurred_at=NOW, external_id="999")
    decide_messages([message.pk], now=NOW)
    Message.objects.filter(pk=message.pk).update(is_abusive=True)
    return message


@pytest.fixture
def inside(page: Page, cast: Cast, bad_night: Message) -> Page:
    log_in(page, cast.bob)
    press(page, "j")
    expect_shown(page, "Lotte")
    return page


def test_it_covers_a_text_from_everyone_until_one_asks(inside: Page) -> None:
    text = inside.locator("#conversation .bubble", has_text="You idiot")
    expect(text).to_be_hidden()
    assert "You idiot" not in inside.locator("body").aria_snapshot()
    press(inside, "v")
    expect(text).to_be_visible()
    assert "You idiot" in inside.locator("#conversation").aria_snapshot()
    with inside.expect_response(re.compile(r"/conversations/\d+/$")):
        inside.evaluate("htmx.trigger('#refresh-thread', 'refresh')")
    expect(text).to_be_visible()
    press(inside, "v")
    expect(text).to_be_hidden()


def test_it_tells_why_with_one_key(inside: Page) -> None:
    press(inside, "w")
    panel = inside.locator(".decided")
    expect(panel.get_by_text("Insults go")).to_be_visible()
    expect(panel.locator("summary").first).to_be_focused()
    press(inside, "w")
    expect(panel.get_by_text("Insults go")).to_be_hidden()


def test_it_shows_the_person_beside_the_conversation(inside: Page, cast: Cast) -> None:
    context = inside.get_by_role("complementary", name="About this conversation")
    expect(context.get_by_text("@lotte.bakt")).to_be_visible()
    expect(context.get_by_text("Insults go")).to_be_visible()
    if folder := os.environ.get("LOOK"):
        inside.screenshot(path=f"{folder}/wide.png")
        inside.emulate_media(color_scheme="dark")
        inside.screenshot(path=f"{folder}/dark.png")
    press(inside, "c")
    expect(context.get_by_role("heading", name="About this conversation")).to_be_focused()


def test_it_asks_for_nothing_when_one_goes_on_at_once(inside: Page) -> None:
    asked: list[str] = []
    expect(inside.locator("#context-body section").first).to_be_visible()
    inside.on("request", lambda request: asked.append(request.url) if "/context/" in request.url else None)
    inside.evaluate("""() => {
      for (const key of ["j", "j", "j"]) {
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      }
    }""")
    expect(inside.locator("#context-body").get_by_text("@yasmin")).to_be_visible()
    assert len(asked) == 1


def test_it_opens_the_person_on_a_small_screen_and_closes_it_again(page: Page, cast: Cast, bad_night) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, cast.bob)
    page.locator("#rows .row").first.click()
    context = page.locator("#context")
    expect(page.locator("#conversation .head h2")).to_be_visible()
    expect(context).to_be_hidden()
    if folder := os.environ.get("LOOK"):
        page.screenshot(path=f"{folder}/phone.png")
    press(page, "c")
    expect(context.get_by_text("@lotte.bakt")).to_be_visible()
    if folder := os.environ.get("LOOK"):
        page.screenshot(path=f"{folder}/phone-context.png")
    press(page, "Escape")
    expect(context).to_be_hidden()
    expect(page).to_have_url(re.compile("/conversations/"))
