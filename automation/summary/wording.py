"""Lists, times and quotations, as people say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from platforms.base import Kind
from platforms.registry import CONNECTORS

MOST_WORDS = 3
LONGEST_TEXT = 40
KINDS = {Kind.COMMENT: gettext_lazy("a comment"), Kind.DIRECT: gettext_lazy("a direct message")}
OPERATORS = {
    "<": gettext_lazy("under %(n)s"),
    "<=": gettext_lazy("at most %(n)s"),
    "=": gettext_lazy("exactly %(n)s"),
    ">=": gettext_lazy("at least %(n)s"),
    ">": gettext_lazy("more than %(n)s"),
}
LAST = {"and": gettext_lazy("and"), "or": gettext_lazy("or")}
HOUR, DAY = 60, 24 * 60


def listed(parts: Iterable[str], last: str) -> str:
    """Return “a”, “a and b”, “a, b and c”. `last` is “and” or “or”."""
    *most, final = list(parts) or [""]
    return f"{', '.join(most)} {LAST[last]} {final}" if most else final


def shortened(names: Sequence[str], last: str) -> str:
    """Return the first names and how many more there are."""
    if len(names) <= MOST_WORDS + 1:
        return listed(names, last)
    return listed([*names[:MOST_WORDS], gettext("%(n)d more") % {"n": len(names) - MOST_WORDS}], last)


def quoted(names: Iterable[str], last: str = "or") -> str:
    return shortened([f"“{name}”" for name in names], last)


def excerpt(text: str) -> str:
    """Return the beginning of a text, in quotation marks."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= LONGEST_TEXT else f'{line[: LONGEST_TEXT - 1]}…'}”"


def duration(minutes: int) -> str:
    """Return minutes as whole days or hours where they are."""
    if minutes % DAY == 0:
        return ngettext("%(n)d day", "%(n)d days", minutes // DAY) % {"n": minutes // DAY}
    if minutes % HOUR == 0:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // HOUR) % {"n": minutes // HOUR}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def span(start: date | None, end: date | None) -> str:
    """Return from and until when, where that is said."""
    said = []
    if start:
        said.append(gettext("from %(day)s") % {"day": date_format(start, gettext("j M Y"))})
    if end:
        said.append(gettext("until %(day)s") % {"day": date_format(end, gettext("j M Y"))})
    return " ".join(said)


def number(value: float) -> str:
    """Return 12 and not 12.0, and 1,200 as people of this language write it."""
    return number_format(int(value) if value == int(value) else value, force_grouping=True)


def platform_name(slug: str) -> str:
    return CONNECTORS[slug].name if slug in CONNECTORS else slug
