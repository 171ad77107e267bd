"""Celery: which tasks run when, and how little is left to the broker.

The tables are the truth and every task can be repeated, so the broker may lose what it
likes. Tasks are short, take ids, and are acknowledged after they ran.
"""

from __future__ import annotations

import os
import warnings
from typing import Any

import structlog
from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.signals import setup_logging
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
log = structlog.get_logger(__name__)
# It warns of pickled tasks that could run anything. Ours are JSON, and `make up` may run as root.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")


class Task(DjangoTask[..., None]):
    """A task whose queueing never fails the change that wanted it."""

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Queue on commit. When the broker is away, the sweep will find the work instead."""

        def ring() -> None:
            try:
                self.delay(*args, **kwargs)
            except OperationalError as error:
                log.warning("task_not_queued", task=self.name, error=str(error))

        transaction.on_commit(ring)


app = Celery("earful", task_cls=Task)


def broker_url(redis_url: str) -> str:
    """Return the address in Celery's spelling, which has its own for Unix sockets."""
    return redis_url.replace("unix://", "redis+socket://", 1)


# What runs by the clock. Seconds; all of it may run late, twice or overlapping.
beat_schedule = {
    "find deliveries that nobody processes": ("inbox.sweep_deliveries", settings.SWEEP_SECONDS),
    "find messages that nobody handled": ("inbox.sweep_messages", settings.SWEEP_SECONDS),
    "make calls that are due": ("inbox.dispatch_calls", 1),
    "settle calls whose outcome is not known": ("inbox.settle_calls", settings.SWEEP_SECONDS),
    "ask who wrote where only an id is known": ("inbox.look_up_people", settings.SWEEP_SECONDS),
    "ask platforms that do not tell": ("inbox.sweep_polls", 15),
    "renew access that ends soon or was refused": ("inbox.sweep_access", settings.SWEEP_SECONDS),
    "ask what platforms count of posts, and for their pictures": ("inbox.sweep_posts", 30),
    "send notices and e-mails that are due": ("inbox.sweep_notices", settings.SWEEP_SECONDS),
    "fire the rules that are about time": ("automation.tick", 60),
    "go on with backtests and undos that nobody works on": ("automation.sweep_jobs", 15),
    "go on with acts on many conversations that nobody works on": ("inbox.sweep_bulk_runs", 15),
    "go on with imports that nobody works on": ("inbox.sweep_imports", 15),
    "bring back what was snoozed": ("inbox.wake_snoozed", 30),
    "forget what happened and was dealt with": ("inbox.purge_occurrences", 3600),
    "forget backtests that are long over": ("automation.forget_backtests", 3600),
    "forget acts on many conversations that are long over": ("inbox.forget_bulk_runs", 3600),
    "forget uploaded files and imports that are long over": ("inbox.forget_imports", 3600),
    "forget deliveries that were processed long ago": ("inbox.purge_deliveries", 3600),
    "forget drafts that nobody touched for long": ("inbox.forget_drafts", 3600),
    "say that scheduler and worker are alive": ("inbox.heartbeat", settings.SWEEP_SECONDS),
}

app.conf.update(
    broker_url=broker_url(settings.REDIS_URL),
    broker_connection_retry_on_startup=True,
    # Of kombu's defaults the restore interval (100 s) and the hour of invisibility would
    # leave a killed worker's tasks waiting; the sockets' would let a publish hang for ever.
    broker_transport_options={
        "visibility_timeout": 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
    },
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2},
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=120,
    task_soft_time_limit=100,
    task_default_queue="rules",
    task_routes={
        "inbox.make_calls": {"queue": "calls"},
        "inbox.settle_calls": {"queue": "calls"},
        "inbox.send_notices": {"queue": "calls"},
        "inbox.send_emails": {"queue": "calls"},
        "inbox.look_up_people": {"queue": "sync"},
        "inbox.poll_channel": {"queue": "sync"},
        "inbox.renew_access": {"queue": "calls"},
        "inbox.poll_post": {"queue": "sync"},
        "inbox.measure_post": {"queue": "sync"},
        "inbox.fetch_thumbnail": {"queue": "sync"},
        "inbox.process_deliveries": {"queue": "sync"},
        "inbox.work_on_import": {"queue": "sync"},
    },
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=5,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_max_tasks_per_child=10_000,
    worker_hijack_root_logger=False,
    beat_schedule={
        name: {"task": task, "schedule": float(seconds), "options": {"expires": max(seconds, 5)}}
        for name, (task, seconds) in beat_schedule.items()
    },
    beat_schedule_filename=str(settings.DATA_DIR / "celerybeat"),
    beat_max_loop_interval=1,
    timezone="UTC",
)
app.autodiscover_tasks()
app.autodiscover_tasks(["automation.lab", "inbox.bulk", "inbox.uploads"])


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Celery would configure logging its own way; settings have done it."""
