"""What is left of the one private reply to a comment."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from inbox.models import Message

MINUTE, HOUR, DAY = 60, 3600, 86400


def private_state(message: Message, now: datetime, *, is_used: bool) -> str:
    """Say how long a private reply is possible and whether it was used: “6 d 3 h left, 0 of 1 used”."""
    used = _("%(n)d of 1 used") % {"n": int(is_used)}
    window = message.channel.connector_class.private_reply_window
    if window is None:
        return used
    left = (message.sent_at + window - now).total_seconds()
    return _("%(time)s left, %(used)s") % {"time": time_left(max(0, int(left))), "used": used}


def time_left(seconds: int) -> str:
    """Return a length of time by its two largest parts, cut off: nobody is promised more than there is."""
    if seconds >= DAY:
        return _("%(d)d d %(h)d h") % {"d": seconds // DAY, "h": seconds % DAY // HOUR}
    if seconds >= HOUR:
        return _("%(h)d h %(m)d min") % {"h": seconds // HOUR, "m": seconds % HOUR // MINUTE}
    return _("%(m)d min") % {"m": seconds // MINUTE}
