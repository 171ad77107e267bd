"""A large archive takes no more memory than a small one."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from accounts.models import User, Workspace
from bench.imports import make_archive, upload, work
from inbox.models import Message

pytestmark = [pytest.mark.alone, pytest.mark.django_db]
MEGABYTE = 1024 * 1024


def peak_of(tmp_path: Path, workspace: Workspace, person: User, *, megabytes: int, messages: int) -> int:
    """Return the most memory that an import of such an archive takes, in bytes."""
    archive = tmp_path / f"of-{megabytes}-{messages}.zip"
    make_archive(archive, megabytes, messages, characters=1000)
    run = upload(archive, workspace, person)
    tracemalloc.start()
    work(run)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (run.status, run.counts["new"]) == ("done", messages)
    return peak


def test_it_imports_a_large_archive_in_the_memory_of_a_small_one(tmp_path, workspace, agent):
    peak_of(tmp_path, workspace, agent, megabytes=1, messages=40)
    small = peak_of(tmp_path, workspace, agent, megabytes=2, messages=520)
    large = peak_of(tmp_path, workspace, agent, megabytes=20, messages=1040)
    assert Message.objects.count() == 1600
    assert large < small * 1.5 + MEGABYTE
