"""Triage by keys: moving, reading, resolving, hiding, choosing, and what keys must never do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from inbox.models import Conversation, Message, PlatformCall
from tests.e2e.system import until
from tests.factories import make_message
from tests.web.conftest import Cast
from tests.web.triage.conftest import expect_shown, log_in, names, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def statuses() -> dict[str, str]:
    return dict(Conversation.objects.values_list("identity__name", "status"))


def test_it_moves_by_keys_and_keeps_the_address(inside: Page, cast: Cast) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "j", "ArrowDown")
    expect_shown(inside, "Yasmin")
    press(inside, "k")
    expect_shown(inside, "Thijs")
    pk = Conversation.objects.get(identity__name="Thijs").pk
    assert inside.url.endswith(f"/conversations/{pk}/")
    inside.go_back()
    expect(inside.get_by_text("Choose a conversation")).to_be_visible()
    expect(inside.locator("#rows [aria-current=true]")).to_have_count(0)


def test_it_shows_the_next_conversation_without_asking_the_server(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    inside.wait_for_load_state("networkidle")
    inside.route(re.compile(r"/conversations/\d+/"), lambda route: route.abort())
    press(inside, "j")
    expect_shown(inside, "Thijs")


def test_it_resolves_and_goes_on_to_the_next(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "e")
    expect_shown(inside, "Thijs")
    assert "Amara" not in names(inside)
    with inside.expect_response("**/resolve/"):
        press(inside, "e")
    expect_shown(inside, "Yasmin")
    # The rows are gone before the server has said yes.
    until(lambda: {n for n, status in statuses().items() if status == "resolved"} == {"Amara", "Thijs"}, 10)
    expect(inside.locator("#list-count")).to_have_text("5")


def test_it_brings_back_what_could_not_be_resolved(inside: Page) -> None:
    inside.route("**/conversations/resolve/", lambda route: route.fulfill(status=503))
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "e")
    expect(inside.get_by_role("alert")).to_have_text("That could not be done. It is as it was.")
    expect(inside.locator("#said")).to_be_hidden()
    assert names(inside)[0] == "Amara"
    expect_shown(inside, "Thijs")
    assert set(statuses().values()) == {"open"}


def test_it_does_not_bring_a_resolved_row_back_with_an_older_list(inside: Page) -> None:
    stale: list[str] = []

    def hold(route: Route) -> None:
        stale.append(route.fetch().text())
        inside.wait_for_timeout(400)
        route.fulfill(body=stale[0], content_type="text/html")

    inside.route("**/inbox/", hold, times=1)
    inside.evaluate("htmx.trigger('#refresh-list', 'refresh')")
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "e")
    expect_shown(inside, "Thijs")
    inside.wait_for_timeout(800)
    assert "Amara" in stale[0]
    assert "Amara" not in names(inside)


def test_it_never_acts_on_a_conversation_that_is_not_in_sight(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    last = inside.locator("#rows .row").last
    inside.route(re.compile(r"/conversations/\d+/$"), lambda route: None)
    last.click()
    expect(inside.get_by_text("Loading…")).to_be_visible()
    press(inside, "e", "h", "a")
    expect(inside.get_by_text("No conversation is open.")).to_be_visible()
    inside.wait_for_timeout(300)
    assert set(statuses().values()) == {"open"}
    assert not PlatformCall.objects.exists()


def test_it_refuses_acts_when_the_list_and_the_pane_differ(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    # In one go: whatever is still loading marks the row of the address again when it arrives.
    inside.evaluate("""() => {
      document.querySelector('#rows [aria-current]').removeAttribute('aria-current');
      document.querySelectorAll('#rows .row')[2].setAttribute('aria-current', 'true');
      for (const key of ['h', 'e']) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      }
    }""")
    expect(inside.get_by_text("No conversation is open.")).to_be_visible()
    inside.wait_for_timeout(300)
    assert set(statuses().values()) == {"open"}
    assert not PlatformCall.objects.exists()


def test_it_hides_and_shows_again_the_comment_that_is_aimed_at(inside: Page, cast: Cast) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "h")
    expect(inside.locator(".state", has_text="Hide · Hiding…")).to_be_visible()
    call = PlatformCall.objects.get()
    assert (call.verb, call.message.identity.name, call.user) == ("hide", "Amara", cast.bob)
    Message.objects.filter(pk=call.message_id).update(visibility="held")
    PlatformCall.objects.update(status="done")
    inside.evaluate("document.dispatchEvent(new CustomEvent('earful:changed'))")
    expect(inside.locator(".state", has_text="Held for review")).to_be_visible()
    with inside.expect_response("**/unhide/"):
        press(inside, "a")
    expect(inside.locator(".state", has_text="Showing again…")).to_be_visible()
    assert PlatformCall.objects.filter(verb="unhide").count() == 1


def test_it_says_why_an_act_is_not_possible(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "a")
    expect(inside.locator("#said-text")).to_have_text("It is not hidden or held, and no suggestion waits.")


def test_it_aims_at_another_comment_of_the_conversation(inside: Page, cast: Cast) -> None:
    first = Message.objects.get(identity__name="Amara")
    make_message(cast.channel, "Same question", parent_id=first.external_id, thread_id=first.external_id)
    inside.reload()
    press(inside, "j")
    expect(inside.locator(".message.aimed")).to_have_count(1)
    expect(inside.locator(".message.aimed .bubble")).to_have_text("Same question")
    press(inside, "[")
    expect(inside.locator(".message.aimed .bubble")).to_contain_text("asks Amara")
    with inside.expect_response("**/hide/"):
        press(inside, "h")
    assert PlatformCall.objects.get().message == first


def test_it_chooses_several_and_resolves_them(inside: Page) -> None:
    press(inside, "j", "x", "J", "J")
    expect(inside.locator("#bulk-count")).to_have_text("3 selected")
    press(inside, "K")
    expect(inside.locator("#bulk-count")).to_have_text("2 selected")
    expect_shown(inside, "Thijs")
    with inside.expect_response("**/resolve/"):
        press(inside, "e")
    expect(inside.locator("#bulk")).to_be_hidden()
    assert {name for name, status in statuses().items() if status == "resolved"} == {"Amara", "Thijs"}


def test_it_goes_one_step_back_with_escape(inside: Page) -> None:
    press(inside, "j", "x")
    expect_shown(inside, "Amara")
    press(inside, "r")
    expect(inside.get_by_label("Your answer")).to_be_focused()
    inside.keyboard.type("jjee")
    press(inside, "Escape")
    expect(inside.locator("#rows [aria-current=true]")).to_be_focused()
    press(inside, "Escape")
    expect(inside.locator("#bulk")).to_be_hidden()
    press(inside, "Escape")
    expect(inside.get_by_text("Choose a conversation")).to_be_visible()
    assert set(statuses().values()) == {"open"}


def test_it_keeps_what_was_typed_when_one_comes_back(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "r")
    inside.keyboard.type("half a sent")
    press(inside, "Escape", "j")
    expect_shown(inside, "Thijs")
    press(inside, "k")
    expect(inside.get_by_label("Your answer")).to_have_value("half a sent")


def test_it_offers_every_command_in_the_palette(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "Control+k")
    box = inside.get_by_role("combobox", name="Command")
    expect(box).to_be_focused()
    box.fill("resol next")
    option = inside.get_by_role("option").first
    expect(option).to_contain_text("Resolve, and on to the next")
    expect(option).to_have_attribute("aria-selected", "true")
    press(inside, "Enter")
    expect_shown(inside, "Thijs")
    press(inside, "Control+k")
    box.fill("approve")
    expect(inside.get_by_role("option").first).to_have_attribute("aria-disabled", "true")
    expect(inside.get_by_role("option").first).to_contain_text("It is not hidden or held")
    box.fill("zzz")
    expect(inside.get_by_text("There is no such command.")).to_be_visible()
    press(inside, "Escape")
    expect(inside.locator("#palette")).to_be_hidden()


def test_it_goes_to_a_view_by_two_keys(inside: Page, cast: Cast) -> None:
    press(inside, "g", "d")
    expect(inside.get_by_role("heading", name="Resolved", level=2)).to_be_visible()
    press(inside, "g", "i")
    expect(inside.get_by_role("heading", name="Inbox", level=2)).to_be_visible()


def test_it_searches_by_keys_and_goes_on_from_there(inside: Page) -> None:
    press(inside, "/")
    expect(inside.get_by_role("searchbox")).to_be_focused()
    inside.keyboard.type("asks daan")
    press(inside, "Enter")
    expect(inside.locator("#rows mark")).to_have_text(["asks", "Daan"])
    press(inside, "j")
    expect_shown(inside, "Daan")
    with inside.expect_response("**/resolve/"):
        press(inside, "e")
    expect(inside.get_by_text("No conversations here.")).to_be_visible()
    assert inside.url.endswith("/inbox/?q=asks+daan")
    assert statuses()["Daan"] == "resolved"


def test_it_narrows_the_list_and_keeps_it_as_a_view_by_keys(inside: Page, cast: Cast) -> None:
    press(inside, "f")
    expect(inside.get_by_label("Status")).to_be_focused()
    press(inside, "Tab")
    inside.keyboard.type("Nobody")
    inside.get_by_role("button", name="Show", exact=True).press("Enter")
    expect(inside.locator(".narrow b")).to_have_text("1")
    assert "assignee=none" in inside.url
    expect(inside.locator("[data-count=inbox]")).to_have_text("7")
    press(inside, "f")
    inside.get_by_label("Keep what is shown under a name").fill("Nobody's")
    press(inside, "Enter")
    expect(inside.locator(".side .entry", has_text="Nobody's")).to_have_attribute("aria-current", "true")
    press(inside, "g", "h")
    expect(inside.get_by_text("No conversations here.")).to_be_visible()


def test_it_switches_single_keys_off_for_the_account(inside: Page, cast: Cast) -> None:
    press(inside, "?")
    expect(inside.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    with inside.expect_response("**/preferences/keys/"):
        inside.get_by_label("Single-key shortcuts on").uncheck()
    press(inside, "Escape", "j", "x", "?")
    expect(inside.locator("#help")).to_be_hidden()
    expect(inside.get_by_text("Choose a conversation")).to_be_visible()
    press(inside, "Control+k")
    expect(inside.get_by_role("combobox", name="Command")).to_be_focused()
    assert not User.objects.get(pk=cast.bob.pk).has_keys
    inside.reload()
    press(inside, "j")
    expect(inside.get_by_text("Choose a conversation")).to_be_visible()


def test_it_opens_with_enter_and_reads_from_the_heading(inside: Page) -> None:
    press(inside, "o")
    expect(inside.locator(".head h2")).to_be_focused()
    press(inside, "Escape")
    expect(inside.locator("#rows [aria-current=true]")).to_be_focused()
    press(inside, "ArrowDown", "Enter")
    expect_shown(inside, "Thijs")
    expect(inside.locator(".head h2")).to_be_focused()


def test_it_lets_a_viewer_move_but_not_act(page: Page, cast: Cast, night: list[Conversation]) -> None:
    log_in(page, cast.vera)
    press(page, "j")
    expect_shown(page, "Amara")
    press(page, "h", "e")
    expect(page.get_by_role("status").filter(has_text="Your role only reads.")).to_be_visible()
    expect_shown(page, "Amara")
    assert set(statuses().values()) == {"open"}
