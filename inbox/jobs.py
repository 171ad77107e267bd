"""Long work in pieces: who has it, how far it is, and how it goes on when a worker dies.

A worker claims a job for LEASE and writes what it did together with how far it is, in one
statement or one transaction. Whatever was not written when it died was not done. The lease's
moment names the worker: one that comes back late finds another there, and may not write.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import redis
import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import Error as DatabaseError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from accounts.models import ACTING_ROLES, Membership
from inbox import live
from inbox.models import Job

log = structlog.get_logger(__name__)

J = TypeVar("J", bound=Job)
Status = Job.Status
LEASE = timedelta(seconds=60)
# So long a worker stays with one job; then whatever else waits in its queue has its turn.
SLICE_SECONDS = 2.0
# Progress is written and announced at most so often.
PACE_SECONDS = 0.5
# Work this young, or let go this lately, is on its way: its task was queued a moment ago.
GRACE = timedelta(seconds=15)
# A job that is not done after a day never will be.
LONGEST = timedelta(hours=24)
MOST_SWEPT = 50
# What may be over when the sweep brings the job back: the database or the broker away, a machine too busy.
PASSING = (DatabaseError, redis.RedisError, OperationalError, ConnectionError, SoftTimeLimitExceeded)


# Kept as they are, and translated for whoever reads them.
TOO_LONG = gettext_noop("It took longer than a day.")
UNEXPECTED = gettext_noop("Something unexpected happened. It is in the log.")


class LostLease(Exception):
    """Somebody else has the job now, or it was cancelled: stop, and write nothing."""


def claim(kind: type[J], pk: int, now: datetime) -> J | None:
    """Take a job that nobody works on; None when there is no such thing to do."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    mine = kind._default_manager.filter(free, pk=pk, status__in=[Status.WAITING, Status.RUNNING])
    if not mine.update(status=Status.RUNNING, lease_until=now + LEASE):
        return None
    return kind._default_manager.select_related("workspace", "created_by").get(pk=pk)


def save(job: Job, **fields: Any) -> None:
    """Write how far a claimed job is, and keep it for another LEASE. Raises LostLease."""
    _write(job, lease_until=timezone.now() + LEASE, **fields)


def let_go(job: Job) -> None:
    """Give a claimed job back, for whoever is next. Raises LostLease."""
    _write(job, lease_until=timezone.now())


def finish(job: Job, **fields: Any) -> None:
    """Mark a claimed job as done. Raises LostLease."""
    _write(job, status=Status.DONE, lease_until=None, finished_at=timezone.now(), **fields)


def fail(job: Job, error: str) -> None:
    """Mark a claimed job as failed. Raises LostLease."""
    _write(job, status=Status.FAILED, lease_until=None, finished_at=timezone.now(), error=error[:300])


def cancel(job: Job) -> bool:
    """Stop a job where it is; return whether it was not over yet. What it did stays done."""
    moved = _unfinished(type(job)).filter(pk=job.pk)
    is_news = moved.update(status=Status.CANCELLED, lease_until=None, finished_at=timezone.now())
    if is_news:
        announce(job)
    return bool(is_news)


def abandoned(kind: type[J], now: datetime) -> list[int]:
    """Return the jobs that nobody works on any more, and give up those that took too long."""
    began = f"{kind.BEGAN}__lte"
    _unfinished(kind).filter(**{began: now - LONGEST}).update(
        status=Status.FAILED, finished_at=now, lease_until=None, error=TOO_LONG
    )
    untouched = Q(lease_until=None, **{began: now - GRACE}) | Q(lease_until__lte=now - GRACE)
    return list(
        _unfinished(kind).filter(untouched).order_by("created_at").values_list("pk", flat=True)[:MOST_SWEPT]
    )


def asker_may_act(job: Job) -> bool:
    """Whether who asked for it is still a member of the workspace who may act."""
    members = Membership.objects.filter(user__is_active=True, role__in=ACTING_ROLES)
    return members.filter(workspace=job.workspace_id, user=job.created_by_id).exists()


def announce(job: Job) -> None:
    """Tell open screens, on commit, that this job moved."""
    live.announce_job(job.workspace_id, f"{job._meta.model_name} {job.pk}")


def run_slice(job: Job, step: Callable[[], bool], keep: Callable[[], None]) -> bool:
    """Do pieces of a claimed job until it is over or the slice is used up; return whether more is to do.

    `step` does one piece and returns whether there is more; `keep` writes how far it is.
    """
    until = time.monotonic() + SLICE_SECONDS
    with faults_end(job):
        while step():
            if time.monotonic() >= until:
                keep()
                let_go(job)
                return True
    return False


@contextmanager
def faults_end(job: Job) -> Iterator[None]:
    """End a claimed job at a fault that repeating would only repeat; what may pass is left to the sweep."""
    try:
        yield
    except LostLease:
        log.info("job_lost", job=str(job), pk=job.pk)
    except PASSING:
        raise
    except Exception:  # whatever it is, a job that stays "running" would meet it again for a day
        log.exception("job_failed", job=str(job), pk=job.pk)
        fail(job, UNEXPECTED)


class Pace:
    """Says when half a second has gone by, so that no job writes or announces more often."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def is_due(self) -> bool:
        now = time.monotonic()
        if now - self._last < PACE_SECONDS:
            return False
        self._last = now
        return True


def _unfinished(kind: type[Any]) -> Any:
    return kind._default_manager.filter(status__in=[Status.WAITING, Status.RUNNING])


def _write(job: Job, **fields: Any) -> None:
    mine = type(job)._default_manager.filter(pk=job.pk, status=Status.RUNNING, lease_until=job.lease_until)
    if not mine.update(**fields):
        raise LostLease
    for name, value in fields.items():
        setattr(job, name, value)
