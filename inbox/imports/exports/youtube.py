"""YouTube's part of Google Takeout: the account's own comments, as CSV in one of many languages.

https://github.com/purarue/google_takeout_parser (tests/test_csv.py) shows how the cells changed.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from inbox.imports.exports.shapes import Values, rows, text

NAMES = {
    "comment id": "external_id",
    "comment create timestamp": "sent_at",
    "parent comment id": "parent_id",
    "video id": "post_id",
    "comment text": "text",
    "reactie-id": "external_id",
    "aanmaaktijdstempel reactie": "sent_at",
    "bovenliggende reactie-id": "parent_id",
    "video-id": "post_id",
    "reactietekst": "text",
}
NEEDED = frozenset({"external_id", "sent_at", "text"})


def read(content: bytes) -> Iterator[Values] | None:
    """Return the rows of a CSV file, None when it holds no comments of YouTube's."""
    try:
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        header = next(lines, [])
    except (UnicodeDecodeError, csv.Error):
        return None
    columns = [NAMES.get(name.strip().lower(), "") for name in header]
    return _rows(columns, lines) if set(columns) >= NEEDED else None


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
