"""The admin in a real browser: nothing that our Content-Security-Policy forbids, nothing that fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page

from accounts.models import User
from automation.models import Rule
from inbox.models import Conversation, Message
from tests.admin.world import Rows, make_owner, make_rows
from tests.factories import make_workspace

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")


@pytest.fixture
def owner(transactional_db: None) -> User:
    return make_owner(make_workspace("alpha"))


@pytest.fixture
def rows(owner: User) -> Rows:
    workspace = owner.memberships.get().workspace
    for number in range(5):
        make_rows(workspace, f"alpha{number}")
    return make_rows(workspace, "alpha")


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, live_server: Any, owner: User) -> Iterator[Page]:
    """A page that is logged in and fails the test for whatever the console complains about."""
    client = Client()
    client.force_login(owner)
    context = browser.new_context(
        base_url=live_server.url, color_scheme=request.param, viewport={"width": 1400, "height": 1000}
    )
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.scheme = request.param  # type: ignore[attr-defined]
    yield page
    context.close()
    assert complaints == []


def _is_complaint(said: ConsoleMessage) -> bool:
    return said.type in {"error", "warning"} and not said.location["url"].endswith("/favicon.ico")


def visit(page: Page, path: str, name: str) -> None:
    answer = page.goto(path)
    assert answer
    assert answer.status == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    picture(page, name)


def picture(page: Page, name: str) -> None:
    if SCREENSHOTS:
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{page.scheme}.png", full_page=True)  # type: ignore[attr-defined]


def test_it_breaks_no_security_policy_on_lists_and_forms(page: Page, rows: Rows) -> None:
    visit(page, "/admin/", "index")
    for model in (Conversation, Message, Rule):
        opts = model._meta
        name = f"admin:{opts.app_label}_{opts.model_name}"
        visit(page, reverse(f"{name}_changelist"), f"{opts.model_name}-list")
        visit(page, reverse(f"{name}_change", args=[rows[model].pk]), f"{opts.model_name}-form")
    visit(page, reverse("admin:accounts_membership_add"), "membership-add")
    visit(page, reverse("admin:inbox_channel_add"), "channel-add")


@pytest.mark.parametrize("action", ["assign", "label", "reply", "rerun_rules"])
def test_it_breaks_no_security_policy_while_triaging(action: str, page: Page, rows: Rows) -> None:
    page.goto(reverse("admin:inbox_conversation_changelist"))
    page.check("#action-toggle")
    page.select_option("select[name=action]", action)
    page.click("button[name=index]")
    page.wait_for_selector("input[name=confirmed]", state="attached")
    picture(page, f"bulk-{action}")
    if action == "label":
        page.fill("input[name=new_label]", "klacht")
        page.click(".submit-row input[type=submit]")
        page.wait_for_selector(".messagelist .success")
        picture(page, "bulk-done")
        assert rows[Conversation].labels.filter(name="klacht").exists()


def test_it_runs_nothing_that_people_wrote(page: Page, rows: Rows) -> None:
    page.on("dialog", lambda dialog: pytest.fail("a comment ran"))
    page.goto(reverse("admin:inbox_message_change", args=[rows[Message].pk]))
    assert "<img src=x onerror" in page.inner_text("#content")
    assert page.locator("img[src=x]").count() == 0
