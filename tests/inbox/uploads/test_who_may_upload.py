"""A file is written to disk for those who may import, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role, Workspace
from inbox.models import FileImport
from inbox.uploads.files import ToDisk
from tests.factories import make_member, make_workspace
from tests.inbox.uploads.conftest import left

URL = "/w/bakery/imports/upload/"
TOKEN = "x" * 32


@pytest.fixture
def written(monkeypatch: Any) -> list[int]:
    """How many bytes were written with each piece of an upload."""
    pieces: list[int] = []
    write = ToDisk.receive_data_chunk

    def watched(self: ToDisk, raw_data: bytes, start: int) -> None:
        pieces.append(len(raw_data))
        write(self, raw_data, start)

    monkeypatch.setattr(ToDisk, "receive_data_chunk", watched)
    return pieces


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def send(browser: Client, url: str = URL, **headers: str) -> int:
    file = SimpleUploadedFile("feed.csv", b"text\n" + b"Hoi\n" * 100_000)
    return browser.post(url, {"csrfmiddlewaretoken": TOKEN, "file": file}, headers=headers).status_code


def test_it_takes_a_file_from_who_may_act(browser, workspace, written, uploads):
    browser.force_login(make_member(workspace, Role.AGENT))
    browser.cookies["csrftoken"] = TOKEN
    assert send(browser) == 302
    assert sum(written) == 400_005
    assert left(uploads) == {".csv"}


@pytest.mark.parametrize("role", [None, Role.VIEWER])
def test_it_writes_nothing_for_who_may_not(browser, workspace, written, uploads, role):
    if role:
        browser.force_login(make_member(workspace, role))
    browser.cookies["csrftoken"] = TOKEN
    assert send(browser) == (403 if role else 302)
    assert not written
    assert not left(uploads)
    assert not FileImport.objects.exists()


def test_it_writes_nothing_for_a_member_of_another_workspace(browser, workspace, written):
    browser.force_login(make_member(make_workspace("florist"), Role.OWNER))
    browser.cookies["csrftoken"] = TOKEN
    assert send(browser) == 404
    assert not written


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}], ids=["no cookie", "elsewhere"])
def test_it_writes_nothing_for_a_form_that_is_not_ours(browser, workspace, written, headers):
    browser.force_login(make_member(workspace, Role.AGENT))
    if headers:
        browser.cookies["csrftoken"] = TOKEN
    assert send(browser, **headers) == 403
    assert not written


def test_it_keeps_nothing_of_a_form_with_a_wrong_token(browser, workspace, uploads):
    browser.force_login(make_member(workspace, Role.AGENT))
    browser.cookies["csrftoken"] = "y" * 32
    assert send(browser) == 403
    assert not left(uploads)
    assert not FileImport.objects.exists()


@pytest.mark.parametrize("url", ["/accounts/login/", "/w/bakery/rules/import/", "/webhooks/x/", "/nowhere/"])
def test_it_writes_nothing_anywhere_else(browser, workspace: Workspace, written, uploads, settings, url):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    browser.force_login(make_member(workspace, Role.OWNER))
    browser.cookies["csrftoken"] = TOKEN
    send(browser, url)
    assert not written
    assert not left(uploads)
