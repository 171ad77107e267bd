"""What a platform counts of a post: numbers that strangers sent, checked one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Beyond this no column holds it, and nobody has so many.
MOST = 2**63 - 1
WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Measures:
    """A platform's counts of a post, None where it tells none. `reach` is people, `views` is times.

    `picture_url` is where a small picture of it is, for now: such addresses expire.
    """

    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    views: int | None = None
    reach: int | None = None
    picture_url: str = ""


def number_of(value: object) -> int | None:
    """Return a count, which some platforms send as text; None for what is none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and isinstance(value, int) and 0 <= value <= MOST else None


def part(value: object, *names: str) -> object:
    """Return what stands at the end of a path of names; None where it is not there."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def address_of(*values: object) -> str:
    """Return the first of these that is a web address of a storable length, or nothing."""
    for value in values:
        if isinstance(value, str) and value.startswith(WEB) and len(value) <= 2000:
            return value
    return ""
