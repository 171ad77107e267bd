"""What is said to the second of two who answer."""

from __future__ import annotations

from datetime import datetime

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from inbox.services.colliding import Collision

LONGEST = 200


def warning_of(collision: Collision, now: datetime) -> str:
    """Say who answered, when and what, and that a second press sends nevertheless."""
    values = {"who": _who(collision), "when": _when(collision.at, now), "text": _short(collision.text)}
    return _("%(who)s answered %(when)s: “%(text)s”. Send yours as well?") % values


def _who(collision: Collision) -> str:
    if collision.user:
        return str(collision.user)
    return _("A rule") if collision.is_automatic else _("Somebody in the platform's app")


def _when(at: datetime, now: datetime) -> str:
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return _("%(seconds)s s ago") % {"seconds": seconds}
    return _("%(time)s ago") % {"time": timesince(at, now, depth=1)}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
