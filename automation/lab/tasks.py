"""What the workers run for the rule lab: a slice of one job, then whoever else waits has a turn."""

from __future__ import annotations

from django.utils import timezone

from automation.lab import backtests, undo
from automation.models import Backtest, UndoRun
from inbox import jobs
from inbox.task import task


@task("automation.work_on_backtest")
def work_on_backtest(pk: int) -> None:
    backtests.run_backtest(pk, now=timezone.now())


@task("automation.work_on_undo")
def work_on_undo(pk: int) -> None:
    undo.run_undo(pk, now=timezone.now())


@task("automation.sweep_jobs")
def sweep_jobs() -> None:
    """Hand on the jobs that a worker left behind."""
    now = timezone.now()
    for pk in jobs.abandoned(Backtest, now):
        work_on_backtest.delay_on_commit(pk)
    for pk in jobs.abandoned(UndoRun, now):
        work_on_undo.delay_on_commit(pk)


@task("automation.forget_backtests")
def forget_backtests() -> None:
    backtests.forget_old(timezone.now())
