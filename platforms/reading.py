"""Reads payloads that strangers wrote: each part is checked, a bad one is noted, not fatal."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from platforms.base import Incoming, Parsed
from platforms.cleaning import clean

# The account of a payload that names none: the one whose own secret signed it.
SIGNED_FOR = ""
MAX_IDENTIFIER = 255
MAX_LABEL = 255
MAX_REASONS = 100


class NotUnderstood(ValueError):
    """A part of a payload is not of a shape we know."""


class Findings:
    """Gathers what a parser finds. Reasons are bounded: a payload may be all nonsense."""

    def __init__(self) -> None:
        self._items: dict[str, list[Incoming]] = {}
        self._ignored = 0
        self._reasons: list[str] = []
        self._unlisted = 0

    @contextmanager
    def at(self, path: str) -> Iterator[None]:
        """Note what is not understood inside the block, with its place, and go on."""
        try:
            yield
        except NotUnderstood as reason:
            self.note(path, str(reason))

    def add(self, account_id: str, item: Incoming) -> None:
        self._items.setdefault(account_id, []).append(item)

    def ignore(self) -> None:
        self._ignored += 1

    def note(self, path: str, reason: str) -> None:
        if len(self._reasons) < MAX_REASONS:
            self._reasons.append(f"{path}: {reason}")
        else:
            self._unlisted += 1

    def parsed(self) -> Parsed:
        more = (f"and {self._unlisted} more",) if self._unlisted else ()
        items = {account_id: tuple(items) for account_id, items in self._items.items()}
        return Parsed(items=items, ignored=self._ignored, unknown=(*self._reasons, *more))


def shown(value: object) -> str:
    """Return a short, printable picture of any value, for a reason."""
    return reprlib.repr(value)


def mapping(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise NotUnderstood(f"{name} is not an object: {shown(value)}")
    return value


def optional_mapping(value: object, name: str) -> Mapping[str, Any]:
    return {} if value is None else mapping(value, name)


def sequence(value: object, name: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise NotUnderstood(f"{name} is not a list: {shown(value)}")
    return value


def identifier(value: object, name: str) -> str:
    """Return an id as text. Some platforms send numbers; a float has lost digits already."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    written = str(value) if is_number or isinstance(value, str) else ""
    if written and len(written) <= MAX_IDENTIFIER and written == clean(written):
        return written
    raise NotUnderstood(f"{name} is not an id: {shown(value)}")


def optional_identifier(value: object, name: str) -> str:
    return "" if value is None or value == "" else identifier(value, name)


def text(value: object, name: str) -> str:
    """Return what was written, "" when there is nothing."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotUnderstood(f"{name} is not text: {shown(value)}")
    return clean(value)


def label(value: object, name: str) -> str:
    """Return a name or title, cut to what a column holds."""
    return text(value, name)[:MAX_LABEL]


def link(value: object) -> str:
    """Return a web address; "" for anything else, as it may end up behind a click."""
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return clean(value)
    return ""
