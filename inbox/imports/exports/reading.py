"""Reads an export: finds out whose it is and yields its rows in our own format, one file at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from math import inf
from typing import Any

from django.utils.translation import gettext as _

from inbox.imports.exports import meta, tiktok, youtube
from inbox.imports.exports.shapes import PROBLEM, Document, Values
from inbox.imports.exports.tree import File, Tree
from inbox.imports.lines import UnusableFile
from inbox.imports.reading import Row

# Of files with threads, and of files without, whose first rows are shown.
MOST_KNOWN = 3
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
                    yield _row(number, values)


@dataclass(slots=True)
class Look:
    """What looking through an export shows: its first files with messages, and who is in how many threads.

    `is_whole`: no file was left for lack of time.
    """

    names: Counter[str] = field(default_factory=Counter)
    known: list[File] = field(default_factory=list)
    is_whole: bool = True
    _shown: Counter[bool] = field(default_factory=Counter)

    @property
    def owner(self) -> str:
        """Return who is in more threads than anybody else; "" when nobody is."""
        ranked = self.names.most_common(2)
        is_shared = len(ranked) == 2 and ranked[0][1] == ranked[1][1]
        return ranked[0][0] if ranked and not is_shared else ""

    def at(self, tree: Tree, file: File) -> int:
        """Look at one file; return its size."""
        content = tree.read(file)
        document = _document(tree, file, content)
        threads = list(meta.threads(document)) if document else []
        for names in threads:
            self.names.update(names)
        is_thread = bool(threads)
        is_known = is_thread or _values(tree, file, "", content=content) is not None
        if is_known and self._shown[is_thread] < MOST_KNOWN:
            self._shown[is_thread] += 1
            self.known.append(file)
        return len(content)

    def rows(self, tree: Tree, owner: str, most: int) -> Iterator[Row]:
        """Yield up to `most` rows of each of the first files."""
        for file in self.known:
            for values in islice(_values(tree, file, owner) or (), most):
                yield _row(0, values)


def open_export(tree: Tree, *, owner: str = "") -> Export:
    """Look through the files. Raise UnusableFile when nothing in them is known, or not whose they are.

    `owner` is the account's name as its direct messages show it; left out, the name in most threads.
    """
    look = look_through(tree)
    if look.names and not owner and not look.owner:
        first, second = (name for name, times in look.names.most_common(2))
        raise UnusableFile(f"Is the account “{first}” or “{second}”? The export does not say. Give its name.")
    return Export(tree, owner or look.owner)


def look_through(tree: Tree, *, most_bytes: float = inf, most_files: float = inf) -> Look:
    """Read the files, no more than so many. Raise UnusableFile when nothing in them is known."""
    look, size = Look(), 0
    files = sorted(tree.files(), key=_rank)
    for count, file in enumerate(files, 1):
        size += look.at(tree, file)
        if size >= most_bytes or count >= most_files:
            look.is_whole = count == len(files)
            break
    if not look.known:
        raise UnusableFile(
            _(
                "No messages or comments of Instagram, Facebook, TikTok or YouTube were found in it. "
                "Ask for the export as JSON; HTML cannot be read."
            )
        )
    return look


def _rank(file: File) -> int:
    """Return how early to look at it, for who does not read all: threads tell whose export it is."""
    return 0 if "messag" in str(file.path).lower() else 1 if file.is_likely else 2


def _row(number: int, values: Values) -> Row:
    return Row(number, values, values.pop(PROBLEM, ""))


def _values(tree: Tree, file: File, owner: str, *, content: bytes | None = None) -> Iterator[Values] | None:
    content = tree.read(file) if content is None else content
    if file.path.suffix.lower() == ".csv":
        return youtube.read(content)
    document = _document(tree, file, content, owner)
    return (meta.read(document) or tiktok.read(document)) if document else None


def _document(tree: Tree, file: File, content: bytes, owner: str = "") -> Document | None:
    """Return a JSON file's document; None for a file of another kind, which exports are full of.

    Raise UnusableFile for messages with more values than can be held.
    """
    if file.path.suffix.lower() != ".json":
        return None
    if content.count(b",") > MAX_VALUES:
        if file.is_likely:
            raise UnusableFile(f"{file.path} has more than {MAX_VALUES:,} values.")
        tree.left_out.add(file.path)
        return None
    try:
        found: Any = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return Document(file.path, found, owner)
