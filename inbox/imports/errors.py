"""The bad rows of an import as a CSV file, to be looked at in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any, TextIO

from inbox.imports.reading import Row

# A spreadsheet runs what begins with one of these: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class ErrorFile:
    """Writes line, problem, the row as far as its columns are known, and else its text."""

    def __init__(self, target: TextIO, columns: Sequence[str], *, goes_on: bool = False) -> None:
        """`goes_on`: the target has its header already."""
        self._writer = csv.writer(target)
        self._columns = columns
        if not goes_on:
            self._writer.writerow(["line", "problem", *map(_safe, columns), "as_written"])

    def add(self, row: Row, problem: str) -> None:
        cells = [_safe(row.values.get(name, "")) for name in self._columns]
        self._writer.writerow([row.line, _safe(problem), *cells, _safe(row.written)])


def _safe(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula, and that any file takes."""
    text = "" if value is None else str(value)
    text = text.replace("\0", "").encode("utf-8", "backslashreplace").decode()
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS) else text
