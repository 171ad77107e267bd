"""How long a text still waits for second thoughts."""

from __future__ import annotations

from math import ceil

from django import template
from django.conf import settings
from django.utils import timezone

from inbox.models import PlatformCall

register = template.Library()


@register.filter
def seconds_to_undo(call: PlatformCall) -> int:
    """Return the seconds in which a text can still be taken back; 0 when it waits for something else."""
    seconds = ceil((call.run_at - timezone.now()).total_seconds())
    is_waiting = call.status == PlatformCall.Status.QUEUED and not call.attempts
    return seconds if is_waiting and 0 < seconds <= settings.UNDO_SECONDS else 0
