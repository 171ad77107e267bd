"""Rows from CSV and JSON Lines, one at a time, each with the line on which it starts."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from inbox.imports.lines import MAX_LINE, Line, Lines, UnusableFile

CSV_NAMES = (".csv", ".tsv", ".txt")
JSON_NAMES = (".jsonl", ".ndjson")
DELIMITERS = (",", ";", "\t")
QUOTED = re.compile(r'"[^"]*"')
# A JSON file has no header: the keys of its first rows stand for one.
PEEKED_ROWS = 20
SHOWN_OF_BAD = 10_000
CSV_PROBLEMS = {
    "unexpected end": "a quote is opened and not closed again.",
    "field larger": f"a cell is longer than {csv.field_size_limit():,} characters. Is a quote missing?",
    "new-line character": "a cell has a line end in it. Put its text between quotes.",
}
AFTER_QUOTE = 'text follows a closing quote. Inside a quoted text a quote is written twice ("").'
ENDLESS = "no end of the row within 1 MB. Is a quote missing?"


@dataclass(frozen=True, slots=True)
class Row:
    """One row by the file's own column names. With a `problem` it cannot be used."""

    line: int
    values: Mapping[str, Any]
    problem: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A file's columns and its rows. `lines` tells how far the reading is."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    lines: Lines


def open_rows(stream: BinaryIO, *, name: str = "", encoding: str = "utf-8") -> Rows:
    """Return what a file holds; `name` helps to tell the format. Raise UnusableFile."""
    lines = Lines(stream, encoding=encoding)
    first = next((line for line in lines if line.problem or line.text.strip()), None)
    if first is None:
        raise UnusableFile(_("The file is empty."))
    lines.give_back([first])
    start, name = first.text.lstrip(), name.lower()
    if start.startswith("[") and not name.endswith(CSV_NAMES):
        raise UnusableFile(
            _("This is one JSON list. Write one object a line (JSON Lines)."),
            hint="For example: jq -c '.[]' FILE > FILE.jsonl",
        )
    if name.endswith(JSON_NAMES) or start.startswith("{"):
        return _json(lines)
    return _csv(lines, _delimiter(first))


def _json(lines: Lines) -> Rows:
    peeked = list(islice(lines, PEEKED_ROWS))
    lines.give_back(peeked)
    columns = dict.fromkeys(key for line in peeked for key in _json_row(line).values)
    rows = (_json_row(line) for line in lines if line.problem or line.text.strip())
    return Rows(tuple(columns), rows, lines)


def _json_row(line: Line) -> Row:
    written = line.text.rstrip("\r\n")[:SHOWN_OF_BAD]
    if line.problem:
        return Row(line.number, {}, line.problem, written)
    try:
        value = json.loads(line.text)
    except json.JSONDecodeError as error:
        problem = f"not valid JSON at character {error.pos + 1}: {error.msg}."
        return Row(line.number, {}, problem, written)
    except (ValueError, RecursionError):
        return Row(line.number, {}, "the JSON is nested too deeply or has too long a number.", written)
    if not isinstance(value, dict):
        return Row(line.number, {}, 'each line must hold one object, as {"text": "Hello"}.', written)
    return Row(line.number, value)


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: Sequence[str]
    problem: str = ""
    written: str = ""


class _Feed:
    """Gives csv.reader its lines and remembers which ones the record at hand has taken."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._size = 0
        self.taken: list[Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken.append(line)
        self._size += len(line.text)
        if line.is_cut or self._size > MAX_LINE:
            raise csv.Error(ENDLESS)
        return line.text

    def forget(self) -> None:
        self._size = 0
        self.taken.clear()


def _csv(lines: Lines, delimiter: str) -> Rows:
    records = (record for record in _records(lines, delimiter) if record.problem or any(record.cells))
    header = next(records, None)
    if header is None:
        raise UnusableFile(_("The file is empty."))
    if header.problem:
        raise UnusableFile(f"The header cannot be read: {header.problem}")
    columns = _columns(header.cells)
    return Rows(columns, (_row(columns, record) for record in records), lines)


def _records(lines: Lines, delimiter: str) -> Iterator[_Record]:
    """Yield each record. After one that makes no sense, reading goes on at its second line:
    a quote that is never closed costs one row, not the rest of the file."""
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.forget()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            first, *rest = feed.taken
            lines.give_back(rest)
            problem = first.problem or _explained(error)
            yield _Record(first.number, (), problem, first.text.rstrip("\r\n")[:SHOWN_OF_BAD])
            continue
        problem = next((line.problem for line in feed.taken if line.problem), "")
        yield _Record(feed.taken[0].number, cells, problem)


def _explained(error: csv.Error) -> str:
    said = str(error)
    if "expected after" in said:
        return AFTER_QUOTE
    return next((ours for theirs, ours in CSV_PROBLEMS.items() if said.startswith(theirs)), said)


def _row(columns: Sequence[str], record: _Record) -> Row:
    cells, count = record.cells, len(columns)
    values = dict(zip(columns, cells, strict=False))
    problem = record.problem
    if not problem and (len(cells) < count or any(cells[count:])):
        found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        problem = f"it has {found}, the header has {count}. Put a text with commas between quotes."
    written = record.written or (json.dumps(cells) if problem else "")
    return Row(record.line, values, problem, written[:SHOWN_OF_BAD])


def _columns(names: Sequence[str]) -> tuple[str, ...]:
    """Return a name for every column; one without a name is called by its place."""
    columns = tuple(name.strip() or f"column {place}" for place, name in enumerate(names, 1))
    twice = [name for name, times in Counter(columns).items() if times > 1]
    if twice:
        raise UnusableFile(f"The header names a column twice: {twice[0]!r}. Rename one of them.")
    return columns


def _delimiter(header: Line) -> str:
    """Return what separates the cells, judged by the header alone: texts hold commas too."""
    return max(DELIMITERS, key=QUOTED.sub("", header.text).count)
