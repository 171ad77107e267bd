"""How people and times are written on the pages."""

from __future__ import annotations

import re
from datetime import datetime
from zlib import crc32

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from inbox.models import Message

register = template.Library()
TONES = 6
MINUTE, HOUR, DAY = 60, 3600, 86400
# What stands in a stored preview for a message without words; platforms have more kinds than these.
WORDLESS = {
    "removed": gettext_lazy("removed"),
    "image": gettext_lazy("image"),
    "photo": gettext_lazy("photo"),
    "video": gettext_lazy("video"),
    "sticker": gettext_lazy("sticker"),
    "story": gettext_lazy("story"),
    "voice": gettext_lazy("voice message"),
    "audio": gettext_lazy("sound"),
    "document": gettext_lazy("document"),
    "location": gettext_lazy("place"),
}
_WORDLESS = re.compile(r"\(\w+(, \w+)*\)")


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
def web_address(url: str | None) -> str:
    """Return a link that a browser only follows, or nothing: `javascript:` would run."""
    return url if url and url.lower().startswith(("https://", "http://")) else ""


@register.filter
def preview(stored: str) -> str:
    """Return a stored preview, in the reader's language where a message has no words of its own."""
    if not _WORDLESS.fullmatch(stored):
        return stored
    return "(" + ", ".join(str(WORDLESS.get(kind, kind)) for kind in stored[1:-1].split(", ")) + ")"


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
    # Translators: how a day is written, in letters of Django's `date` filter; `b`: month in small letters.
    return date_format(local, _("j M") if is_this_year else _("j M Y"))


@register.filter
def short(number: int) -> str:
    """Return a number as people say it in a small place: 8,214, 12.4k, 3.1M. The page gives it in full."""
    for size, letter in ((1_000_000, "M"), (10_000, "k")):
        if number >= size:
            unit = 1_000_000 if letter == "M" else 1_000
            return f"{number_format(round(number / unit, 1), 1)}{letter}"
    return number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def quoted(message: Message, reader: User) -> str:
    """Return the text of a message for a line about it; abuse only for who wants to see that."""
    return message.text if reader.sees_abuse or not message.is_abusive else _("Abusive text")
