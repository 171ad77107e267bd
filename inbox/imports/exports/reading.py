"""Reads an export: finds out whose it is and yields its rows in our own format, one file at a time."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from inbox.imports.exports import meta, tiktok, youtube
from inbox.imports.exports.shapes import Document, Values
from inbox.imports.exports.tree import File, Tree
from inbox.imports.lines import UnusableFile
from inbox.imports.reading import Row

LIKELY = re.compile("messag|comment|reacti|user_data|kommentar", re.IGNORECASE)
MOST_KNOWN = 5
# Each takes far more memory than its few bytes in the file.
MAX_VALUES = 3_000_000
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
class Place:
    """A row's place in an export: its file, how many rows are before that file, and the row's number."""

    file: int = 0
    before: int = 0
    row: int = 0


@dataclass(slots=True)
class Export:
    """An export that was understood. `owner` is "" where the direction is told in another way.

    `place` is that of the row that was read last.
    """

    tree: Tree
    owner: str = ""
    place: Place = field(default_factory=Place)

    def rows(self, after: Place | None = None) -> Iterator[Row]:
        """Yield every row, or those after a place; `line` counts them through the whole export."""
        after = after or Place()
        number = after.before
        for index, file in enumerate(self.tree.files()):
            if index < after.file:
                continue
            before = number
            for values in _values(self.tree, file, self.owner) or ():
                number += 1
                if number > after.row:
                    self.place = Place(index, before, number)
                    yield Row(number, values)


@dataclass(slots=True)
class Look:
    """What looking through an export shows: its first files with messages, and who is how often in them."""

    names: Counter[str] = field(default_factory=Counter)
    known: list[File] = field(default_factory=list)

    def rows(self, tree: Tree, owner: str, most: int) -> Iterator[Row]:
        """Yield up to `most` rows of each of the first files."""
        for file in self.known:
            for values in islice(_values(tree, file, owner) or (), most):
                yield Row(0, values)


def open_export(tree: Tree, *, owner: str = "") -> Export:
    """Look through the files. Raise UnusableFile when nothing in them is known, or not whose they are.

    `owner` is the account's name as its direct messages show it; left out, the name in most threads.
    """
    return Export(tree, owner or _most_frequent(look_through(tree).names))


def look_through(tree: Tree, *, most_bytes: int | None = None) -> Look:
    """Read the files, up to `most_bytes` of them. Raise UnusableFile when nothing in them is known."""
    look, size = Look(), 0
    # What is likely to hold messages comes first, for who does not read all.
    for file in sorted(tree.files(), key=lambda file: not LIKELY.search(str(file.path))):
        content = tree.read(file)
        document = _document(file, content)
        people = meta.participants(document) if document else []
        look.names.update(set(people))
        is_known = bool(people) or _values(tree, file, "", content=content) is not None
        if is_known and len(look.known) < MOST_KNOWN:
            look.known.append(file)
        size += len(content)
        if most_bytes is not None and size >= most_bytes:
            break
    if not look.known:
        raise UnusableFile(
            "No messages or comments of Instagram, Facebook, TikTok or YouTube were found in it. Ask for the "
            "export as JSON; HTML cannot be read."
        )
    return look


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
    """Return a JSON file's document; None for a file of another kind, which exports are full of.

    Raise UnusableFile for one with more values than can be held.
    """
    if file.path.suffix.lower() != ".json":
        return None
    if content.count(b",") > MAX_VALUES:
        raise UnusableFile(f"{file.path} has more than {MAX_VALUES:,} values.")
    try:
        found: Any = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return Document(file.path, found, owner)
