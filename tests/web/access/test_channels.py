"""The pages of channels, as axe-core sees them: at every width and in both themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.factories import make_channel
from tests.web.access.conftest import enter, faults, overflows
from tests.web.conftest import Cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(300),
]


def test_it_has_no_fault_on_the_pages_of_channels(page: Page, cast: Cast, live_server) -> None:
    make_channel(cast.workspace, name="Bakkerij op TikTok", platform="tiktok", status="reconnect")
    enter(page, cast.alice, live_server.url)
    found = []
    for path in ("", f"{cast.channel.pk}/", "new/?platform=youtube"):
        page.goto(cast.url(f"channels/{path}"))
        state = f"channels/{path}"
        found += faults(page, state) + overflows(page, state)
    assert found == []
