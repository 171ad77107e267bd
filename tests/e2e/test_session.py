"""A session over a thousand imported comments: how many keys one handled item takes."""

from __future__ import annotations

import statistics
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.archive import COMPLAINT, PRAISE, QUESTION, write_archive
from tests.e2e.people import expect_connected, hire, sit_down
from tests.e2e.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.alone, pytest.mark.timeout(900)]
STORED, HANDLED = 1000, 40
# What a person presses: praise is done with (`e` goes on by itself), a complaint becomes one's own, a
# question goes to a colleague, found by two letters.
KEYS = {PRAISE: ["e"], COMPLAINT: ["i", "j"], QUESTION: ["u", "b", "r", "Enter", "j"]}


@pytest.fixture
def page(system: System, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Anna before the archive, in a channel of its own."""
    hire(system, "Bram")
    name = f"Archive {uuid.uuid4().hex[:6]}"
    system.manage("import_feed", str(write_archive(tmp_path / "old.jsonl", STORED)), "--channel", name)
    channel = next(each for each in system.get("/channels/") if each["name"] == name)
    context, page = sit_down(browser, system.place.url, hire(system, "Anna"))
    page.goto(f"/w/demo/inbox/?channel={channel['id']}")
    expect_connected(page)
    yield page
    context.close()


def press(page: Page, key: str) -> None:
    """As a person does it: choose what one sees, and go on when it is chosen."""
    if key != "Enter":
        return page.keyboard.press(key)
    expect(page.get_by_role("option").first).to_contain_text("Bram")
    page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    return expect(page.locator("#conversation .head")).to_contain_text("Bram")


def test_it_takes_at_most_two_and_a_half_keys_for_an_item(page: Page) -> None:
    thread = page.locator("#conversation .thread")
    page.keyboard.press("j")
    counts = []
    for number in range(HANDLED):
        expect(thread).to_contain_text(f"nummer {number}.")
        kind = next(each for each in KEYS if each in thread.inner_text())
        for key in KEYS[kind]:
            press(page, key)
        counts.append(len(KEYS[kind]))
    median, mean = statistics.median(counts), statistics.mean(counts)
    sys.stdout.write(f"{HANDLED} of {STORED}: median {median}, mean {mean:.2f} keys an item\n")
    assert median <= 2.5
