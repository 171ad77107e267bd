"""Many at once in the browser: a wave of spam, all that match, ranges, and how far it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from inbox.bulk import runs, views
from inbox.models import BulkRun, Conversation, PlatformCall
from platforms.base import Author
from tests.e2e.system import until
from tests.factories import NOW, make_message
from tests.web.conftest import Cast
from tests.web.triage.conftest import expect_shown, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
WAVE = 7


@pytest.fixture(autouse=True)
def nobody_works(monkeypatch) -> None:
    """There is no worker: tests work on runs by hand."""
    monkeypatch.setattr(runs, "queue", lambda pk: None)


@pytest.fixture
def wave(cast: Cast) -> list[int]:
    """What a spammer wrote over night, newer than all else; the comments' numbers."""
    return [
        make_message(
            cast.channel,
            f"Earn 500 euro a day from home, write me on WhatsApp @you{number}",
            author=Author(f"s{number}", name=f"Spammer {number}"),
            occurred_at=NOW + timedelta(seconds=number),
        ).pk
        for number in range(WAVE)
    ]


def work() -> BulkRun:
    """Do what the worker does, with the newest run."""
    run = BulkRun.objects.latest("pk")
    runs.go_on(run.pk, now=timezone.now())
    run.refresh_from_db()
    return run


def work_to_the_end() -> None:
    for _ in range(10):
        if work().is_over:
            return
    raise AssertionError("It never ends.")


def test_it_sweeps_a_wave_in_four_keys_and_takes_it_back(wave, inside: Page, monkeypatch) -> None:
    monkeypatch.setattr(views, "MOST_UNASKED", WAVE - 1)
    press(inside, "j")
    expect_shown(inside, f"Spammer {WAVE - 1}")
    press(inside, "S")
    expect(inside.locator("#bulk-count")).to_have_text(f"All {WAVE} selected")
    expect(inside.get_by_role("heading", name="Similar", level=2)).to_be_visible()
    press(inside, "h")
    expect(inside.locator("#many-text")).to_have_text(f"Hide: {WAVE} conversations. The public sees it.")
    assert not BulkRun.objects.exists()
    press(inside, "Enter")
    expect(inside.locator("#run-text")).to_have_text(f"0 of {WAVE}")
    work()
    expect(inside.locator("#said-text")).to_have_text(f"Hide: {WAVE} done")
    hides = PlatformCall.objects.filter(verb="hide")
    assert sorted(hides.values_list("message", flat=True)) == sorted(wave)
    press(inside, "z")
    until(lambda: BulkRun.objects.filter(undoes__isnull=False).exists(), 10)
    work()
    expect(inside.locator("#said-text")).to_have_text(f"Undo: Hide: {WAVE} done")
    assert not hides.filter(status="queued").exists()


def test_it_resolves_all_that_match_and_shows_how_far_it_is(inside: Page, monkeypatch) -> None:
    monkeypatch.setattr("inbox.screens.listing.PAGE", 3)
    monkeypatch.setattr(runs, "PIECE", 2)
    monkeypatch.setattr("inbox.jobs.SLICE_SECONDS", 0)
    inside.reload()
    press(inside, "*", "a")
    expect(inside.locator("#bulk-count")).to_have_text("3 selected")
    expect(inside.locator("#bulk-whole-text")).to_have_text("Select all 7 that match")
    press(inside, "*", "m")
    expect(inside.locator("#bulk-count")).to_have_text("All 7 selected")
    press(inside, "e")
    expect(inside.locator("#run-text")).to_have_text("0 of 7")
    expect(inside.locator("#bulk")).to_be_hidden()
    work()
    expect(inside.locator("#run-text")).to_have_text("2 of 7")
    work_to_the_end()
    expect(inside.locator("#said-text")).to_have_text("Resolve: 7 done")
    expect(inside.get_by_text("No conversations here.")).to_be_visible()
    inside.locator("#said-undo").click()
    until(lambda: BulkRun.objects.filter(undoes__isnull=False).exists(), 10)
    work_to_the_end()
    expect(inside.locator("#said-text")).to_have_text("Undo: Resolve: 7 done")
    assert not Conversation.objects.filter(status="resolved").exists()


def test_it_chooses_a_range_with_shift_and_keeps_it_when_the_list_is_fresh(inside: Page) -> None:
    boxes = inside.locator("#rows .choose")
    boxes.nth(1).check()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(inside.locator("#bulk-count")).to_have_text("4 selected")
    with inside.expect_response("**/inbox/"):
        inside.evaluate("htmx.trigger('#refresh-list', 'refresh')")
    expect(inside.locator("#bulk-count")).to_have_text("4 selected")
    expect(inside.locator("#rows .choose:checked")).to_have_count(4)
    boxes.nth(2).click(modifiers=["Shift"])
    expect(inside.locator("#bulk-count")).to_have_text("1 selected")


def test_it_shares_the_selection_out_over_colleagues(inside: Page, cast: Cast) -> None:
    press(inside, "*", "a")
    press(inside, "*", "s")
    expect(inside.get_by_role("heading", name="Share out over")).to_be_visible()
    inside.get_by_role("button", name="Share out").click()
    until(BulkRun.objects.exists, 10)
    work()
    expect(inside.locator("#said-text")).to_have_text("Share out: 7 done")
    assert set(Conversation.objects.values_list("assignee", flat=True)) == {cast.alice.pk, cast.bob.pk}
