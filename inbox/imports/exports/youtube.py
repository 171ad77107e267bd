"""YouTube's part of Google Takeout: the account's own comments, as CSV in one of many languages.

https://github.com/purarue/google_takeout_parser (tests/test_csv.py) shows how the cells changed. The Dutch
header is after d3i-infra's data-donation-task, the German and French ones after
hyp3r-dev/utube-comment-cleaner (takeout.ts); nobody vouches for the French one.
Any other language does not matter: the cells tell.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from inbox.imports.exports.shapes import Values, rows, text
from inbox.imports.lines import UnusableFile
from platforms.times import parse_iso

NAMES = {
    "comment id": "external_id",
    "comment create timestamp": "sent_at",
    "comment creation timestamp": "sent_at",
    "parent comment id": "parent_id",
    "video id": "post_id",
    "comment text": "text",
    "reactie-id": "external_id",
    "aanmaaktijdstempel reactie": "sent_at",
    "bovenliggende reactie-id": "parent_id",
    "video-id": "post_id",
    "reactietekst": "text",
    "kommentar-id": "external_id",
    "zeitstempel der erstellung des kommentars": "sent_at",
    "übergeordnete kommentar-id": "parent_id",
    "kommentartext": "text",
    "id du commentaire": "external_id",
    "horodatage de création du commentaire": "sent_at",
    "id du commentaire parent": "parent_id",
    "id de la vidéo": "post_id",
    "texte du commentaire": "text",
}
NEEDED = frozenset({"external_id", "sent_at", "text"})
# An answer's id is that of the comment above it, a dot, and one of its own.
COMMENT_ID = re.compile(r"Ug[\w-]{10,}(\.[\w-]+)?", re.ASCII)
VIDEO_ID = re.compile(r"[\w-]{11}", re.ASCII)
SAMPLE = 50


def read(content: bytes) -> Iterator[Values] | None:
    """Return the rows of a CSV file, None when it holds no comments of YouTube's."""
    try:
        lines: Iterator[list[str]] = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        header = next(lines, [])
        columns = [NAMES.get(name.strip().lower(), "") for name in header]
        if not set(columns) >= NEEDED:
            sample = list(islice(lines, SAMPLE))
            columns, lines = _told_by_cells(len(header), sample), chain(sample, lines)
    except (UnicodeDecodeError, csv.Error):
        return None
    return _rows(columns, _usable(lines)) if set(columns) >= NEEDED else None


def _usable(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield lines. Raise UnusableFile at one that is none: a cell without an end, for one."""
    try:
        yield from lines
    except csv.Error as error:
        raise UnusableFile(f"A table of comments in it cannot be read: {error}.") from error


def _told_by_cells(count: int, sample: Sequence[Sequence[str]]) -> list[str]:
    """Return what stands in each column, "" where that is of no use or cannot be told."""
    full = [cells for cells in sample if len(cells) == count and any(cells)]
    columns = [""] * count
    for place, cells in enumerate(zip(*full, strict=True)):
        name = _kind_of(cells)
        # The first of several is meant: what else names a comment or a video comes behind it.
        columns[place] = "" if name in columns else name
    if "external_id" in columns:
        ids = [cells[columns.index("external_id")] for cells in full]
        for place, cells in enumerate(zip(*full, strict=True)):
            if not columns[place] and any(cells) and _are_parents(cells, ids):
                columns[place] = "parent_id"
                break
    return columns


def _kind_of(cells: Sequence[str]) -> str:
    if all(words(cell) != cell for cell in cells):
        return "text"
    if all(COMMENT_ID.fullmatch(cell) for cell in cells):
        return "external_id"
    if all(parse_iso(cell) for cell in cells):
        return "sent_at"
    return "post_id" if all(VIDEO_ID.fullmatch(cell) for cell in cells if cell) and any(cells) else ""


def _are_parents(cells: Sequence[str], ids: Sequence[str]) -> bool:
    return all(
        cell == of.partition(".")[0] if "." in of else not cell for cell, of in zip(cells, ids, strict=True)
    )


def _rows(columns: Sequence[str], lines: Iterator[list[str]]) -> Iterator[Values]:
    for cells in lines:
        if any(cells):
            values: Values = {
                name: cell for name, cell in zip(columns, cells, strict=False) if name and name != "text"
            }
            written = dict(zip(columns, cells, strict=False)).get("text", "")
            yield {**values, "kind": "comment", "is_own": True, "text": words(written)}


def words(cell: str) -> str:
    """Return the text of a cell: plain, one object of segments, or objects with commas between them."""
    if not cell.lstrip().startswith("{"):
        return cell
    try:
        # Line ends stand in the texts as they are.
        parts = json.loads(f"[{cell}]", strict=False)
    except (ValueError, RecursionError):
        return cell
    segments = [inner for part in rows(parts) for inner in rows(part.get("takeoutSegments", [part]))]
    return "".join(text(segment.get("text")) for segment in segments)
