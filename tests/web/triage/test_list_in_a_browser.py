"""What the list keeps when it is fresh, and what it tells on hover, focus and in little room."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.audit import Actor
from inbox import services
from inbox.models import Conversation
from inbox.screens import listing
from platforms.base import Author
from tests.factories import NOW, make_message
from tests.web.conftest import Cast
from tests.web.triage.conftest import names, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
REFRESH = "htmx.trigger('#refresh-list', 'refresh')"
FOCUSED = "document.activeElement.id"


def refresh(page: Page) -> None:
    """Have the rows replaced, and wait until they are."""
    page.evaluate("document.querySelector('#rows').firstElementChild.dataset.old = 'yes'")
    page.evaluate(REFRESH)
    expect(page.locator("[data-old]")).to_have_count(0)


def test_it_keeps_the_focus_when_the_list_is_fresh(inside: Page, night: list[Conversation]) -> None:
    for part in ("row", "choose"):
        name = f"{part}-{night[2].pk}"
        inside.locator(f"#{name}").focus()
        refresh(inside)
        inside.wait_for_function(f"{FOCUSED} === '{name}'")


def test_it_goes_on_in_the_place_of_a_row_that_left(
    inside: Page, cast: Cast, night: list[Conversation]
) -> None:
    inside.locator(f"#choose-{night[2].pk}").focus()
    services.resolve([night[2]], by=Actor.person(cast.alice))
    refresh(inside)
    inside.wait_for_function(f"{FOCUSED} === 'row-{night[3].pk}'")


def test_it_goes_on_at_the_first_row_that_was_loaded(
    inside: Page, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 4)
    inside.reload()
    assert len(names(inside)) == 4
    inside.locator("#more").focus()
    press(inside, "Enter")
    expect(inside.locator("#rows .row")).to_have_count(7)
    fifth = inside.locator("#rows .row").nth(4).get_attribute("id")
    inside.wait_for_function(f"{FOCUSED} === '{fifth}'")


def test_it_tells_why_something_is_urgent(inside: Page, cast: Cast, night: list[Conversation]) -> None:
    services.add_priority([night[1]], 30, "VIP", by=Actor.person(cast.bob))
    inside.goto(cast.url("inbox/?sort=priority"))
    assert names(inside)[0] == "Thijs"
    number, reasons = inside.locator(f"#priority-{night[1].pk}"), inside.locator(f"#reasons-{night[1].pk}")
    expect(reasons).to_be_hidden()
    number.hover()
    expect(reasons).to_have_text("+30 VIP")
    expect(reasons).to_be_visible()
    press(inside, "Escape")
    expect(reasons).to_be_hidden()
    number.focus()
    expect(reasons).to_be_visible()
    inside.locator(f"#row-{night[1].pk}").focus()
    expect(reasons).to_be_hidden()


def test_it_changes_the_order_by_keys_and_moves_in_it(inside: Page, cast: Cast) -> None:
    make_message(cast.channel, "newest", author=Author("z1", name="Zed"), occurred_at=NOW, now=NOW)
    press(inside, "g", "w")
    inside.wait_for_url("**/inbox/?sort=waiting")
    first, second = names(inside)[:2]
    press(inside, "j")
    expect(inside.locator("#conversation .head h2")).to_have_text(first)
    press(inside, "j")
    expect(inside.locator("#conversation .head h2")).to_have_text(second)
    assert inside.url.endswith("/?sort=waiting")


def test_it_shows_a_rail_with_names_where_there_is_little_room(inside: Page, cast: Cast) -> None:
    inside.set_viewport_size({"width": 1000, "height": 800})
    entry = inside.locator(".side a.entry", has_text="Unassigned")
    name = entry.locator("[data-name]")
    width = inside.locator("#side").evaluate("side => side.getBoundingClientRect().width")
    assert width == 64
    hidden, shown = "inset(50%)", "none"
    assert name.evaluate("name => getComputedStyle(name).clipPath") == hidden
    entry.focus()
    expect(name).to_have_css("clip-path", shown)
    inside.get_by_role("button", name="Menu").first.click()
    expect(inside.locator("#side")).to_have_css("width", "280px")
