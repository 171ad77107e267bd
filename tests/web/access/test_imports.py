"""The pages of imports: nothing that axe-core finds, and nothing wider than the window."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from inbox.models import FileImport
from inbox.uploads.files import path_of
from tests.inbox.uploads.conftest import packed
from tests.web.access.conftest import enter, faults, overflows
from tests.web.conftest import Cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(300),
]
TABLE = (
    b"text,sent_at,a_rather_long_name_of_a_column_that_nobody_needs\nWat kost deze taart?,,\nMooi!,vandaag,\n"
)


def put(cast: Cast, name: str, content: bytes, form: str, **fields: object) -> FileImport:
    run = FileImport.objects.create(
        workspace=cast.workspace, name=name, form=form, choices={"channel": "Archive"}, **fields
    )
    path_of(run).write_bytes(content)
    return run


def test_it_has_no_fault_on_the_pages_of_imports(page: Page, cast: Cast, live_server) -> None:
    enter(page, cast.alice, live_server.url)
    counts = {"rows": 3, "new": 2, "known": 0, "bad": 1}
    states = {
        "table": put(cast, "feed.csv", TABLE, "rows"),
        "export": put(cast, "instagram.zip", packed("instagram"), "export"),
        "progress": put(cast, "half.csv", TABLE, "rows", status="running", total=10, done=5, counts=counts),
        "over": put(cast, "done.csv", TABLE, "rows", status="done", channel=cast.channel, counts=counts),
    }
    page.goto(cast.url("imports/"))
    found = faults(page, "list") + overflows(page, "list")
    for state, run in states.items():
        page.goto(reverse("file_import", args=[cast.workspace.slug, run.pk]))
        found += faults(page, state) + overflows(page, state)
    assert "\n".join(found) == ""
