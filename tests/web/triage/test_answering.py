"""Answering by keys: saved replies, second thoughts, drafts, notes and the private reply."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.audit import Actor
from inbox import services
from inbox.models import Conversation, Draft, Message, Note, Notification, PlatformCall, SavedReply
from tests.e2e.system import until
from tests.web.conftest import Cast
from tests.web.triage.conftest import expect_shown, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_it_answers_a_repeated_question_in_six_keys(inside: Page, cast: Cast) -> None:
    for name, text in (("Opening hours", "We open at nine."), ("Stock", "Hi {{contact.first_name}}, it is!")):
        SavedReply.objects.create(workspace=cast.workspace, name=name, text=text)
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "r", "/", "s", "t", "Enter")
    expect(inside.get_by_label("Your answer")).to_have_value("Hi Amara, it is!")
    press(inside, "Control+Shift+Enter")
    expect_shown(inside, "Thijs")
    call = PlatformCall.objects.get()
    assert (call.text, call.status, str(call.conversation.identity)) == (
        "Hi Amara, it is!",
        "queued",
        "Amara",
    )
    assert SavedReply.objects.get(name="Stock").used_count == 1
    until(lambda: Conversation.objects.get(identity__name="Amara").status == "resolved", 10)
    press(inside, "j")
    expect_shown(inside, "Yasmin")


def test_it_takes_a_text_back_together_with_the_resolve(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "r")
    inside.keyboard.type("Yes, it is!")
    with inside.expect_response("**/conversations/resolve/"):
        press(inside, "Control+Shift+Enter")
    expect(inside.locator("#said")).to_contain_text("Sent and resolved")
    expect_shown(inside, "Thijs")
    with inside.expect_response("**/conversations/undo/"):
        press(inside, "z")
    expect_shown(inside, "Amara")
    expect(inside.get_by_label("Your answer")).to_have_value("Yes, it is!")
    assert PlatformCall.objects.get().status == "cancelled"
    assert Conversation.objects.get(identity__name="Amara").status == "open"


def test_it_counts_down_in_the_thread_and_undoes_there(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "r")
    inside.keyboard.type("Yes!")
    press(inside, "Control+Enter")
    expect(inside.locator(".own .state")).to_contain_text("Reply · Sending in")
    inside.locator(".own").get_by_role("button", name="Undo").click()
    expect(inside.get_by_label("Your answer")).to_have_value("Yes!")
    expect(inside.locator("#said")).to_contain_text("it is a draft again")
    assert PlatformCall.objects.get().status == "cancelled"


def test_it_says_when_a_worker_was_faster(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "r")
    inside.keyboard.type("Yes!")
    press(inside, "Control+Enter")
    expect(inside.locator("#said")).to_contain_text("Sending")
    PlatformCall.objects.update(status="done")
    press(inside, "z")
    expect(inside.get_by_role("alert").filter(has_text="It was sent already")).to_be_visible()
    assert not Draft.objects.exists()


def test_it_keeps_a_draft_through_a_reload_and_for_this_person_only(inside: Page, cast: Cast) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "n")
    with inside.expect_response("**/draft/"):
        inside.keyboard.type("half a rem")
    inside.reload()
    expect(inside.get_by_label("Your answer")).to_have_value("half a rem")
    expect(inside.locator(".hows [aria-current]")).to_contain_text("Note")
    assert Draft.objects.get().user == cast.bob


def test_it_writes_a_note_that_tells_whom_it_mentions(inside: Page, cast: Cast) -> None:
    cast.alice.name = "Alice Visser"
    cast.alice.save()
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "n")
    inside.keyboard.type("Please look @vis")
    expect(inside.get_by_role("option", name="Alice Visser")).to_be_visible()
    press(inside, "Enter")
    expect(inside.get_by_label("Your answer")).to_have_value("Please look @Alice Visser ")
    press(inside, "Control+Enter")
    expect(inside.locator(".remark .bubble")).to_have_text("Please look @Alice Visser")
    expect(inside.locator("#rows [aria-current=true]")).to_be_focused()
    assert Notification.objects.get().user == cast.alice
    assert not PlatformCall.objects.exists()
    with inside.expect_response("**/delete/"):
        press(inside, "z")
    expect(inside.locator(".remark")).to_have_count(0)
    assert not Note.objects.exists()
    expect(inside.locator("#said")).to_contain_text("the note is a draft again")
    expect(inside.get_by_label("Your answer")).to_have_value("Please look @Alice Visser")
    expect(inside.locator(".composer")).to_have_attribute("data-how", "note")
    assert Draft.objects.get().text == "Please look @Alice Visser"


def test_it_keeps_what_is_for_the_team_out_of_the_box_that_people_read(inside: Page) -> None:
    press(inside, "j")
    expect_shown(inside, "Amara")
    box = inside.get_by_label("Your answer")
    press(inside, "n")
    inside.keyboard.type("Between us: no")
    press(inside, "Escape", "r")
    expect(box).to_have_value("")
    inside.keyboard.type("Certainly")
    press(inside, "Escape", "n")
    expect(box).to_have_value("Between us: no")
    press(inside, "Control+Enter")
    expect(inside.locator(".remark .bubble")).to_have_text("Between us: no")
    expect(box).to_have_value("Certainly")
    expect(inside.locator(".composer")).to_have_attribute("data-how", "public")


def test_it_answers_privately_and_says_what_is_left_of_it(inside: Page) -> None:
    Message.objects.update(sent_at=timezone.now())
    inside.reload()
    press(inside, "j")
    expect_shown(inside, "Amara")
    press(inside, "p")
    expect(inside.locator("b[data-state]")).to_have_text("6 d 23 h left, 0 of 1 used")
    inside.keyboard.type("The list")
    press(inside, "Control+Enter")
    expect(inside.locator(".own .state")).to_contain_text("Private reply · Sending in")
    expect(inside.locator("#rows [aria-current=true]")).to_be_focused()
    assert PlatformCall.objects.get().verb == "private_reply"
    press(inside, "p")
    expect(inside.locator("#said")).to_contain_text("has had its one private reply")


def send_and_go_on(page: Page) -> Route:
    """Answer Amara and look at Thijs while the text is under way; return its request."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/reply/", hold)
    press(page, "j")
    expect_shown(page, "Amara")
    press(page, "r")
    page.keyboard.type("Yes, it is!")
    press(page, "Control+Enter")
    page.locator("#rows .row", has_text="Thijs").click()
    expect_shown(page, "Thijs")
    return held[0]


def test_it_can_take_back_a_text_that_was_taken_after_one_went_on(inside: Page) -> None:
    send_and_go_on(inside).continue_()
    expect(inside.locator("#said")).to_contain_text("Sending…")
    press(inside, "z")
    expect_shown(inside, "Amara")
    expect(inside.get_by_label("Your answer")).to_have_value("Yes, it is!")
    assert PlatformCall.objects.get().status == "cancelled"


def test_it_leaves_no_text_in_the_box_that_was_taken_after_one_went_on(inside: Page) -> None:
    send_and_go_on(inside).continue_()
    expect(inside.locator("#said")).to_contain_text("Sending…")
    inside.locator("#rows .row", has_text="Amara").click()
    expect(inside.locator(".own .bubble")).to_have_text("Yes, it is!")
    expect(inside.get_by_label("Your answer")).to_have_value("")


def test_it_says_that_a_text_was_refused_also_to_who_went_on(inside: Page, cast: Cast) -> None:
    request = send_and_go_on(inside)
    amara = Message.objects.get(identity__name="Amara")
    services.reply(amara, "No, sold out.", by=Actor.person(cast.alice))
    request.continue_()
    expect(inside.locator("#problem")).to_contain_text("Your last text was not sent")
    assert PlatformCall.objects.get().text == "No, sold out."
    until(lambda: Draft.objects.filter(user=cast.bob, text="Yes, it is!").exists(), 10)
    inside.locator("#rows .row", has_text="Amara").click()
    expect(inside.get_by_label("Your answer")).to_have_value("Yes, it is!")


def test_it_says_that_a_text_got_lost_also_to_who_went_on(inside: Page) -> None:
    send_and_go_on(inside).abort()
    expect(inside.locator("#problem")).to_contain_text("Your last text was not sent")
    assert not PlatformCall.objects.exists()
