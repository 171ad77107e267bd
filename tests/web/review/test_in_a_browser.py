"""The review queue by keyboard, as people use it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from automation.models import Rule, Suggestion, WordList
from inbox.models import Message, PlatformCall
from tests.web.conftest import Cast
from tests.web.review.conftest import at_queue, hold, log_in, suggest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def two(cast: Cast) -> tuple[Suggestion, Suggestion]:
    """Two suggestions, the one that is on top first."""
    return suggest(cast, "Eh, wat kost dat?", "Zoe"), cast.suggestion


def card_of(page: Page, message_id: int):
    return page.locator(f"#case-{message_id}")


def status_of(suggestion: Suggestion) -> str:
    suggestion.refresh_from_db()
    return suggestion.status


def test_it_approves_and_rejects_by_one_key_each(page: Page, cast: Cast, two) -> None:
    top, below = two
    at_queue(page, cast, cast.bob)
    expect(card_of(page, top.message_id)).to_be_focused()
    page.keyboard.press("a")
    expect(card_of(page, top.message_id)).to_have_count(0)
    expect(page.locator(".toasted")).to_contain_text("Approved")
    expect(card_of(page, below.message_id)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    assert (status_of(top), status_of(below)) == ("approved", "rejected")
    assert PlatformCall.objects.get().text == "Vanaf 25 euro!"


def test_it_edits_the_text_and_approves_it(page: Page, cast: Cast) -> None:
    at_queue(page, cast, cast.bob)
    page.keyboard.press("e")
    page.keyboard.type(" En met slagroom.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toasted")).to_contain_text("Approved")
    assert PlatformCall.objects.get().text == "Vanaf 25 euro! En met slagroom."


def test_it_types_letters_into_a_text_and_acts_on_nothing(page: Page, cast: Cast, two) -> None:
    at_queue(page, cast, cast.bob)
    page.keyboard.press("e")
    page.keyboard.type("axhrujk")
    page.keyboard.press("Escape")
    expect(card_of(page, two[0].message_id)).to_be_focused()
    assert Suggestion.objects.filter(status="pending").count() == 2


def test_it_takes_the_last_decision_back(page: Page, cast: Cast, two) -> None:
    at_queue(page, cast, cast.bob)
    page.keyboard.press("x")
    expect(page.locator("#undo")).to_be_visible()
    page.keyboard.press("u")
    expect(card_of(page, two[0].message_id)).to_be_focused()
    assert status_of(two[0]) == "pending"


def test_it_moves_with_keys_and_opens_the_conversation(page: Page, cast: Cast, two) -> None:
    at_queue(page, cast, cast.bob)
    page.keyboard.press("j")
    expect(card_of(page, two[1].message_id)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(card_of(page, two[0].message_id)).to_have_attribute("aria-current", "true")
    expect(page.locator(".case[aria-current]")).to_have_count(1)
    page.keyboard.press("o")
    expect(page.locator(".head h2")).to_have_text("Zoe")


def test_it_never_acts_on_a_card_that_is_out_of_sight(page: Page, cast: Cast) -> None:
    for number in range(6):
        suggest(cast, f"wat kost nummer {number}?", f"Person {number}")
    at_queue(page, cast, cast.bob)
    page.locator(".sheet").evaluate("sheet => { sheet.scrollTop = sheet.scrollHeight; }")
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert not PlatformCall.objects.exists()
    expect(page.locator(".case[aria-current]")).to_be_in_viewport()
    page.keyboard.press("a")
    expect(page.locator(".toasted")).to_contain_text("Approved")


def test_it_shows_a_held_message_again_with_an_exception(
    page: Page, cast: Cast, holding: Rule, scams: WordList
) -> None:
    message = hold(cast, "my crypto-cake was great")
    at_queue(page, cast, cast.alice)
    page.keyboard.press("a")
    expect(page.locator("#phrase")).to_have_value("crypto-cake")
    page.keyboard.press("+")
    expect(page.locator("#phrase")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".toasted")).to_contain_text("Added to “scams”")
    scams.refresh_from_db()
    assert scams.version.exceptions == ["crypto-cake"]
    assert PlatformCall.objects.get(verb="unhide").message_id == message.pk


def test_it_hides_for_good_what_is_held(page: Page, cast: Cast, holding: Rule) -> None:
    message = hold(cast, "a scam")
    at_queue(page, cast, cast.bob)
    page.keyboard.press("h")
    expect(page.locator(".toasted")).to_contain_text("Hidden for good")
    assert PlatformCall.objects.get(verb="hide").message_id == message.pk


def test_it_brings_the_card_back_and_says_why_an_act_failed(page: Page, cast: Cast, two) -> None:
    at_queue(page, cast, cast.bob)
    Message.objects.filter(pk=two[0].message_id).update(visibility="removed")
    page.keyboard.press("a")
    expect(card_of(page, two[0].message_id).get_by_role("alert")).to_be_visible()
    assert status_of(two[0]) == "pending"


def test_it_tells_the_second_of_two_people(page: Page, cast: Cast) -> None:
    at_queue(page, cast, cast.bob)
    Suggestion.objects.update(status="approved", decided_by=cast.alice)
    page.keyboard.press("a")
    expect(page.locator(".case.told")).to_contain_text(f"{cast.alice} approved this already.")
    assert not PlatformCall.objects.exists()


def test_it_says_how_many_are_new_and_marks_what_is_gone(page: Page, cast: Cast, two) -> None:
    at_queue(page, cast, cast.bob)
    suggest(cast, "what's the price?", "Yara")
    Suggestion.objects.filter(pk=cast.suggestion.pk).update(status="rejected", decided_by=cast.alice)
    page.evaluate("document.dispatchEvent(new CustomEvent('earful:live', {detail: {more: true}}))")
    expect(page.locator("#fresh")).to_have_text("1 new")
    expect(card_of(page, cast.message.pk)).to_contain_text("Somebody has dealt with this meanwhile.")
    expect(card_of(page, two[0].message_id)).to_be_focused()
    page.keyboard.press(".")
    expect(page.locator(".case")).to_have_count(2)


def test_it_leaves_single_keys_alone_when_they_are_off(page: Page, cast: Cast) -> None:
    at_queue(page, cast, cast.bob)
    page.keyboard.press("?")
    page.get_by_label("Single keys act on this device").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert not PlatformCall.objects.exists()


def test_it_shows_what_is_stopped_on_every_page_and_ends_it(page: Page, cast: Cast) -> None:
    type(cast.workspace).objects.update(is_automation_on=False)
    Rule.objects.update(paused_at="2026-03-02T12:00Z", paused_reason="It acted on 61 of 140 messages.")
    log_in(page, cast.alice)
    for path in ("inbox/", "review/", "brakes/", "lists/"):
        page.goto(cast.url(path))
        expect(page.locator("#brakes")).to_contain_text("Automation is switched off")
        expect(page.locator("#brakes")).to_contain_text("61 of 140 messages")
    page.locator("#brakes").get_by_role("button", name="Resume").click()
    expect(page.locator("#brakes")).not_to_contain_text("61 of 140")
    page.locator("#brakes").get_by_role("button", name="Switch on").click()
    expect(page.locator("#brakes")).to_be_empty()
    assert page.url.endswith("/lists/")


def test_it_tries_a_list_as_one_types(page: Page, cast: Cast, scams: WordList) -> None:
    log_in(page, cast.alice)
    page.goto(cast.url(f"lists/{scams.pk}/"))
    page.get_by_label("A text to try").fill("what a sc4m")
    expect(page.locator("#tried mark")).to_have_text("sc4m")
    page.get_by_label("Words").fill("scam | 1 | en | as written")
    expect(page.locator("#tried")).to_contain_text("Not found")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_role("button", name="Restore")).to_have_count(1)


@pytest.mark.parametrize("width", [390, 1080, 1440])
def test_it_never_becomes_wider_than_the_screen(page: Page, cast: Cast, holding: Rule, width: int) -> None:
    hold(cast, "scam " + "x" * 3000, "Z" + "\u0300\u0321" * 100)
    suggest(cast, "wat kost " + "W" * 3000, "<b>" * 60)
    log_in(page, cast.alice)
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("review/", "brakes/", "lists/", "lists/new/"):
        page.goto(cast.url(path))
        sheet = page.locator(".sheet")
        assert sheet.evaluate("sheet => sheet.scrollWidth - sheet.clientWidth") <= 0, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_it_goes_to_a_view_by_two_keys_and_leaves_the_card_alone(page: Page, cast: Cast, two) -> None:
    at_queue(page, cast, cast.bob)
    expect(card_of(page, two[0].message_id)).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/inbox/?view=ads")
    assert [status_of(each) for each in two] == ["pending", "pending"]


def test_it_goes_to_a_page_by_the_palette(page: Page, cast: Cast, two) -> None:
    at_queue(page, cast, cast.bob)
    page.keyboard.press("Control+k")
    page.keyboard.type("word l")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lists/")
    expect(page.locator("[data-count=inbox]")).not_to_be_empty()
