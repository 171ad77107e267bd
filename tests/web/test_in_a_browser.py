"""The page as people use it. `live_server` is WSGI, so the page polls instead of listening."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from inbox.models import Message, PlatformCall
from platforms.base import Author
from tests.e2e.system import until
from tests.factories import NOW, make_message
from tests.web.conftest import Cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def page(live_server, browser: Browser) -> Iterator[Page]:
    """A browser page; what its console complains of fails the test."""
    complaints: list[str] = []
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    # The browser reports each 422 of a refused act, and that there is no stream under WSGI.
    assert [text for text in complaints if "422" not in text and "204" not in text] == []


@pytest.fixture
def inside(page: Page, cast: Cast) -> Page:
    """Bob, logged in by hand, at his list."""
    page.goto("/")
    page.get_by_label("Email").fill(cast.bob.email)
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Inbox", level=2)).to_be_visible()
    # The scripts are at work: before, a click loads the page anew.
    expect(page.locator("#live")).to_have_attribute("data-state", "polling")
    return page


def test_it_opens_a_conversation_and_goes_back(inside: Page, cast: Cast) -> None:
    row = inside.locator(f"#row-{cast.conversation.pk}")
    row.click()
    expect(inside.locator(".head h2")).to_have_text("Lotte")
    expect(row).to_have_attribute("aria-current", "true")
    assert inside.url.endswith(f"/conversations/{cast.conversation.pk}/")
    inside.go_back()
    expect(inside.get_by_text("Choose a conversation")).to_be_visible()
    expect(row).not_to_have_attribute("aria-current", "true")


def test_it_answers_and_shows_that_it_is_sending(inside: Page, cast: Cast) -> None:
    inside.locator(f"#row-{cast.conversation.pk}").click()
    box = inside.get_by_label("Your answer")
    box.fill("Vanaf 25 euro")
    expect(inside.locator("[data-counter]")).to_have_text("13 / 2200")
    box.press("Control+Enter")
    expect(inside.locator(".own .bubble")).to_have_text("Vanaf 25 euro")
    expect(inside.locator(".own .state")).to_contain_text("Sending in")
    expect(box).to_have_value("")


def test_it_keeps_text_and_focus_while_messages_arrive(inside: Page, cast: Cast) -> None:
    inside.locator(f"#row-{cast.conversation.pk}").click()
    box = inside.get_by_label("Your answer")
    box.fill("half a sent")
    make_message(
        cast.channel,
        "And another thing",
        author=Author("5", name="Noor"),
        parent_id=cast.message.external_id,
        thread_id=cast.message.external_id,
        occurred_at=NOW,
    )
    inside.evaluate("document.dispatchEvent(new CustomEvent('earful:changed'))")
    expect(inside.locator(".bubble", has_text="And another thing")).to_be_visible()
    inside.keyboard.type("ence")
    expect(box).to_have_value("half a sentence")


def test_it_keeps_the_text_when_the_way_of_answering_changes(inside: Page, cast: Cast) -> None:
    # A private reply is offered for a week.
    Message.objects.update(sent_at=timezone.now())
    inside.reload()
    inside.locator(f"#row-{cast.conversation.pk}").click()
    inside.get_by_label("Your answer").fill("Hello Lotte")
    inside.get_by_role("link", name="Private reply").click()
    expect(inside.locator("[data-counter]")).to_have_text("11 / 1000")
    expect(inside.get_by_label("Your answer")).to_have_value("Hello Lotte")


def test_it_hides_and_says_so(inside: Page, cast: Cast) -> None:
    inside.locator(f"#row-{cast.conversation.pk}").click()
    inside.get_by_role("button", name="Hide").click()
    expect(inside.locator(".message .state")).to_have_text("Hide · Hiding…")
    assert PlatformCall.objects.get().user == cast.bob


def test_it_says_at_the_message_why_an_act_was_refused(inside: Page, cast: Cast) -> None:
    inside.locator(f"#row-{cast.conversation.pk}").click()
    expect(inside.get_by_role("button", name="Hide")).to_be_visible()
    Message.objects.update(visibility="removed")
    inside.get_by_role("button", name="Hide").click()
    thread = inside.get_by_role("region", name="Messages")
    expect(thread.get_by_role("alert")).to_have_text("The comment is no longer there.")


def test_it_approves_a_suggestion_as_the_person_left_it(inside: Page, cast: Cast) -> None:
    inside.locator(f"#row-{cast.conversation.pk}").click()
    inside.get_by_label("Text").fill("Vanaf 30 euro!")
    inside.get_by_role("button", name="Approve").click()
    expect(inside.locator(".own .bubble")).to_have_text("Vanaf 30 euro!")
    expect(inside.get_by_role("button", name="Approve")).to_have_count(0)


def test_it_takes_an_approved_text_back_by_z(inside: Page, cast: Cast) -> None:
    inside.locator(f"#row-{cast.conversation.pk}").click()
    inside.get_by_role("button", name="Approve").click()
    expect(inside.locator(".own .bubble")).to_have_count(1)
    inside.locator(f"#row-{cast.conversation.pk}").focus()
    inside.keyboard.press("z")
    expect(inside.locator("#said-text")).to_have_text("Not sent: it is a draft again.")
    expect(inside.locator(f"#text-{cast.conversation.pk}")).not_to_have_value("")
    assert PlatformCall.objects.get().status == "cancelled"


def test_it_resolves_and_takes_the_row_away(inside: Page, cast: Cast) -> None:
    inside.locator(f"#row-{cast.conversation.pk}").click()
    inside.get_by_role("button", name="Resolve").click()
    expect(inside.get_by_text("Choose a conversation")).to_be_visible()
    expect(inside.get_by_text("No conversations here.")).to_be_visible()
    expect(inside.locator("#list-count")).to_have_text("0")


def test_it_polls_where_there_is_no_stream(inside: Page, cast: Cast) -> None:
    expect(inside.locator("#live")).to_have_text("Looks every 10 seconds")
    make_message(cast.channel, author=Author("5", name="Noor"))
    expect(inside.locator(".row", has_text="Noor")).to_be_visible(timeout=15_000)


def test_it_shows_one_pane_on_a_phone(inside: Page, cast: Cast) -> None:
    inside.set_viewport_size({"width": 390, "height": 844})
    inside.locator(f"#row-{cast.conversation.pk}").click()
    expect(inside.locator("#list")).to_be_hidden()
    # Asked of the document: a window behind another counts as out of focus.
    until(lambda: inside.evaluate("document.activeElement.matches('.head h2')"), 10)
    inside.get_by_role("link", name="Back to the list").click()
    expect(inside.locator("#list")).to_be_visible()
    inside.get_by_role("button", name="Menu").click()
    expect(inside.get_by_role("link", name="Resolved")).to_be_visible()


def test_it_never_becomes_wider_than_the_screen(inside: Page, cast: Cast) -> None:
    for text in ("x" * 10_000, "😀" * 300, "Z" + "\u0300\u0321" * 300, "\u202egnirts"):
        author = Author(f"a{len(text)}", name=text[:250], handle="<img>")
        message = make_message(cast.channel, text, author=author)
        for width in (390, 800, 1440):
            inside.set_viewport_size({"width": width, "height": 800})
            inside.goto(f"/w/{cast.workspace.slug}/conversations/{message.conversation_id}/")
            assert inside.evaluate("document.documentElement.scrollWidth") <= width
            overflow = inside.locator(".scroll").evaluate("box => box.scrollWidth - box.clientWidth")
            assert overflow <= 0
