"""`@task`: Celery's `shared_task`, with the type that knows `delay_on_commit`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, cast

from celery import shared_task

if TYPE_CHECKING:
    from celery.contrib.django.task import DjangoTask

P = ParamSpec("P")


def task(name: str) -> Callable[[Callable[P, None]], DjangoTask[P, None]]:
    """Make a function a task. Queue it with `delay_on_commit`, and only ids as arguments."""
    make: Any = shared_task(name=name)
    return cast("Callable[[Callable[P, None]], DjangoTask[P, None]]", make)
