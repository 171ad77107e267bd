"""The rows of an import that could not be used, as a CSV file that grows with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from inbox.imports.errors import ErrorFile
from inbox.imports.reading import Row
from inbox.imports.runner import Listener
from inbox.models import FileImport
from inbox.uploads.files import errors_path_of

# More than anybody corrects by hand; all of them are counted.
MOST = 10_000
MOST_BYTES = 10 * 1024 * 1024


class BadRows(Listener):
    """Writes bad rows behind those that are in the file already."""

    def __init__(self, stream: TextIO, columns: Sequence[str], *, written: int) -> None:
        self._stream, self._written = stream, written
        self._file = ErrorFile(stream, columns, goes_on=stream.tell() > 0)

    @classmethod
    @contextmanager
    def opened(cls, run: FileImport, columns: Sequence[str]) -> Iterator[BadRows]:
        """Open an import's file, without what a worker wrote and did not live to count."""
        path = errors_path_of(run)
        path.touch()
        with path.open("r+", encoding="utf-8", newline="") as stream:
            stream.truncate(run.cursor.get("errors", 0))
            stream.seek(0, 2)
            yield cls(stream, columns, written=run.counts.get("bad", 0))

    def bad_row(self, row: Row, problem: str) -> None:
        self._written += 1
        if self._written <= MOST and self._stream.tell() < MOST_BYTES:
            self._file.add(row, problem)

    def size(self) -> int:
        """Return how many bytes are written."""
        self._stream.flush()
        return self._stream.tell()
