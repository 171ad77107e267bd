"""Acts by keys: snooze, assign, label, spam and delete, each taken back; and why one is not possible."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from inbox.models import Conversation, Label, PlatformCall
from tests.factories import make_member
from tests.web.conftest import Cast
from tests.web.triage.conftest import expect_shown, names, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def of(name: str) -> Conversation:
    return Conversation.objects.get(identity__name=name)


def done(page: Page, act: str):
    return page.expect_response(f"**/conversations/{act}/")


def opened(page: Page) -> None:
    press(page, "j")
    expect_shown(page, "Amara")


def test_it_snoozes_until_what_was_typed_and_takes_it_back(inside: Page) -> None:
    opened(inside)
    press(inside, "s")
    expect(inside.get_by_role("option").first).to_contain_text("In 3 hours")
    expect(inside.locator("#picker-about")).to_have_text("Amara")
    inside.keyboard.type("soonish")
    expect(inside.get_by_text("Not understood.")).to_be_visible()
    inside.get_by_role("combobox").fill("over 2 uur")
    expect(inside.get_by_role("option")).to_have_count(1)
    with done(inside, "snooze"):
        press(inside, "Enter")
    expect(inside.locator("#said")).to_contain_text("Snoozed until")
    expect_shown(inside, "Thijs")
    assert "Amara" not in names(inside)
    until = of("Amara").snoozed_until
    assert until is not None
    assert timedelta(minutes=115) < until - timezone.now() < timedelta(minutes=125)
    with done(inside, "undo"):
        press(inside, "z")
    expect_shown(inside, "Amara")
    assert of("Amara").status == "open"


def test_it_assigns_with_four_keys(inside: Page, cast: Cast) -> None:
    zoe = make_member(cast.workspace, name="Zoë Kramer")
    opened(inside)
    with done(inside, "assign"):
        press(inside, "u", "z", "o", "Enter")
    expect(inside.locator("#said")).to_contain_text("Assigned to Zoë Kramer")
    assert of("Amara").assignee == zoe
    expect(inside.locator(".head .marks")).to_contain_text("Zoë Kramer")
    with done(inside, "undo"):
        press(inside, "z")
    assert of("Amara").assignee is None
    with done(inside, "assign"):
        press(inside, "i")
    assert of("Amara").assignee == cast.bob


def test_it_labels_a_selection_with_a_new_label_and_takes_it_back(inside: Page, cast: Cast) -> None:
    Label.objects.create(workspace=cast.workspace, name="Price")
    press(inside, "j", "x", "J")
    expect(inside.locator("#bulk-count")).to_have_text("2 selected")
    press(inside, "l")
    expect(inside.locator("#picker-about")).to_have_text("2 conversations")
    inside.keyboard.type("Stock")
    expect(inside.get_by_role("option")).to_contain_text("New label")
    with done(inside, "label"):
        press(inside, "Enter")
    labelled = Conversation.objects.filter(labels__name="Stock")
    assert {each.identity.name for each in labelled.select_related("identity")} == {"Amara", "Thijs"}
    with done(inside, "undo"):
        press(inside, "z")
    assert not labelled.exists()


def test_it_marks_spam_with_one_key_and_takes_all_of_it_back(inside: Page) -> None:
    opened(inside)
    with done(inside, "spam"):
        press(inside, "!")
    expect_shown(inside, "Thijs")
    assert (of("Amara").status, PlatformCall.objects.get().verb) == ("resolved", "hide")
    with done(inside, "undo"):
        press(inside, "z")
    expect_shown(inside, "Amara")
    assert (of("Amara").status, of("Amara").labels.count()) == ("open", 0)
    assert PlatformCall.objects.get().status == "cancelled"


def test_it_deletes_after_half_an_hour_unless_that_is_taken_back(inside: Page) -> None:
    opened(inside)
    with inside.expect_response("**/remove/"):
        press(inside, "d")
    expect(inside.locator(".state", has_text="Will be deleted at")).to_be_visible()
    expect(inside.locator("#said")).to_contain_text("The author still sees it.")
    assert PlatformCall.objects.filter(verb="remove", status="queued").exists()
    with done(inside, "undo"):
        press(inside, "z")
    expect(inside.locator(".state", has_text="Will be deleted at")).to_have_count(0)
    assert not PlatformCall.objects.filter(status="queued").exists()


def test_it_says_in_the_palette_what_a_platform_cannot_do(inside: Page) -> None:
    opened(inside)
    press(inside, "Control+k")
    inside.get_by_role("combobox", name="Command").fill("like the comment")
    option = inside.get_by_role("option").first
    expect(option).to_have_attribute("aria-disabled", "true")
    expect(option).to_contain_text("Instagram has no “like”.")
    press(inside, "Escape")
    expect(inside.locator("[data-act=like]")).to_have_count(0)
    expect(inside.locator("[data-act=remove]")).to_have_count(1)


def test_it_does_by_the_mouse_what_keys_do(inside: Page) -> None:
    opened(inside)
    inside.get_by_label("More acts").click()
    with done(inside, "block"):
        inside.get_by_role("button", name="Block the author").click()
    expect(inside.locator("#said")).to_contain_text("Author blocked")
    assert of("Amara").identity.blocked_at is not None
    with inside.expect_response("**/hide/"):
        inside.get_by_role("button", name="Hide", exact=True).click()
    assert PlatformCall.objects.filter(verb="hide", status="queued").count() == 1
