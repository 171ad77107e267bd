"""A day's work by keys alone, with every key counted: workflows that others need clicks for.

A combination counts as one key. What they type to find something is counted, the words of an answer are not.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from config.demo_rules import SAVED_REPLIES
from tests.e2e.people import expect_connected, hire, sit_down
from tests.e2e.system import System, until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.xdist_group("e2e"),
    pytest.mark.timeout(900),
]


class Hands:
    """A person at the keyboard; `count` is how many keys they pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def sees(self, text: str) -> None:
        expect(self.page.locator("#conversation .thread")).to_contain_text(text)

    def row(self, text: str) -> Locator:
        return self.page.locator("#rows .row", has_text=text)

    def begin_at(self, text: str) -> None:
        """Have the comment with this text open, as one has on the way through the list; counts anew."""
        self.page.keyboard.press(".")
        expect(self.row(text)).to_have_count(1)
        while self.row(text).get_attribute("aria-current") != "true":
            self.page.keyboard.press("j")
        self.sees(text)
        self.count = 0


EMPTY = """
from inbox.models import Conversation
Conversation.objects.filter(workspace__slug="demo", status="open").update(status="resolved")
"""


@pytest.fixture(scope="module")
def desk(whole_system: System, browser: Browser) -> Iterator[Page]:
    """Anna at her browser, with Bram for a colleague. What other tests left is out of the way."""
    whole_system.manage("shell", "-c", EMPTY)
    hire(whole_system, "Bram")
    context, page = sit_down(browser, whole_system.place.url, hire(whole_system, "Anna"))
    yield page
    context.close()


@pytest.fixture
def hands(system: System, desk: Page) -> Hands:
    """Anna at an inbox that others have emptied."""
    for conversation in system.get("/conversations/", status="open", page_size=200):
        system.api.post(f"/conversations/{conversation['id']}/resolve/").raise_for_status()
    desk.goto("/w/demo/inbox/")
    expect_connected(desk)
    return Hands(desk)


def arrive(system: System, *texts: str, mark: str) -> list[str]:
    """Have people write these comments; return their ids when Earful knows them all."""
    ids = [system.comment(text, username=f"{mark}{number}") for number, text in enumerate(texts)]
    until(lambda: set(ids) <= {each["external_id"] for each in system.get("/messages/", page_size=200)})
    return ids


@pytest.fixture
def mark() -> str:
    return uuid.uuid4().hex[:6]


def comment(system: System, comment_id: str) -> dict[str, Any]:
    return next(each for each in system.comments() if each["id"] == comment_id)


def calls(system: System, comment_id: str, **query: str) -> list[dict[str, Any]]:
    [message] = [m for m in system.get("/messages/", page_size=200) if m["external_id"] == comment_id]
    return system.get("/platform-calls/", message=message["id"], **query)


def is_resolved(system: System, comment_id: str) -> bool:
    [message] = [m for m in system.get("/messages/", page_size=200) if m["external_id"] == comment_id]
    return system.api.get(f"/conversations/{message['conversation']}/").json()["status"] == "resolved"


def test_it_clears_praise_one_by_one_with_a_key_each(system, hands: Hands, mark: str) -> None:
    texts = [f"Prachtig, {mark} nummer {number}" for number in range(8)]
    ids = arrive(system, *texts, mark=mark)
    hands.press("g", "i")
    expect(hands.row(mark)).to_have_count(len(texts))
    hands.press("j")
    for _ in texts:
        hands.sees(mark)
        hands.press("e")
    until(lambda: all(is_resolved(system, each) for each in ids), 30)
    assert hands.count <= 1.5 * len(texts)


def test_it_clears_all_praise_at_once_in_four_keys(system, hands: Hands, mark: str) -> None:
    ids = arrive(system, *[f"Heerlijk, {mark} nummer {number}" for number in range(8)], mark=mark)
    hands.page.keyboard.press(".")
    expect(hands.row(mark)).to_have_count(8)
    hands.press("*", "a", "e")
    until(lambda: all(is_resolved(system, each) for each in ids), 30)
    assert hands.count <= 4


def test_it_answers_a_repeated_question_in_six_keys(system, hands: Hands, mark: str) -> None:
    name = next(iter(SAVED_REPLIES))
    [asked] = arrive(system, f"Hoe laat open? {mark}", mark=mark)
    hands.begin_at(mark)
    hands.press("r", "/", *name[:2].lower())
    expect(hands.page.get_by_role("option").first).to_be_visible()
    hands.press("Enter")
    expect(hands.page.get_by_label("Your answer")).not_to_have_value("")
    hands.press("Control+Shift+Enter")
    until(lambda: system.replies_to(asked))
    until(lambda: is_resolved(system, asked), 30)
    assert hands.count <= 6


def test_it_hides_an_insult_with_a_key_and_undoes_with_another(system, hands: Hands, mark: str) -> None:
    [insult] = arrive(system, f"Wat een stelletje prutsers {mark}", mark=mark)
    hands.begin_at(mark)
    hands.press("h")
    until(lambda: comment(system, insult)["hidden"])
    assert hands.count <= 1
    hands.press("z")
    until(lambda: not comment(system, insult)["hidden"])


def test_it_sweeps_a_wave_of_spam_in_five_keys(system, hands: Hands, mark: str) -> None:
    wave = [
        f"Verdien thuis 500 euro per dag {mark}, stuur een bericht aan @jij{number}" for number in range(6)
    ]
    ids = arrive(system, *wave, mark=mark)
    hands.begin_at("@jij5")
    hands.press("S")
    expect(hands.page.locator("#bulk-count")).to_have_text("All 6 selected")
    hands.press("h")
    until(lambda: all(comment(system, each)["hidden"] for each in ids), 60)
    assert hands.count <= 5


def test_it_gives_work_to_a_specialist_in_four_keys(system, hands: Hands, mark: str) -> None:
    arrive(system, f"Zit er noten in? {mark}", mark=mark)
    hands.begin_at(mark)
    hands.press("u", "b", "r")
    expect(hands.page.get_by_role("option").first).to_contain_text("Bram")
    hands.press("Enter")
    expect(hands.page.locator("#conversation .head")).to_contain_text("Bram")
    assert hands.count <= 4


def test_it_answers_a_comment_privately_in_two_keys(system, hands: Hands, mark: str) -> None:
    [asked] = arrive(system, f"Waar blijft mijn bestelling? {mark}", mark=mark)
    hands.begin_at(mark)
    hands.press("p")
    hands.write("Stuur ons je bestelnummer!")
    hands.press("Control+Enter")
    [call] = until(lambda: calls(system, asked, status="done"))
    assert call["verb"] == "private_reply"
    assert hands.count <= 3


def test_it_shows_again_what_a_rule_hid_wrongly_with_a_key(system, hands: Hands, mark: str) -> None:
    [hidden] = arrive(system, f"Mijn oom leerde mij over crypto {mark}", mark=mark)
    until(lambda: comment(system, hidden)["hidden"])
    hands.page.goto("/w/demo/inbox/?view=hidden")
    hands.begin_at(mark)
    hands.press("a")
    until(lambda: not comment(system, hidden)["hidden"])
    assert hands.count <= 1


def test_it_explains_what_was_decided_with_a_key(system, hands: Hands, mark: str) -> None:
    [asked] = arrive(system, f"Wat is de levertijd? {mark}", mark=mark)
    until(lambda: calls(system, asked, status="done"))
    hands.page.goto("/w/demo/inbox/?view=all")
    hands.begin_at(mark)
    hands.press("w")
    decision = hands.page.locator("#conversation .decision").first
    expect(decision).to_contain_text("delivery time")
    expect(decision.locator("mark").first).to_have_text("levertijd")
    assert hands.count <= 1
