"""What the readers of all platforms share: a document, and the rows that they make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

Values = dict[str, Any]
# Says beside the values of a row why it cannot be used.
PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Document:
    """The content of one JSON file. `owner` is how the account that made the export is called."""

    path: PurePosixPath
    content: Any
    owner: str = ""


def rows(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects in what should be a list, which some exports leave null."""
    yield from (item for item in listed(value) if isinstance(item, dict))


def listed(value: object) -> list[Any]:
    """Return a list as it is, and none for anything else."""
    return value if isinstance(value, list) else []


def inner(value: object, *names: str) -> Any:
    """Return what lies below these names; None where one of them is not there."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value: object) -> str:
    return value if isinstance(value, str) else ""
