"""How people and times are written on the pages."""

from __future__ import annotations

import re
from datetime import datetime
from zlib import crc32

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()
TONES = 6
MINUTE, HOUR, DAY = 60, 3600, 86400


@register.filter
def initials(name: str) -> str:
    """Return one or two letters for an avatar."""
    letters = [word[0] for word in re.findall(r"\w+", str(name)) if not word[0].isdigit()]
    return "".join([*letters[:1], *letters[1:][-1:]]).upper()[:2] or "?"


@register.filter
def tone(value: object) -> int:
    """Return which of the avatar colours belongs to this person, always the same one."""
    return crc32(str(value).encode()) % TONES


@register.filter
def web_address(url: str) -> str:
    """Return a link that a browser only follows, or nothing: `javascript:` would run."""
    return url if url.lower().startswith(("https://", "http://")) else ""


@register.filter
def ago(moment: datetime) -> str:
    """Return a short relative time. The page gives the exact time as the title."""
    seconds = (timezone.now() - moment).total_seconds()
    if seconds < MINUTE:
        return _("now")
    if seconds < HOUR:
        return _("%(n)dm") % {"n": seconds // MINUTE}
    if seconds < DAY:
        return _("%(n)dh") % {"n": seconds // HOUR}
    if seconds < 7 * DAY:
        return _("%(n)dd") % {"n": seconds // DAY}
    local = timezone.localtime(moment)
    is_this_year = local.year == timezone.localtime().year
    return date_format(local, "j M" if is_this_year else "j M Y")
