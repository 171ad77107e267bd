"""Several people and several tabs at the same inbox, through real processes."""

from __future__ import annotations

import statistics
import sys
import time
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.line import Line
from tests.e2e.people import expect_connected, hire, sit_down
from tests.e2e.system import System, until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.xdist_group("e2e"),
    pytest.mark.timeout(900),
]
Desk = tuple[BrowserContext, Page]


def named(text: str) -> str:
    """A text that nobody else wrote, nor this test when it was tried before."""
    return f"{text} {uuid.uuid4().hex[:6]}"


@pytest.fixture(scope="module")
def emails(whole_system: System) -> list[str]:
    return [hire(whole_system, name) for name in ("Anna", "Bram")]


@pytest.fixture
def line(system: System) -> Iterator[Line]:
    line = Line(system.place.port)
    yield line
    line.close()


@pytest.fixture
def anna(system: System, browser: Browser, emails: list[str], line: Line) -> Iterator[Desk]:
    """Anna's line can be cut; Bram's cannot."""
    desk = sit_down(browser, f"http://127.0.0.1:{line.port}", emails[0])
    yield desk
    desk[0].close()


@pytest.fixture
def bram(system: System, browser: Browser, emails: list[str]) -> Iterator[Desk]:
    desk = sit_down(browser, system.place.url, emails[1])
    yield desk
    desk[0].close()


def row(page: Page, text: str):
    return page.locator("#rows .row", has_text=text)


def open_row(page: Page, text: str) -> None:
    row(page, text).click()
    expect(page.locator("#conversation .thread")).to_contain_text(text)


GONE = """text => new Promise(done => {
    const look = () => {
        if ([...document.querySelectorAll("#rows .row")].some(row => row.textContent.includes(text))) return;
        observer.disconnect();
        done(Date.now());
    };
    const observer = new MutationObserver(look);
    observer.observe(document.querySelector("#rows"), { childList: true, subtree: true });
    look();
})"""


def watch_until_gone(page: Page, text: str) -> None:
    """Have a page write down, by the machine's clock, when this row leaves its list."""
    page.evaluate(f"text => {{ window.gone = ({GONE})(text); }}", text)


def asks_for_events(context: BrowserContext) -> list[str]:
    """Return a list that grows with every stream that this browser opens."""
    found: list[str] = []
    context.on("request", lambda request: found.append(request.url) if "/events/" in request.url else None)
    return found


@pytest.mark.alone
def test_what_one_does_appears_at_the_other_soon(system, anna: Desk, bram: Desk) -> None:
    here, there = anna[1], bram[1]
    texts = [named("Mooie etalage!") for _ in range(5)]
    for text in texts:
        system.comment(text, username="kijker")
    for page in (here, there):
        expect(row(page, texts[-1])).to_be_visible()
    seconds = []
    for text in texts:
        open_row(here, text)
        # Each act for itself: a list is asked for again once a second at most.
        time.sleep(1.2)
        watch_until_gone(there, text)
        pressed = time.time()
        here.keyboard.press("e")
        seconds.append(there.evaluate("window.gone") / 1000 - pressed)
    sys.stdout.write(f"seen by the other after {sorted(round(each, 2) for each in seconds)} s\n")
    assert statistics.median(seconds) < 5  # on a loaded machine; the line above tells what it was


def test_each_sees_whether_the_other_looks_or_answers(system, anna: Desk, bram: Desk) -> None:
    text = named("Zijn jullie open?")
    system.comment(text, username="vroeg")
    for page in (anna[1], bram[1]):
        open_row(page, text)
    expect(bram[1].locator("#present")).to_have_text("Anna is looking")
    expect(anna[1].locator("#present")).to_have_text("Bram is looking")
    anna[1].keyboard.press("r")
    anna[1].keyboard.type("Ja!")
    expect(bram[1].locator("#present")).to_have_text("Anna is answering…")
    anna[1].close()
    expect(bram[1].locator("#present")).to_have_text("")


def test_of_two_who_answer_at_the_same_moment_one_is_warned(system, anna: Desk, bram: Desk) -> None:
    text = named("Bakken jullie ook op zondag?")
    asked = system.comment(text, username="zondag")
    pages = {"Anna": anna[1], "Bram": bram[1]}
    for name, page in pages.items():
        open_row(page, text)
        page.keyboard.press("r")
        page.keyboard.type(f"Ja hoor! Groet, {name}")
    for page in pages.values():
        page.keyboard.press("Control+Enter")
    [reply] = until(lambda: system.replies_to(asked))
    first = reply["text"].split()[-1]
    second = next(page for name, page in pages.items() if name != first)
    warning = second.locator("#conversation [role=alert]")
    expect(warning).to_contain_text(f"Groet, {first}”. Send yours as well?")
    until(lambda: not system.get("/platform-calls/", status="queued"))
    assert len(system.replies_to(asked)) == 1
    second.locator(".composer textarea").press("Control+Enter")
    until(lambda: len(system.replies_to(asked)) == 2)


def test_what_is_new_waits_and_nothing_moves_away_under_who_is_at_the_list(system, anna: Desk) -> None:
    page, text, new = anna[1], named("Ligt hier al"), named("Komt erbij")
    system.comment(text, username="oud")
    open_row(page, text)
    before = row(page, text).bounding_box()
    system.comment(new, username="nieuw")
    expect(page.locator("#new")).to_have_text("1 new")
    expect(row(page, new)).to_have_count(0)
    after = row(page, text).bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 1
    page.keyboard.press(".")
    expect(row(page, new)).to_be_visible()
    expect(page.locator("#new")).to_be_hidden()


def test_nothing_is_missing_when_the_line_was_cut(system, anna: Desk, line: Line) -> None:
    page, text, missed = anna[1], named("Voor de storing"), named("Tijdens de storing")
    system.comment(text, username="eerst")
    open_row(page, text)
    line.cut()
    expect_connected(page, "reconnecting")
    for number in range(3):
        system.comment(f"{missed} {number}", username=f"tijdens{number}")
    until(lambda: sum(missed in each["text"] for each in system.get("/messages/")) == 3)
    expect(row(page, missed)).to_have_count(0)
    line.restore()
    expect_connected(page)
    page.keyboard.press(".")
    expect(row(page, missed)).to_have_count(3)


def test_the_tabs_of_a_browser_share_one_stream(system, anna: Desk, line: Line) -> None:
    context, first = anna
    streams = asks_for_events(context)
    second, third = context.new_page(), context.new_page()
    for page in (second, third):
        page.goto("/w/demo/inbox/")
        expect_connected(page)
    assert streams == []
    text = named("Voor alle tabbladen")
    system.comment(text, username="tab")
    for page in (first, second, third):
        expect(row(page, text)).to_be_visible()
    line.cut()
    for page in (first, second, third):
        expect_connected(page, "reconnecting")
    line.restore()
    first.close()
    for page in (second, third):
        expect_connected(page)
    text = named("Na de overname")
    system.comment(text, username="tab")
    for page in (second, third):
        expect(row(page, text)).to_be_visible()


def test_a_tab_in_sight_takes_over_from_one_that_is_frozen(system, anna: Desk) -> None:
    context, first = anna
    second = context.new_page()
    second.goto("/w/demo/inbox/")
    expect_connected(second)
    streams = asks_for_events(context)
    # A dialog that nobody answers stops a tab as freezing does, and holds on to its lock.
    first.on("dialog", lambda dialog: None)
    first.evaluate("() => void setTimeout(() => alert('Wait'))")
    until(lambda: streams or second.wait_for_timeout(200), 30)
    text = named("Na het bevriezen")
    system.comment(text, username="ijs")
    expect(row(second, text)).to_be_visible()
