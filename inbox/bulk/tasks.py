"""What the workers run for acts on many: a slice of a run, then whoever else waits has a turn."""

from __future__ import annotations

from django.utils import timezone

from inbox import jobs
from inbox.bulk import runs
from inbox.models import BulkRun
from inbox.task import task


@task("inbox.work_on_bulk_run")
def work_on_bulk_run(pk: int) -> None:
    runs.go_on(pk, now=timezone.now())


@task("inbox.sweep_bulk_runs")
def sweep_bulk_runs() -> None:
    """Hand on the runs that a worker left behind."""
    for pk in jobs.abandoned(BulkRun, timezone.now()):
        work_on_bulk_run.delay_on_commit(pk)


@task("inbox.forget_bulk_runs")
def forget_bulk_runs() -> None:
    runs.forget_old(timezone.now())
