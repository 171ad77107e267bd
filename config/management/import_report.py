"""What `import_feed` shows: how far it is, the rows it cannot use, and the sum."""

from __future__ import annotations

from collections.abc import Iterator

from config.management.terminal import Meter
from inbox.imports.errors import ErrorFile
from inbox.imports.lines import OR_ITS_ENCODING, Lines
from inbox.imports.reading import Row
from inbox.imports.runner import Listener, StopImport, Summary

MOST_SHOWN = 20
WARNINGS = {
    "missing_time": "without a time; they got the time of the import",
    "no_zone": "with a time without a zone; taken in the zone of the workspace or --timezone",
    "bad_characters": "with characters that cannot be stored; replaced",
    "shortened": "with a name or title that was too long; shortened",
}
OUTCOMES = {
    "acted": "acted on",
    "suggested": "suggested",
    "shadow": "would have been acted on",
    "held_back": "held back",
    "no_match": "matched by no rule",
}


class ImportReport(Listener):
    def __init__(self, meter: Meter, lines: Lines, errors: ErrorFile | None, *, is_verbose: bool) -> None:
        self._meter = meter
        self._lines = lines
        self._errors = errors
        self._is_verbose = is_verbose
        self._shown: list[str] = []
        self._is_stopping = False

    def stop(self) -> None:
        """End the import after the batch at hand. Prints nothing: a signal may come in mid-print."""
        self._is_stopping = True

    def bad_row(self, row: Row, problem: str) -> None:
        if len(self._shown) < MOST_SHOWN:
            self._shown.append(f"line {row.line}: {problem}")
        if self._errors:
            self._errors.add(row, problem)

    def repeated_row(self, line: int, first_line: int) -> None:
        if self._is_verbose:
            self._meter.say(f"line {line}: the same id as line {first_line}; counted as repeated.")

    def batch_done(self, summary: Summary) -> None:
        self._meter.show(
            self._lines.bytes_read, f"{summary.rows:,} rows, {summary.new:,} new, {summary.bad:,} bad"
        )
        if self._is_stopping:
            raise StopImport

    def conclusion(self, summary: Summary, *, is_dry_run: bool) -> Iterator[str]:
        """Yield the lines to end with."""
        yield from self._shown
        if summary.bad > len(self._shown):
            yield f"… and {summary.bad - len(self._shown):,} more bad rows."
        if any(OR_ITS_ENCODING in shown for shown in self._shown):
            yield "The encoding is chosen with, for example, --encoding cp1252."
        if is_dry_run:
            yield "Dry run: nothing was written. An import would give:"
        yield from _table(summary)
        pace = summary.rows / summary.seconds if summary.seconds else 0
        yield f"{summary.seconds:>10,.1f} seconds ({pace:,.0f} rows a second)"


def _table(summary: Summary) -> Iterator[str]:
    yield f"{summary.rows:>10,} rows read"
    yield f"{summary.new:>10,} new"
    yield f"{summary.already_there:>10,} already there"
    if summary.repeated:
        yield f"{summary.repeated:>10,} repeated in the file"
    if summary.changes:
        yield f"{summary.changes:>10,} changes to messages"
    yield f"{summary.bad:>10,} bad"
    for code, count in sorted(summary.warnings.items()):
        yield f"{count:>10,} {WARNINGS.get(code, code)}"
    if summary.outcomes:
        yield f"{sum(summary.outcomes.values()):>10,} decisions by the rules"
    for code, count in sorted(summary.outcomes.items()):
        yield f"{count:>10,} {OUTCOMES.get(code, code)}"
