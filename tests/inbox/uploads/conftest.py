"""A person at the pages of imports, and imports that are worked on by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User, Workspace
from inbox import jobs
from inbox.models import FileImport
from inbox.uploads import files, runs
from tests.factories import make_member, make_workspace
from tests.imports import test_exports

SAMPLES = Path(test_exports.__file__).parent / "samples"
Upload = Callable[..., FileImport]


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> Path:
    """A folder for uploads of this test's own."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    settings.UPLOADS_DIR = settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    return folder


@pytest.fixture
def workspace(db) -> Workspace:
    return make_workspace("bakery", timezone="Europe/Amsterdam")


@pytest.fixture
def agent(workspace: Workspace, client: Client) -> User:
    person = make_member(workspace, Role.OWNER)
    client.force_login(person)
    return person


@pytest.fixture
def upload(agent: User, client: Client) -> Upload:
    """Upload a file as a browser does; return what was made of it."""

    def send(content: str | bytes, name: str = "feed.csv") -> FileImport:
        body = content.encode() if isinstance(content, str) else content
        client.post("/w/bakery/imports/upload/", {"file": SimpleUploadedFile(name, body)})
        return FileImport.objects.latest("pk")

    return send


@pytest.fixture
def start(client: Client) -> Callable[..., FileImport]:
    """Press *Import*, with what is chosen; the rest is as the page proposes it."""

    def press(run: FileImport, **values: str) -> FileImport:
        proposed = {"channel": run.choices["channel"]} | values
        client.post(f"/w/bakery/imports/{run.pk}/start/", proposed)
        run.refresh_from_db()
        return run

    return press


def finish(run: FileImport) -> FileImport:
    """Work on an import until it is over."""
    for turn in range(100):
        runs.go_on(run.pk, now=timezone.now() + turn * jobs.LEASE)
        run.refresh_from_db()
        if run.is_over:
            return run
    raise AssertionError("It never ends.")


def packed(name: str) -> bytes:
    """An export of the samples as the ZIP that people download."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted((SAMPLES / name).rglob("*.*")):
            file.write(path, path.relative_to(SAMPLES / name))
    return archive.getvalue()


def left(folder: Path) -> set[str]:
    """The endings of the files that are left."""
    return {path.suffix for path in folder.iterdir()}


__all__ = ["Upload", "files", "finish", "left", "packed"]
