"""Reads an export: finds out whose it is and yields its rows in our own format, one file at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inbox.imports.exports import meta, tiktok, youtube
from inbox.imports.exports.shapes import Document, Values
from inbox.imports.exports.tree import File, Tree
from inbox.imports.lines import UnusableFile
from inbox.imports.reading import Row

COLUMNS = (
    "kind",
    "external_id",
    "thread_id",
    "parent_id",
    "post_id",
    "author_id",
    "author_handle",
    "author_name",
    "is_own",
    "text",
    "sent_at",
    "written_below",
)


@dataclass(frozen=True, slots=True)
class Export:
    """An export that was understood. `owner` is "" where the direction is told in another way."""

    tree: Tree
    owner: str = ""

    def rows(self) -> Iterator[Row]:
        """Yield every row; `line` counts them through the whole export."""
        number = 0
        for file in self.tree.files():
            for values in _values(self.tree, file, self.owner) or ():
                number += 1
                yield Row(number, values)


def open_export(tree: Tree, *, owner: str = "") -> Export:
    """Look through the files. Raise UnusableFile when nothing in them is known, or not whose they are.

    `owner` is the account's name as its direct messages show it; left out, the name in most threads.
    """
    names, is_known = Counter[str](), False
    for file in tree.files():
        content = tree.read(file)
        document = _document(file, content)
        people = meta.participants(document) if document else []
        names.update(set(people))
        is_known = is_known or bool(people) or _values(tree, file, "", content=content) is not None
    if not is_known:
        raise UnusableFile(
            "No messages or comments of Instagram, Facebook, TikTok or YouTube were found in it. Ask for the "
            "export as JSON; HTML cannot be read."
        )
    return Export(tree, owner or _most_frequent(names))


def _most_frequent(names: Counter[str]) -> str:
    ranked = names.most_common(2)
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        raise UnusableFile(
            f"Is the account “{ranked[0][0]}” or “{ranked[1][0]}”? The export does not say. Give its name."
        )
    return ranked[0][0] if ranked else ""


def _values(tree: Tree, file: File, owner: str, *, content: bytes | None = None) -> Iterator[Values] | None:
    content = tree.read(file) if content is None else content
    if file.path.suffix.lower() == ".csv":
        return youtube.read(content)
    document = _document(file, content, owner)
    return (meta.read(document) or tiktok.read(document)) if document else None


def _document(file: File, content: bytes, owner: str = "") -> Document | None:
    """Return a JSON file's document; None for a file of another kind, which exports are full of."""
    if file.path.suffix.lower() != ".json":
        return None
    try:
        found: Any = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return Document(file.path, found, owner)
