"""Every import ends, with its rows or with a word on why not; none too early."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from inbox import jobs
from inbox.models import FileImport
from inbox.uploads import files, runs
from inbox.uploads.tasks import forget_imports, sweep_imports
from tests.inbox.uploads.conftest import finish, left, packed
from tests.inbox.uploads.test_uploads import ME, TABLE, mapped

A_DAY = timedelta(hours=24)


def damage(run: FileImport) -> None:
    """Change a byte in the middle of each packed file."""
    path = files.path_of(run)
    content = bytearray(path.read_bytes())
    for place in range(120, len(content) // 2, 120):
        content[place] ^= 0xFF
    path.write_bytes(content)


def test_it_shows_a_damaged_archive_and_lets_one_throw_it_away(client, upload, uploads):
    run = upload(packed("instagram"), "instagram.zip")
    damage(run)
    page = client.get(f"/w/bakery/imports/{run.pk}/")
    assert page.status_code == 200
    assert "is damaged or cannot be unpacked" in page.content.decode()
    client.post(f"/w/bakery/imports/{run.pk}/cancel/")
    assert not left(uploads)


def test_it_ends_at_a_damaged_archive(upload, start):
    run = start(upload(packed("instagram"), "instagram.zip"), owner=ME)
    damage(run)
    run = finish(run)
    assert run.status == "failed"
    assert "is damaged or cannot be unpacked" in run.error


@pytest.mark.parametrize("place", ["_counts", "mapping_of"])
def test_it_ends_at_a_fault_that_nobody_thought_of(upload, start, monkeypatch, place):
    def broken(*args, **values):
        raise AttributeError("no such thing")

    run = start(upload(TABLE), **mapped(text="Comment"))
    monkeypatch.setattr(runs, place, broken)
    run = finish(run)
    assert (run.status, run.error) == ("failed", "Something unexpected happened. It is in the log.")


def test_it_goes_on_when_the_database_is_back(upload, start, monkeypatch):
    def away(*args, **values):
        raise OperationalError("the server closed the connection")

    run = start(upload(TABLE), **mapped(text="Comment"))
    with monkeypatch.context() as patch:
        patch.setattr(runs, "_counts", away)
        with pytest.raises(OperationalError):
            finish(run)
    run.refresh_from_db()
    assert run.status == "running"
    assert finish(run).counts["new"] == 2


def test_it_gives_an_import_a_day_from_its_start(upload, start):
    FileImport.objects.filter(pk=upload(TABLE).pk).update(created_at=timezone.now() - A_DAY * 0.99)
    run = start(FileImport.objects.get(), **mapped(text="Comment"))
    assert jobs.abandoned(FileImport, timezone.now() + A_DAY * 0.9) == [run.pk]
    sweep_imports()
    run.refresh_from_db()
    assert run.status == "waiting"
    jobs.abandoned(FileImport, timezone.now() + A_DAY * 1.1)
    run.refresh_from_db()
    assert run.error == "It took longer than a day."


def test_it_leaves_an_import_its_file(upload, start, uploads):
    run = start(upload(TABLE), **mapped(text="Comment"))
    (uploads / "tmp-of-nobody.upload.csv").touch()
    old = (timezone.now() - A_DAY * 1.1).timestamp()
    for path in uploads.iterdir():
        os.utime(path, (old, old))
    forget_imports()
    assert [path.name for path in uploads.iterdir()] == [files.path_of(run).name]
    assert finish(run).status == "done"
