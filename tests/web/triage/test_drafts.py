"""Drafts of two kinds in a browser: an answer and a note lie side by side, and never mix."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from inbox.models import Draft, Message, Note, PlatformCall
from platforms.base import Author
from tests.e2e.system import until
from tests.factories import make_message
from tests.web.conftest import Cast
from tests.web.triage.conftest import expect_shown, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def expect_typed(page: Page, how: str, text: str) -> None:
    expect(page.locator(".composer")).to_have_attribute("data-how", how)
    expect(page.get_by_label("Your answer")).to_have_value(text)


def kept() -> dict[str, str]:
    return dict(Draft.objects.values_list("how", "text"))


@pytest.fixture
def at_amara(inside: Page) -> Page:
    press(inside, "j")
    expect_shown(inside, "Amara")
    return inside


def test_it_never_puts_a_note_into_an_answer_that_is_taken_back(at_amara: Page) -> None:
    press(at_amara, "r")
    at_amara.keyboard.type("Yes, it is!")
    press(at_amara, "Control+Enter")
    expect(at_amara.locator("#said")).to_contain_text("Sending")
    press(at_amara, "n")
    at_amara.keyboard.type("known troublemaker, lawyer involved")
    press(at_amara, "Escape", "z")
    expect(at_amara.locator("#said")).to_contain_text("it is a draft again")
    expect_typed(at_amara, "public", "Yes, it is!")
    press(at_amara, "n")
    expect_typed(at_amara, "note", "known troublemaker, lawyer involved")
    assert PlatformCall.objects.get().status == "cancelled"
    assert kept() == {"public": "Yes, it is!", "note": "known troublemaker, lawyer involved"}


def test_it_keeps_an_answer_and_a_note_through_a_reload(at_amara: Page) -> None:
    press(at_amara, "r")
    at_amara.keyboard.type("Certainly")
    press(at_amara, "Escape", "n")
    at_amara.keyboard.type("Between us: no")
    until(lambda: kept() == {"public": "Certainly", "note": "Between us: no"}, 10)
    at_amara.reload()
    expect_typed(at_amara, "public", "Certainly")
    press(at_amara, "n")
    expect_typed(at_amara, "note", "Between us: no")
    press(at_amara, "Escape", "r")
    expect_typed(at_amara, "public", "Certainly")


def test_it_keeps_the_answer_when_a_note_is_added_beside_it(at_amara: Page) -> None:
    press(at_amara, "r")
    at_amara.keyboard.type("Certainly")
    press(at_amara, "Escape", "n")
    at_amara.keyboard.type("Between us: no")
    press(at_amara, "Control+Enter")
    expect(at_amara.locator(".remark .bubble")).to_have_text("Between us: no")
    expect_typed(at_amara, "public", "Certainly")
    press(at_amara, "j")
    expect_shown(at_amara, "Thijs")
    press(at_amara, "k")
    expect_shown(at_amara, "Amara")
    expect_typed(at_amara, "public", "Certainly")
    until(lambda: kept() == {"public": "Certainly"}, 10)
    at_amara.reload()
    expect_typed(at_amara, "public", "Certainly")


def test_it_makes_a_note_that_is_taken_back_a_draft_beside_the_answer(at_amara: Page) -> None:
    press(at_amara, "r")
    at_amara.keyboard.type("Certainly")
    press(at_amara, "Escape", "n")
    at_amara.keyboard.type("Between us: no")
    press(at_amara, "Control+Enter")
    expect(at_amara.locator(".remark")).to_have_count(1)
    press(at_amara, "z")
    expect(at_amara.locator(".remark")).to_have_count(0)
    expect_typed(at_amara, "note", "Between us: no")
    assert not Note.objects.exists()
    press(at_amara, "r")
    expect_typed(at_amara, "public", "Certainly")


def test_it_stays_a_note_when_the_form_for_another_message_comes_late(inside: Page, cast: Cast) -> None:
    first = Message.objects.get(identity__name="Amara")
    author = Author("n1", handle="amara", name="Amara")
    make_message(cast.channel, "And in blue?", author=author, parent_id=first.external_id)
    inside.reload()
    inside.locator("#rows .row", has_text="Amara").click()
    expect(inside.locator(".thread .message:not(.own)")).to_have_count(2)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    inside.route("**/conversations/*/?to=*", hold)
    press(inside, "r", "Escape")
    with inside.expect_request("**/conversations/*/?to=*"):
        press(inside, "[")
    press(inside, "n")
    inside.keyboard.type("Between us: no")
    with inside.expect_response("**/conversations/*/?to=*"):
        held[0].continue_()
    expect(inside.locator(".composer")).to_have_attribute("data-message", str(first.pk))
    expect_typed(inside, "note", "Between us: no")
    press(inside, "Escape", "r")
    expect_typed(inside, "public", "")
