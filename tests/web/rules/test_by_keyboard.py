"""The rule pages as people use them, without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.audit import SYSTEM
from accounts.models import Event
from automation.models import Mode, Rule
from automation.services import change_rule, parse_body
from tests.factories import make_rule
from tests.web.conftest import Cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_it_writes_a_rule_with_chips_and_saves_it(inside: Page, cast: Cast) -> None:
    inside.goto(cast.url("rules/new/"))
    expect(inside.get_by_label("Name", exact=True)).to_be_focused()
    inside.keyboard.type("Prices")
    words = inside.get_by_label("Words or phrases", exact=True)
    words.focus()
    inside.keyboard.type("price,how much")
    press(inside, "Enter")
    expect(inside.locator(".chips li")).to_have_count(2)
    inside.keyboard.type("oops")
    press(inside, "Enter", "Backspace")
    expect(inside.locator(".chips li")).to_have_count(2)
    expect(inside.locator("#announce")).to_have_text("oops removed")
    expect(inside.locator(".says .sentence")).to_contain_text("contains “price” or “how much”")
    inside.get_by_role("button", name="Reply in public").focus()
    press(inside, "Enter")
    text = inside.get_by_role("textbox", name="Text 1")
    expect(text).to_be_focused()
    inside.keyboard.type("From 25 euros, ")
    inside.get_by_role("button", name="contact.handle").press("Enter")
    expect(text).to_have_value("From 25 euros, {{contact.handle}}")
    expect(inside.locator(".aside .bubble")).to_have_text("From 25 euros, @lotte.bakt")
    press(inside, "Control+s")
    expect(inside.get_by_text("Saved: “Prices”.")).to_be_visible()
    body = Rule.objects.get(name="Prices").version.parsed()
    assert body.conditions.all[0].words == ["price", "how much"]
    assert body.actions[0].variants == ["From 25 euros, {{contact.handle}}"]


def test_it_turns_examples_red_and_green_as_one_types(inside: Page, cast: Cast) -> None:
    rule = make_rule(cast.workspace, mode=Mode.SHADOW, name="Prices")
    inside.goto(cast.url(f"rules/{rule.pk}/"))
    inside.get_by_label("Must match").focus()
    inside.keyboard.type("Wat kost dat?")
    expect(inside.locator(".examples .good mark")).to_have_text("Wat kost")
    press(inside, "Enter")
    inside.keyboard.type("Hallo")
    expect(inside.locator(".examples .wrong")).to_contain_text("Hallo")
    expect(inside.locator(".missing")).to_contain_text("An example is red")


def test_it_makes_chips_of_many_lines_that_are_pasted(inside: Page, cast: Cast) -> None:
    inside.goto(cast.url("rules/new/"))
    words = inside.get_by_label("Words or phrases", exact=True)
    words.evaluate(
        """box => {
            const data = new DataTransfer();
            data.setData("text", "een\\ntwee\\r\\ndrie\\ntwee");
            const how = { clipboardData: data, bubbles: true, cancelable: true };
            box.dispatchEvent(new ClipboardEvent("paste", how));
        }"""
    )
    expect(inside.locator(".chips li span")).to_have_text(["een", "twee", "drie"])
    expect(inside.locator(".says .sentence")).to_contain_text("“drie”")
    inside.get_by_role("button", name="Remove twee").press("Enter")
    expect(inside.locator(".chips li")).to_have_count(2)
    expect(words).to_be_focused()


def test_it_keeps_what_is_written_when_a_row_changes(inside: Page, cast: Cast) -> None:
    inside.goto(cast.url("rules/new/"))
    inside.get_by_label("Name", exact=True).fill("Unfinished")
    inside.get_by_role("button", name="An exception").press("Enter")
    about = inside.get_by_label("About what").nth(1)
    expect(about).to_be_focused()
    about.select_option("flag:vip")
    expect(inside.get_by_label("The message")).to_be_visible()
    expect(inside.get_by_label("Name", exact=True)).to_have_value("Unfinished")
    expect(inside.locator(".says .sentence")).to_contain_text("unless it is by a VIP")
    inside.get_by_role("button", name="Remove this condition").nth(1).press("Enter")
    expect(inside.get_by_label("About what")).to_have_count(1)


def test_it_reorders_rules_by_keys_and_says_so(inside: Page, cast: Cast) -> None:
    rules = [make_rule(cast.workspace, mode=Mode.SHADOW, name=name) for name in ("One", "Two")]
    inside.goto(cast.url("rules/"))
    inside.get_by_role("button", name="Move “Two” up").press("Enter")
    expect(inside.locator("#announce")).to_have_text("“Two” is now number 2 of 3.")
    expect(inside.get_by_role("button", name="Move “Two” up")).to_be_focused()
    press(inside, "Enter")
    expect(inside.locator("#announce")).to_have_text("“Two” is now number 1 of 3.")
    expect(inside.get_by_role("button", name="Move “Two” down")).to_be_focused()
    expect(inside.locator(".rule h3").first).to_have_text("Two")
    assert Rule.objects.get(name="Two").position < Rule.objects.get(pk=rules[0].pk).position


def test_it_reorders_rules_by_dragging(inside: Page, cast: Cast) -> None:
    rules = [make_rule(cast.workspace, mode=Mode.SHADOW, name=name) for name in ("One", "Two")]
    inside.goto(cast.url("rules/"))
    grip = inside.locator(f"#rule-{rules[1].pk} .grip")
    grip.drag_to(inside.locator(f"#rule-{rules[0].pk}"), target_position={"x": 90, "y": 4})
    expect(inside.locator(".rule h3")).to_have_text([cast.rule.name, "Two", "One"])
    inside.wait_for_load_state("networkidle")
    assert Rule.objects.get(name="Two").position < Rule.objects.get(name="One").position


def test_it_goes_live_with_a_reason(inside: Page, cast: Cast) -> None:
    rule = make_rule(cast.workspace, mode=Mode.SHADOW, name="One")
    inside.goto(cast.url("rules/"))
    inside.get_by_label("Mode of “One”").select_option("live")
    reason = inside.get_by_label("Why it goes live now")
    expect(reason).to_be_focused()
    inside.keyboard.type("We did this by hand for years")
    press(inside, "Enter")
    expect(reason).to_have_count(0)
    expect(inside.get_by_label("Mode of “One”")).to_have_value("live")
    rule.refresh_from_db()
    assert rule.mode == Mode.LIVE
    assert Event.objects.filter(target_id=rule.pk, data__override="We did this by hand for years").exists()


def test_it_restores_an_earlier_version(inside: Page, cast: Cast) -> None:
    rule = make_rule(cast.workspace, mode=Mode.SHADOW, name="One")
    body = rule.version.body | {"actions": [{"type": "resolve"}]}
    change_rule(rule, body=parse_body(body), by=SYSTEM)
    inside.goto(cast.url(f"rules/{rule.pk}/versions/"))
    inside.get_by_role("button", name="Restore version 1").press("Enter")
    expect(inside.get_by_role("heading", name="Version 3")).to_be_visible()
    rule.refresh_from_db()
    assert rule.version.parsed().actions[0].type == "reply"


def test_it_starts_from_a_message_in_the_conversation(inside: Page, cast: Cast) -> None:
    inside.goto(cast.url(f"conversations/{cast.conversation.pk}/"))
    inside.get_by_label("More acts").press("Enter")
    inside.get_by_role("link", name="Start a rule from here").press("Enter")
    expect(inside.locator(".chips li span")).to_have_text(["kost", "taart"])
    expect(inside.locator(".examples .good")).to_contain_text("Wat kost deze taart?")


def test_it_fits_every_screen(inside: Page, cast: Cast) -> None:
    rule = make_rule(cast.workspace, mode=Mode.SHADOW, name="W" * 120)
    for width in (390, 1080, 1440):
        inside.set_viewport_size({"width": width, "height": 800})
        for path in ("rules/", "rules/new/", f"rules/{rule.pk}/", f"rules/{rule.pk}/versions/"):
            inside.goto(cast.url(path))
            assert inside.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            overflow = inside.locator(".sheet").evaluate("box => box.scrollWidth - box.clientWidth")
            assert overflow <= 0, (path, width)
