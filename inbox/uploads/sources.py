"""An uploaded file as rows that can be read on from where somebody stopped."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from inbox.imports.exports import reading as exports
from inbox.imports.exports.tree import MAX_FILE, is_archive, open_tree
from inbox.imports.lines import UnusableFile
from inbox.imports.reading import Row, Rows, open_rows

ROWS, EXPORT = "rows", "export"
# What is read of an export to find out whose it is, while a person waits.
LOOKED_AT = {"most_bytes": 10 * 1024 * 1024, "most_files": 2_000}
# Until here a file is looked at to tell its encoding.
TOLD_BY = 256 * 1024
EXPORT_SUFFIXES = (".json", ".csv")
KILOBYTE = 1024

Cursor = dict[str, Any]


class Source(Protocol):
    """Rows, how far they are read, and how much there is, in kilobytes."""

    @property
    def columns(self) -> Sequence[str]:
        """Return the file's own names of its columns."""

    @property
    def total(self) -> int:
        """Return how many kilobytes there are."""

    def rows(self, cursor: Cursor) -> Iterator[Row]:
        """Yield the rows after `cursor`; an empty one is the beginning."""

    def cursor(self) -> Cursor:
        """Return where the last row that was taken ends."""

    def done(self) -> int:
        """Return how many kilobytes are read."""


class TableSource:
    """CSV or JSON Lines."""

    def __init__(self, rows: Rows, size: int) -> None:
        self.columns = rows.columns
        self.total = size // KILOBYTE
        self._rows = rows

    def rows(self, cursor: Cursor) -> Iterator[Row]:
        if cursor:
            self._rows.lines.go_to((cursor["byte"], cursor["line"]))
        return self._rows.rows

    def cursor(self) -> Cursor:
        byte, line = self._rows.lines.mark()
        return {"byte": byte, "line": line}

    def done(self) -> int:
        return self._rows.lines.mark()[0] // KILOBYTE


class ExportSource:
    """What a platform hands out: many files, of which those before the cursor are not opened again."""

    columns = exports.COLUMNS

    def __init__(self, export: exports.Export) -> None:
        self._export = export
        self._sizes = [file.size for file in export.tree.files()]
        self.total = sum(self._sizes) // KILOBYTE

    def rows(self, cursor: Cursor) -> Iterator[Row]:
        return self._export.rows(exports.Place(**cursor) if cursor else None)

    def cursor(self) -> Cursor:
        place = self._export.place
        return {"file": place.file, "before": place.before, "row": place.row}

    def done(self) -> int:
        return sum(self._sizes[: self._export.place.file]) // KILOBYTE


@contextmanager
def open_source(path: Path, form: str, *, owner: str = "", encoding: str = "utf-8") -> Iterator[Source]:
    """Open a file whose form is known. Raise UnusableFile, or OSError when it is not there any more."""
    if not path.is_file():
        raise FileNotFoundError(path.name)
    if form == EXPORT:
        with open_tree(path) as tree:
            yield ExportSource(exports.Export(tree, owner))
        return
    with path.open("rb") as stream:
        yield TableSource(open_rows(stream, name=path.name, encoding=encoding), path.stat().st_size)


def form_of(path: Path) -> str:
    """Return what kind of file it is. Raise UnusableFile, with the reason, when it is none of ours."""
    if is_archive(path):
        with open_tree(path) as tree:
            exports.look_through(tree, **LOOKED_AT)
        return EXPORT
    if path.suffix in EXPORT_SUFFIXES and path.stat().st_size <= MAX_FILE and _is_export(path):
        return EXPORT
    with path.open("rb") as stream:
        open_rows(stream, name=path.name, encoding=encoding_of(path))
    return ROWS


def encoding_of(path: Path) -> str:
    """Return cp1252 for what is no UTF-8: older spreadsheets write it, and it takes nearly any byte."""
    with path.open("rb") as stream:
        start = stream.read(TOLD_BY)
    try:
        # The end of what was read may be the middle of a character.
        codecs.getincrementaldecoder("utf-8")().decode(start, final=len(start) < TOLD_BY)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


@dataclass(frozen=True, slots=True)
class ExportLook:
    """The beginning of an export: who it may belong to, most likely first, and some of its rows.

    `owner`     whose it must be, "" when that cannot be told.
    `may_ask`   names may stand where nobody has looked.
    `left_out`  how many files are too large to be read.
    """

    names: Sequence[str]
    owner: str
    may_ask: bool
    left_out: int
    rows: Sequence[Row]


def look_at_export(path: Path, *, owner: str, most: int) -> ExportLook:
    """Look at an export, with up to `most` rows of some of its files.

    Raise UnusableFile when nothing in it is known.
    """
    with open_tree(path) as tree:
        look = exports.look_through(tree, **LOOKED_AT)
        names = [name for name, _ in look.names.most_common(5)]
        shown = list(look.rows(tree, owner or look.owner or "".join(names[:1]), most))
        return ExportLook(names, look.owner, bool(names) or not look.is_whole, len(tree.left_out), shown)


def _is_export(path: Path) -> bool:
    try:
        with open_tree(path) as tree:
            exports.look_through(tree)
    except UnusableFile:
        return False
    return True
