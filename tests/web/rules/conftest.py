from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import Cast, is_expected


class Posted(HTMLParser):
    """What a browser would post of the rule form on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.area = self.select = ""
        self.is_inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "form":
            self.is_inside = found.get("id") == "rule-form"
        elif not self.is_inside:
            return
        elif tag == "textarea":
            self.area = name
            self.values[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and (self.select not in self.values or "selected" in found):
            self.values[self.select] = [found.get("value") or ""]
        elif (
            tag == "input" and name and (found.get("type") not in {"checkbox", "radio"} or "checked" in found)
        ):
            unset = "on" if found.get("type") == "checkbox" else ""
            self.values.setdefault(name, []).append(found.get("value") or unset)

    def handle_data(self, data: str) -> None:
        if self.area:
            # A browser leaves out the first line end of a textarea, and posts two characters for each.
            before = self.values[self.area][0]
            self.values[self.area][0] = before + (data if before else data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self.values[self.area] = [self.values[self.area][0].replace("\n", "\r\n")]
            self.area = ""
        elif tag == "form":
            self.is_inside = False


def posted(page: str) -> dict[str, list[str]]:
    return Posted(page).values


@pytest.fixture
def alice(cast: Cast, log_in) -> Client:
    return log_in(cast.alice)


@pytest.fixture
def page(live_server, browser: Browser) -> Iterator[Page]:
    """A browser page; what its console complains of fails the test."""
    complaints: list[str] = []
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert [text for text in complaints if not is_expected(text)] == []


@pytest.fixture
def inside(page: Page, cast: Cast) -> Page:
    """Alice, logged in by hand."""
    page.goto("/")
    page.get_by_label("Email").fill(cast.alice.email)
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Inbox", level=2)).to_be_visible()
    return page
