"""Are all parts at work? Asked by /readyz."""

from __future__ import annotations

from datetime import datetime

import httpx
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

HEARTBEAT = "heartbeat"
FRESH_SECONDS = 30


def beat(now: datetime) -> None:
    """Written by a worker on the scheduler's word: both are alive when it is fresh."""
    cache.set(HEARTBEAT, now.timestamp(), timeout=3600)


def problems() -> dict[str, str]:
    """Return what does not work, by part. Empty when all is well."""
    checks = {"database": _database, "broker": _broker, "simulator": _simulator}
    found = {}
    for part, check in checks.items():
        try:
            problem = check()
        except Exception as error:  # noqa: BLE001 - whatever it is, this part does not work
            problem = f"{type(error).__name__}: {error}"
        if problem:
            found[part] = problem
    if "broker" not in found and (late := _heartbeat()):
        found["worker"] = late
    return found


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _broker() -> str:
    cache.set("readyz", 1, timeout=5)
    return ""


def _heartbeat() -> str:
    last = cache.get(HEARTBEAT)
    if last is None:
        return "No word from the scheduler and a worker yet."
    age = timezone.now().timestamp() - last
    return f"The last word from the scheduler and a worker is {age:.0f} s old." if age > FRESH_SECONDS else ""


def _simulator() -> str:
    if not settings.SIMULATOR_URL:
        return ""
    answer = httpx.get(f"{settings.SIMULATOR_URL}/healthz", timeout=2)
    return "" if answer.status_code == 200 else f"It answers {answer.status_code}."
