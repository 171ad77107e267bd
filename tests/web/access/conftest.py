from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from accounts.models import User
from tests.web.conftest import is_expected

WIDTHS = (1440, 1080, 390)
# WCAG 2.0 to 2.2, A and AA, and what axe-core holds to be good practice beside them.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Between light and dark nothing differs but colours.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
LISTEN = """window.refused = [];
addEventListener("securitypolicyviolation", (event) => refused.push(event.violatedDirective));"""
ASK = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}"""


@pytest.fixture
def page(live_server, browser: Browser) -> Iterator[Page]:
    """A browser page; a line of its console or a refusal of the Content-Security-Policy fails the test."""
    complaints: list[str] = []
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    known = ("503", "ERR_FAILED")
    serious = [
        text for text in complaints if not is_expected(text) and not any(part in text for part in known)
    ]
    page.unroute_all(behavior="ignoreErrors")
    page.goto("about:blank")
    context.close()
    assert serious == []


def enter(page: Page, user: User, live_server_url: str) -> None:
    """Let the browser be logged in as this person."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server_url}]
    )


def faults(page: Page, state: str) -> list[str]:
    """Return what axe-core finds wrong, at three widths and in both themes, and what the policy refused."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT + "; null")
    found = [f"{state}: refused {each}" for each in page.evaluate("refused")]
    for theme, rules in (("light", TAGS), ("dark", OF_COLOUR)):
        page.emulate_media(color_scheme=theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{state}, {theme}, {width}: {fault}" for fault in page.evaluate(ASK, rules)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def overflows(page: Page, state: str, widths: tuple[int, ...] = (640, 390, 320)) -> list[str]:
    """Return what is wider than the window: 640 and 320 pixels are 200 % and 400 % of zoom."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{state}, {width}: {what}" for what in page.evaluate(WIDER)]
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


WIDER = """() => {
  const seen = document.documentElement.clientWidth, wide = [];
  const scrolls = (box) => /auto|scroll|hidden|clip/.test(getComputedStyle(box).overflowX);
  const isUnseen = (box) => box.closest(".unseen, .skip, [popover]:not(:popover-open)");
  for (const box of document.querySelectorAll("body *")) {
    const { right, left, width } = box.getBoundingClientRect();
    if (!width || (right <= seen + 1 && left >= -1) || isUnseen(box)) continue;
    let outer = box.parentElement;
    while (outer && !scrolls(outer)) outer = outer.parentElement;
    if (!outer || outer === document.body) wide.push(`${box.tagName}.${box.className} ends at ${right}`);
  }
  const page = document.documentElement.scrollWidth;
  if (page > seen) wide.push(`the page scrolls to ${page}`);
  for (const pane of document.querySelectorAll(".sheet, #rows, .scroll, .side, .dialog[open]")) {
    const { clientWidth, scrollWidth } = pane, name = pane.id || pane.className;
    if (clientWidth && scrollWidth > clientWidth + 1) wide.push(`${name}: ${scrollWidth} > ${clientWidth}`);
  }
  return wide.slice(0, 8);
}"""


def covered(page: Page, state: str) -> list[str]:
    """Return what lies wholly below a message when it has the focus (WCAG 2.4.11), at two widths."""
    found = []
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 700})
        found += [f"{state}, {width}: {what} is covered" for what in page.evaluate(COVERED)]
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


COVERED = """() => {
  const toasts = [...document.querySelectorAll(".toast:not([hidden])")];
  const over = toasts.map((toast) => toast.getBoundingClientRect());
  const isCovered = (box) => over.some((toast) => box.left >= toast.left && box.right <= toast.right
    && box.top >= toast.top && box.bottom <= toast.bottom);
  const before = document.activeElement, found = [];
  for (const spot of document.querySelectorAll("a[href], button, input, textarea, summary, [tabindex='0']")) {
    if (!spot.checkVisibility() || spot.closest(".toast")) continue;
    spot.focus();
    if (isCovered(spot.getBoundingClientRect())) found.push(spot.outerHTML.slice(0, 120));
  }
  before.focus();
  return found;
}"""
