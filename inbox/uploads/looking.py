"""What a person sees of a file before it is imported: its form, its first rows, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    """The first rows of a file. `names` are the people whose export it may be."""

    found: Sequence[str]
    mapping: Mapping[str, str]
    names: Sequence[str] = ()
    rows: Sequence[Seen] = field(default=())

    @property
    def has_text(self) -> bool:
        return "text" in self.mapping


def preview_of(run: FileImport) -> Preview:
    """Read the beginning of an uploaded file. Raise UnusableFile, or OSError when it is not there."""
    path, choices = files.path_of(run), run.choices
    if run.form == sources.EXPORT:
        owner = choices.get("owner", "")
        names, rows = sources.look_at_export(path, owner=owner, most=EXPORT_SHOWN)
        mapping = mapping_of(run, EXPORT_COLUMNS)
        return Preview(EXPORT_COLUMNS, mapping, names, _seen(run, rows, mapping))
    with sources.open_source(path, run.form, encoding=choices.get("encoding", "utf-8")) as source:
        found = source.columns
        mapping = mapping_of(run, found)
        first = list(islice(source.rows({}), SHOWN))
    return Preview(found, mapping, rows=_seen(run, first, mapping))


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
