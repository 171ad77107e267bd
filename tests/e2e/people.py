"""People at browsers, in front of the running system."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.system import System

PASSWORD = "demo-password"
MAKE = """
from accounts.models import Membership, Role, User, Workspace
user, is_new = User.objects.get_or_create(email="{email}", defaults={{"name": "{name}"}})
user.set_password("{password}")
user.save()
workspace = Workspace.objects.get(slug="demo")
Membership.objects.get_or_create(workspace=workspace, user=user, defaults={{"role": Role.AGENT}})
"""


def hire(system: System, name: str) -> str:
    """Make an agent of the demo workspace; return the address to log in with."""
    email = f"{name.lower()}@example.org"
    system.manage("shell", "-c", MAKE.format(email=email, name=name, password=PASSWORD))
    return email


def sit_down(browser: Browser, url: str, email: str) -> tuple[BrowserContext, Page]:
    """Open a browser of somebody's own, logged in, at the inbox and connected."""
    context = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto("/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/**")
    expect_connected(page)
    return context, page


def expect_connected(page: Page, state: str = "live") -> None:
    expect(page.locator("#live")).to_have_attribute("data-state", state, timeout=20_000)
