"""Lists, times and quotations, as people say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from platforms.base import Kind
from platforms.registry import CONNECTORS

MOST_WORDS = 3
LONGEST_TEXT = 40
KINDS = {Kind.COMMENT: "comment", Kind.DIRECT: "direct message"}
OPERATORS = {"<": "under", "<=": "at most", "=": "exactly", ">=": "at least", ">": "more than"}
UNITS = ((24 * 60, "day"), (60, "hour"), (1, "minute"))


def listed(parts: Iterable[str], last: str) -> str:
    """Return “a”, “a and b”, “a, b and c”."""
    *most, final = list(parts) or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


def shortened(names: Sequence[str], last: str) -> str:
    """Return the first names and how many more there are."""
    if len(names) <= MOST_WORDS + 1:
        return listed(names, last)
    return listed([*names[:MOST_WORDS], f"{len(names) - MOST_WORDS} more"], last)


def quoted(names: Iterable[str], last: str = "or") -> str:
    return shortened([f"“{name}”" for name in names], last)


def excerpt(text: str) -> str:
    """Return the beginning of a text, in quotation marks."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= LONGEST_TEXT else f'{line[: LONGEST_TEXT - 1]}…'}”"


def duration(minutes: int) -> str:
    """Return minutes as whole days or hours where they are."""
    size, unit = next((size, unit) for size, unit in UNITS if minutes % size == 0)
    count = minutes // size
    return f"{count} {unit}{'' if count == 1 else 's'}"


def number(value: float) -> str:
    """Return 12 and not 12.0."""
    return f"{int(value):,}" if value == int(value) else str(value)


def platform_name(slug: str) -> str:
    return CONNECTORS[slug].name if slug in CONNECTORS else slug
