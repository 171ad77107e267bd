"""A file of one's own, from choosing it to the first suggested reply, in a browser."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from inbox.models import FileImport
from inbox.uploads import runs
from tests.web.conftest import Cast
from tests.web.triage.conftest import log_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
FEED = b"Comment,Author\nWat kost deze taart?,Noor\nMooi!,Sem\n"


def test_it_leads_from_a_file_to_the_first_suggested_reply(page: Page, cast: Cast) -> None:
    log_in(page, cast.bob)
    page.get_by_role("link", name="Import", exact=True).click()
    feed = {"name": "feed.csv", "mimeType": "text/csv", "buffer": FEED}
    page.get_by_label("A file with comments or messages").set_input_files(files=[feed])
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_role("cell", name="Wat kost deze taart?")).to_be_visible()
    page.get_by_label("Channel", exact=True).fill("My archive")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_label("Importing")).to_be_visible()
    run = FileImport.objects.get()
    runs.go_on(run.pk, now=timezone.now())
    expect(page.get_by_text("Rows read")).to_be_visible()
    page.get_by_role("button", name="Let the rules suggest").click()
    expect(page.get_by_text("Noor", exact=True).first).to_be_visible()
