"""Earful's own row format, for CSV and JSON files and for pushed items.

Only `text` is required. Columns that are not named here are kept in `raw`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from platforms.base import Action, Author, Incoming, Kind, PostRef
from platforms.cleaning import clean_json
from platforms.generic.cells import BadRow, Cells
from platforms.reading import MAX_IDENTIFIER

__all__ = ["COLUMNS", "BadRow", "RowResult", "column_name", "to_incoming"]

COLUMNS = (
    "external_id",
    "kind",
    "text",
    "sent_at",
    "author_handle",
    "author_name",
    "author_id",
    "post_id",
    "post_title",
    "parent_id",
    "thread_id",
    "is_own",
    "action",
)
# What makes a row without an id the same row when it comes again.
TELLING_COLUMNS = (
    "text",
    "sent_at",
    "author_handle",
    "author_name",
    "author_id",
    "post_id",
    "parent_id",
    "thread_id",
)
KINDS = {
    "comment": Kind.COMMENT,
    "comments": Kind.COMMENT,
    "direct": Kind.DIRECT,
    "dm": Kind.DIRECT,
    "message": Kind.DIRECT,
    "direct message": Kind.DIRECT,
}
ACTIONS = {action.value: action for action in Action}
WITH_TEXT = frozenset({Action.CREATE, Action.EDIT})


@dataclass(frozen=True, slots=True)
class RowResult:
    """A row in our words.

    `warnings` are codes: `missing_time` (the importer fills in its own time), `no_zone`,
    `bad_characters`, `shortened`.
    """

    item: Incoming
    warnings: tuple[str, ...] = ()


def to_incoming(row: Mapping[str, Any], *, default_zone: tzinfo, now: datetime) -> RowResult:
    """Return what a row says. Raise BadRow, with a reason to show, when it cannot be used."""
    cells = Cells({column_name(name): value for name, value in row.items()})
    kind: Kind = cells.choice("kind", KINDS, Kind.COMMENT.value)
    action: Action = cells.choice("action", ACTIONS, Action.CREATE.value)
    external_id = _external_id(cells, kind, action)
    is_own = cells.is_true("is_own")
    author = _author(cells)
    item = Incoming(
        action=action,
        kind=kind,
        external_id=external_id,
        thread_id=_thread_id(cells, kind, external_id, is_own=is_own),
        author=author,
        text=_text(cells) if action in WITH_TEXT else "",
        occurred_at=cells.moment("sent_at", default_zone=default_zone, now=now),
        parent_id=cells.identifier("parent_id"),
        post=_post(cells),
        is_own=is_own,
        raw=clean_json(row),
    )
    return RowResult(item, tuple(sorted(cells.warnings)))


def column_name(name: object) -> str:
    """Return a column's name as we write it: `Author Handle` is `author_handle`."""
    # A file from a spreadsheet may begin with a byte order mark.
    return str(name).lstrip("\ufeff").strip().lower().replace(" ", "_")


def _text(cells: Cells) -> str:
    text = cells.text("text")
    if not text.strip():
        raise BadRow("text is empty.")
    return text


def _external_id(cells: Cells, kind: Kind, action: Action) -> str:
    external_id = cells.identifier("external_id")
    if external_id:
        return external_id
    if action is not Action.CREATE:
        raise BadRow(f"external_id is needed to say what the action {action.value!r} is about.")
    told = [kind.value, cells.is_true("is_own"), *map(cells.written, TELLING_COLUMNS)]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    return f"row-{digest[:24]}"


def _author(cells: Cells) -> Author | None:
    handle, name = cells.label("author_handle").lstrip("@"), cells.label("author_name")
    external_id = cells.identifier("author_id")
    if not external_id and handle:
        external_id = f"handle:{handle.lower()}"
    if not external_id and name:
        external_id = f"name:{name}"
    return Author(external_id[:MAX_IDENTIFIER], handle, name) if external_id else None


def _thread_id(cells: Cells, kind: Kind, external_id: str, *, is_own: bool) -> str:
    if thread_id := cells.identifier("thread_id"):
        return thread_id
    if kind is Kind.COMMENT:
        return cells.identifier("parent_id") or external_id
    if is_own:
        raise BadRow("thread_id is needed: the author of an own message is not its receiver.")
    thread_id = cells.identifier("author_id") or cells.identifier("author_handle").lstrip("@").lower()
    if not thread_id:
        raise BadRow("A direct message needs thread_id, author_id or author_handle.")
    return thread_id


def _post(cells: Cells) -> PostRef | None:
    external_id = cells.identifier("post_id")
    return PostRef(external_id, title=cells.label("post_title")) if external_id else None
