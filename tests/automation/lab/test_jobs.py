"""Long work in pieces: killed workers, two at once, cancelling, and nothing written on the side."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from accounts.audit import Actor
from automation.lab import backtests, stored, trial
from automation.lab.backtests import cancel_backtest, run_backtest, start_backtest
from automation.lab.tasks import sweep_jobs, work_on_backtest
from automation.models import Backtest
from inbox import jobs, live
from inbox.models import Job
from inbox.services import Refused
from tests.automation.lab.conftest import UNTIL, finish
from tests.factories import NOW, make_rule

TEXTS = ["prijs", "mooi", "scam prijs", "dag", "wat kost dat", "prijs?", "ok"] * 4


@pytest.fixture
def small_pieces(monkeypatch):
    """Pieces of three messages, each written and followed by the end of the slice."""
    monkeypatch.setattr(stored.Stretch.after, "__defaults__", (3,))
    monkeypatch.setattr(trial.Trial.step, "__defaults__", (3,))
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 0)


@pytest.fixture
def start(workspace, manager, write):
    write(TEXTS)
    rule = make_rule(workspace)
    make_rule(workspace, {"type": "hide"}, conditions={"all": [{"type": "text", "words": ["scam"]}]})

    def begin() -> Backtest:
        return start_backtest(workspace, rule=rule, until=UNTIL, by=Actor.person(manager))

    return begin


def told(job: Backtest) -> dict:
    return job.result | {"milliseconds": 0}


def test_it_comes_to_the_same_in_pieces_as_in_one_go(start, small_pieces, monkeypatch):
    in_pieces = finish(start())
    monkeypatch.undo()
    assert told(in_pieces) == told(finish(start()))
    assert in_pieces.result["matched"] == 16


def test_it_goes_on_where_a_killed_worker_was_and_counts_nothing_twice(start, small_pieces, monkeypatch):
    whole = told(finish(start()))
    job = start()
    run_backtest(job.pk, now=NOW)
    dead = jobs.claim(Backtest, job.pk, NOW + jobs.LEASE)
    assert dead.done == 3
    trial.Trial(dead).step()  # … and the worker is gone, with what it had counted
    assert jobs.claim(Backtest, job.pk, NOW + 1.5 * jobs.LEASE) is None
    assert told(finish(job, NOW + 2 * jobs.LEASE)) == whole


def test_it_leaves_a_job_alone_that_somebody_works_on(start):
    job = start()
    assert jobs.claim(Backtest, job.pk, NOW) is not None
    assert jobs.claim(Backtest, job.pk, NOW + jobs.LEASE / 2) is None
    assert jobs.claim(Backtest, job.pk, NOW + jobs.LEASE) is not None


def test_it_lets_a_worker_that_comes_back_late_write_nothing(start):
    job = start()
    late = jobs.claim(Backtest, job.pk, NOW)
    other = jobs.claim(Backtest, job.pk, NOW + jobs.LEASE)
    with pytest.raises(jobs.LostLease):
        jobs.save(late, done=99)
    jobs.save(other, done=3)
    job.refresh_from_db()
    assert job.done == 3


def test_it_stops_when_it_is_cancelled(start, manager, small_pieces):
    by, job = Actor.person(manager), start()
    run_backtest(job.pk, now=NOW)
    assert cancel_backtest(job, by=by)
    assert not cancel_backtest(job, by=by)
    run_backtest(job.pk, now=NOW + timedelta(hours=1))
    job.refresh_from_db()
    assert (job.status, job.done, job.result) == (Job.Status.CANCELLED, 3, {})


def test_it_stops_in_the_middle_when_it_is_cancelled_meanwhile(start, manager, monkeypatch):
    job = start()
    step = trial.Trial.step

    def cancelled_meanwhile(self):
        cancel_backtest(job, by=Actor.person(manager))
        return step(self)

    monkeypatch.setattr(trial.Trial, "step", cancelled_meanwhile)
    run_backtest(job.pk, now=NOW)
    job.refresh_from_db()
    assert (job.status, job.result) == (Job.Status.CANCELLED, {})


def test_it_writes_nothing_but_its_own_row(start):
    job = start()
    before = everything()
    finish(job)
    assert everything() == before


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row of every table but the backtests themselves."""
    models = [model for model in apps.get_models(include_auto_created=True) if model is not Backtest]
    return {str(model._meta): list(model._base_manager.order_by("pk").values()) for model in models}


def test_it_announces_its_progress_at_most_twice_a_second(start, small_pieces, monkeypatch):
    told_of, moments = [], iter(range(10_000))
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 1e9)
    monkeypatch.setattr(jobs.time, "monotonic", lambda: next(moments) * 0.1)
    monkeypatch.setattr(live, "announce_job", lambda workspace, job: told_of.append(job))
    job = finish(start())
    # Ten pieces, each a tenth of a second or two long, and the end.
    assert set(told_of) == {f"backtest {job.pk}"}
    assert len(told_of) <= 10 * 0.2 / jobs.PACE_SECONDS + 1


def test_it_is_found_again_when_its_task_was_lost(start, monkeypatch):
    job, queued = start(), []
    monkeypatch.setattr(work_on_backtest, "delay_on_commit", queued.append)
    Backtest.objects.update(created_at=NOW - jobs.GRACE)
    sweep_jobs()
    assert queued == [job.pk]
    Backtest.objects.update(created_at=NOW)
    assert jobs.abandoned(Backtest, NOW) == []
    assert jobs.abandoned(Backtest, NOW + jobs.GRACE) == [job.pk]
    jobs.claim(Backtest, job.pk, NOW)
    assert jobs.abandoned(Backtest, NOW + jobs.LEASE) == []
    assert jobs.abandoned(Backtest, NOW + jobs.LEASE + jobs.GRACE) == [job.pk]


def test_it_gives_up_after_a_day(start):
    job = start()
    Backtest.objects.update(created_at=NOW)
    assert jobs.abandoned(Backtest, NOW + timedelta(days=1)) == []
    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.FAILED, "It took longer than a day.")


def test_it_ends_when_it_cannot_go_on(start, monkeypatch):
    def broken(self):
        raise ValueError("no such thing")

    monkeypatch.setattr(trial.Trial, "step", broken)
    job = finish(start())
    assert (job.status, job.error) == ("failed", "Something unexpected happened. It is in the log.")


def test_it_does_so_many_at_once_and_no_more(start):
    for _ in range(backtests.MOST_AT_ONCE):
        start()
    with pytest.raises(Refused, match="Wait for one"):
        start()


def test_it_keeps_of_a_finished_backtest_what_was_tried_and_forgets_it_in_time(start):
    job = finish(start())
    assert [rule["is_tested"] for rule in job.rules] == [True]
    assert backtests.forget_old(job.finished_at) == 0
    assert backtests.forget_old(job.finished_at + backtests.KEPT) == 1
