"""What a person sees of a file before it is imported: its form, its first rows, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from inbox.imports.exports.reading import COLUMNS as EXPORT_COLUMNS
from inbox.imports.mapping import match_columns
from inbox.imports.reading import Row
from inbox.imports.runner import read_row
from inbox.models import FileImport
from inbox.uploads import columns, files, sources
from platforms.base import Incoming
from platforms.generic.format import BadRow

SHOWN = 8
EXPORT_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """One row as it would be stored, or why it cannot be."""

    item: Incoming | None
    problem: str = ""

    @property
    def author(self) -> str:
        author = self.item.author if self.item else None
        return (author.name or author.handle or author.external_id) if author else ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a file; of an export also whose it may be, as `ExportLook` says it."""

    found: Sequence[str]
    mapping: Mapping[str, str]
    rows: Sequence[Seen]
    names: Sequence[str] = ()
    owner: str = ""
    may_ask: bool = False
    left_out: int = 0

    @property
    def has_text(self) -> bool:
        return "text" in self.mapping


def preview_of(run: FileImport) -> Preview:
    """Read the beginning of an uploaded file. Raise UnusableFile, or OSError when it is not there."""
    path, choices = files.path_of(run), run.choices
    if run.form == sources.EXPORT:
        return _export_preview(run)
    with sources.open_source(path, run.form, encoding=choices.get("encoding", "utf-8")) as source:
        found = source.columns
        mapping = mapping_of(run, found)
        first = list(islice(source.rows({}), SHOWN))
    return Preview(found, mapping, _seen(run, first, mapping))


def _export_preview(run: FileImport) -> Preview:
    chosen = run.choices.get("owner", "")
    look = sources.look_at_export(files.path_of(run), owner=chosen, most=EXPORT_SHOWN)
    mapping = mapping_of(run, EXPORT_COLUMNS)
    seen = _seen(run, look.rows, mapping)
    owner = chosen or look.owner
    return Preview(EXPORT_COLUMNS, mapping, seen, look.names, owner, look.may_ask, look.left_out)


def mapping_of(run: FileImport, found: Sequence[str]) -> dict[str, str]:
    """Return which columns are meant: those that the person chose, else those that their names tell."""
    if run.form == sources.EXPORT:
        return match_columns(found, {})
    wanted = run.choices.get("mapping")
    return columns.guess(found) if wanted is None else columns.chosen(wanted, found)


def _seen(run: FileImport, rows: Iterable[Row], mapping: Mapping[str, str]) -> list[Seen]:
    if "text" not in mapping:
        return []
    return [_read(run, row, mapping) for row in rows]


def _read(run: FileImport, row: Row, mapping: Mapping[str, str]) -> Seen:
    try:
        return Seen(read_row(row, mapping, zone=run.workspace.zone, now=run.created_at).item)
    except BadRow as reason:
        return Seen(None, str(reason))
