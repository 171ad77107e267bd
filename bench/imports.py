"""How much memory and time the import of a large Instagram export takes.

.venv/bin/python -m bench.imports [MEGABYTES] [MESSAGES]

Makes an archive of that size (500 MB, 40,000 messages; the rest is pictures, as in life), imports it as the
pages do, in a fresh test database that is gone afterwards, and prints peak memory and seconds.
"""

# ruff: noqa: E402 - Django is set up before its models are imported

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# No broker runs: every task that could not be queued would be told.
os.environ.setdefault("LOG_LEVEL", "ERROR")
django.setup()

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from rich.console import Console

from accounts.models import Membership, Role, User, Workspace
from inbox import jobs
from inbox.models import Channel, FileImport
from inbox.uploads import files, runs

MEGABYTE = 1024 * 1024
SIZE, MESSAGES = 500, 40_000
ME = "Bakkerij Voorbeeld"
# Instagram begins a new file after this many messages of a thread.
IN_A_FILE = 10_000
THREADS = 40
INBOX = "your_instagram_activity/messages/inbox"
TEXT = "Hoe laat zijn jullie open? Ã©Ã©n taart "
FIRST = 1_700_000_000_000


def make_archive(path: Path, megabytes: int, messages: int, *, characters: int = 80) -> None:
    """Write an export of about this size: threads of both sides, texts of this length, and pictures."""
    with zipfile.ZipFile(path, "w") as archive:
        for thread in range(THREADS):
            count = messages // THREADS
            for part in range(0, count, IN_A_FILE):
                here = range(part, min(part + IN_A_FILE, count))
                name = (
                    f"your_instagram_activity/messages/inbox/person{thread}_{thread}/message_{part + 1}.json"
                )
                archive.writestr(name, _thread(thread, here, characters), zipfile.ZIP_DEFLATED)
        for picture in range(1, 10_000):
            if path.stat().st_size >= megabytes * MEGABYTE:
                break
            # Pictures do not get smaller, so there is no need to try.
            archive.writestr(f"media/posts/{picture}.jpg", os.urandom(MEGABYTE))


def _thread(thread: int, here: range, characters: int) -> str:
    names = [f"Person {thread}", ME]
    told = [
        {
            "sender_name": names[number % 2],
            "timestamp_ms": FIRST + thread * 1_000_000 + number * 1000,
            "content": (f"{thread}-{number} Hoe laat zijn jullie open? Ã©Ã©n taart " * characters)[
                :characters
            ],
        }
        for number in here
    ]
    return json.dumps(
        {"participants": [{"name": name} for name in names], "messages": told, "title": names[0]}
    )


def upload(path: Path, workspace: Workspace, person: User) -> FileImport:
    """Put an archive where the pages put it, ready to be worked on."""
    channel = Channel.objects.create(
        workspace=workspace, platform="generic", name="Archive", external_id=f"archive-{path.stem}"
    )
    run = FileImport.objects.create(
        workspace=workspace,
        name=path.name,
        form="export",
        channel=channel,
        created_by=person,
        choices={"channel": "Archive", "owner": ME},
        status=FileImport.Status.WAITING,
    )
    path.replace(files.path_of(run))
    return run


def work(run: FileImport) -> FileImport:
    """Do slice after slice, as workers would, until it is over."""
    while not run.is_over:
        runs.go_on(run.pk, now=timezone.now() + jobs.LEASE)
        run.refresh_from_db()
    return run


def main(megabytes: int = SIZE, messages: int = MESSAGES) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # In memory, SQLite's own would be measured too.
        connection.settings_dict["TEST"]["NAME"] = f"{folder}/bench.sqlite3" if settings.IS_SQLITE else None
        databases = setup_databases(verbosity=0, interactive=False)
        settings.UPLOADS_DIR = folder
        workspace = Workspace.objects.create(name="Bench", slug="bench")
        person = User.objects.create_user("bench@example.org", "a-long-password")
        Membership.objects.create(workspace=workspace, user=person, role=Role.OWNER)
        archive = Path(folder) / "archive.zip"
        make_archive(archive, megabytes, messages)
        size, before = archive.stat().st_size // MEGABYTE, _memory()
        run, started = upload(archive, workspace, person), time.monotonic()
        work(run)
        seconds = time.monotonic() - started
        told = f"{size} MB, {run.counts['new']:,} new messages in {seconds:.0f} seconds"
        Console().print(f"{told}; memory {before} MB before, {_memory()} MB at most.")
        teardown_databases(databases, verbosity=0)


def _memory() -> int:
    """Return the most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
