"""A rule's whole life, by keyboard: written, tried, promoted, misfired, taken back, restored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.system import System, until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.xdist_group("e2e"),
    pytest.mark.timeout(900),
]
STORED = 10_000
EVERY = 100
SPAM = "Verdien snel geld met muntkoorts"


def archive(path: Path) -> Path:
    """Write an archive of ten thousand comments; every hundredth is spam, each in its own words."""
    now = datetime.now(UTC)
    with path.open("w") as file:
        for number in range(STORED):
            text = f"{SPAM} {number}" if number % EVERY == 0 else f"Mooie taart, nummer {number}"
            row = {
                "external_id": f"old{number}",
                "author_handle": f"klant{number % 500}",
                "post_id": f"post{number % 20}",
                "sent_at": (now - timedelta(minutes=number)).isoformat(),
                "text": text,
            }
            file.write(json.dumps(row) + "\n")
    return path


@pytest.fixture
def page(system: System, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=system.place.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    page.get_by_label("Email").focus()
    page.keyboard.type("demo@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("demo-password")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/**")
    yield page
    context.close()
    assert complaints == []


def press(page: Page, role: Any, name: str) -> None:
    """Press a control with the Enter key."""
    page.get_by_role(role, name=name).first.press("Enter")


def the_rule(system: System) -> dict[str, Any]:
    return next(rule for rule in system.get("/rules/") if rule["name"] == "Muntkoorts")


def choose_mode(system: System, page: Page, mode: str) -> None:
    page.goto("/w/demo/rules/")
    choice = page.get_by_label("Mode of “Muntkoorts”")
    choice.focus()
    page.keyboard.type(mode)  # as a list is chosen from by keys
    until(lambda: the_rule(system)["mode"] == mode)


def decided(system: System, comment_id: str) -> dict[str, Any] | None:
    """Return the decision about a comment of the simulator, once there is one."""
    found = [m for m in system.get("/messages/", page_size=200) if m["external_id"] == comment_id]
    decisions = system.get("/decisions/", message=found[0]["id"]) if found else []
    return {**decisions[0], "conversation": found[0]["conversation"]} if decisions else None


def is_hidden(system: System, comment_id: str) -> bool:
    return bool(next(c for c in system.comments() if c["id"] == comment_id)["hidden"])


def test_a_rule_lives_its_whole_life(system: System, page: Page, tmp_path: Path) -> None:
    told = system.manage("import_feed", str(archive(tmp_path / "old.jsonl")), "--channel", "Archive")
    assert f"{STORED:,}" in told or str(STORED) in told
    write_from_a_message(system, page)
    backtest(page)
    shadow(system, page)
    suggest(system, page)
    live(system, page)
    hidden = misfire(system, page)
    undo(system, page, hidden)
    restore(system, page)


def write_from_a_message(system: System, page: Page) -> None:
    spam = next(m for m in system.get("/messages/", page_size=200) if m["text"].startswith(SPAM))
    page.goto(f"/w/demo/conversations/{spam['conversation']}/")
    page.get_by_label("More acts").first.press("Enter")
    press(page, "link", "Start a rule from here")
    expect(page.locator(".chips li span").first).to_be_visible()
    while page.locator(".chips li").count():
        press(page, "button", f"Remove {page.locator('.chips li span').first.inner_text()}")
    name = page.get_by_label("Name", exact=True)
    name.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Muntkoorts")
    page.get_by_label("Words or phrases", exact=True).focus()
    page.keyboard.type("muntkoorts")
    page.keyboard.press("Enter")
    for group in page.get_by_role("group", name="Posts").all():
        for box in group.get_by_role("checkbox", checked=True).all():
            box.focus()
            page.keyboard.press("Space")
    page.get_by_role("button", name="Hide").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".says .sentence")).to_contain_text("hide it")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved: “Muntkoorts”.")).to_be_visible()


def backtest(page: Page) -> None:
    press(page, "button", "Backtest")
    expect(page.locator("#backtest .result")).to_contain_text(f"{STORED // EVERY} of", timeout=60_000)
    expect(page.locator("#backtest .samples mark").first).to_have_text("muntkoorts")


def shadow(system: System, page: Page) -> None:
    comment = system.comment(f"{SPAM} in shadow", username="s1")
    decision = until(lambda: decided(system, comment))
    assert (decision["outcome"], is_hidden(system, comment)) == ("shadow", False)
    message = decision["message"]
    page.goto(f"/w/demo/messages/{message}/decision/")
    page.get_by_role("button", name="Yes").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Muntkoorts").first).to_be_visible()


def suggest(system: System, page: Page) -> None:
    choose_mode(system, page, "suggest")
    comment = system.comment(f"{SPAM} as a suggestion", username="s2")
    assert until(lambda: decided(system, comment))["outcome"] == "suggested"
    page.goto("/w/demo/review/")
    expect(page.get_by_text("as a suggestion")).to_be_visible()
    page.keyboard.press("a")
    until(lambda: is_hidden(system, comment))


def live(system: System, page: Page) -> None:
    choose_mode(system, page, "live")
    comment = system.comment(f"{SPAM} for real", username="s3")
    until(lambda: is_hidden(system, comment))


def misfire(system: System, page: Page) -> list[str]:
    """Add a word that everybody uses; return the comments of friends that were hidden for it."""
    page.goto("/w/demo/rules/")
    press(page, "link", "Muntkoorts")
    # Other tests' comments come to this channel too: of all of them these are a small part.
    page.locator("#part-limits summary").press("Enter")
    part = page.get_by_label("Pauses itself above")
    part.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.get_by_label("Words or phrases", exact=True).focus()
    page.keyboard.type("vandaag")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved: “Muntkoorts”.")).to_be_visible()
    friends = [system.comment(f"Lekker weer vandaag {n}", username=f"friend{n}") for n in range(40)]
    until(lambda: the_rule(system)["paused_at"])
    until(lambda: decided(system, friends[-1]))
    until(lambda: not system.get("/platform-calls/", status="queued"))
    page.goto("/w/demo/inbox/")
    expect(page.get_by_text("paused").first).to_be_visible()
    hidden = [comment for comment in friends if is_hidden(system, comment)]
    assert len(hidden) >= 10  # what it hid before, in the same ten minutes, counts towards the twenty
    late = system.comment("Lekker weer vandaag, nog steeds", username="late")
    until(lambda: decided(system, late))
    assert not is_hidden(system, late)
    return hidden


def undo(system: System, page: Page, hidden: list[str]) -> None:
    page.goto(f"/w/demo/rules/{the_rule(system)['id']}/undo/")
    press(page, "button", "Take it back")
    until(lambda: not any(is_hidden(system, comment) for comment in hidden))


def restore(system: System, page: Page) -> None:
    page.goto(f"/w/demo/rules/{the_rule(system)['id']}/versions/")
    press(page, "button", "Restore version 1")
    expect(page.get_by_role("heading", name="Version 3")).to_be_visible()
    page.goto("/w/demo/brakes/")
    press(page, "button", "Resume")
    until(lambda: not the_rule(system)["paused_at"])
    spam = system.comment(f"{SPAM} again", username="s4")
    friend = system.comment("Lekker weer vandaag, weer", username="friend99")
    until(lambda: is_hidden(system, spam))
    until(lambda: decided(system, friend))
    assert not is_hidden(system, friend)
