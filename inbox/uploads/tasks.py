"""What the workers run for imports from the browser: a slice of one, then whoever else waits has a turn."""

from __future__ import annotations

from django.utils import timezone

from inbox import jobs
from inbox.models import FileImport
from inbox.task import task
from inbox.uploads import runs


@task("inbox.work_on_import")
def work_on_import(pk: int) -> None:
    runs.go_on(pk, now=timezone.now())


@task("inbox.sweep_imports")
def sweep_imports() -> None:
    """Hand on the imports that a worker left behind."""
    for pk in jobs.abandoned(FileImport, timezone.now()):
        work_on_import.delay_on_commit(pk)


@task("inbox.forget_imports")
def forget_imports() -> None:
    runs.forget_old(timezone.now())
