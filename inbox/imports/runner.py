"""Takes rows to the inbox in batches, and counts. Prints nothing: a Listener may."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from itertools import islice

from inbox.imports.mapping import renamed
from inbox.imports.reading import Row
from inbox.imports.seen import SeenIds
from inbox.imports.storing import Store
from platforms.base import Action, Incoming
from platforms.cleaning import clean_json
from platforms.generic.format import BadRow, RowResult, to_incoming

BATCH = 1000


@dataclass
class Summary:
    """How an import went: `rows` is the sum of the five counts below it."""

    rows: int = 0
    new: int = 0
    already_there: int = 0
    repeated: int = 0
    changes: int = 0
    bad: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    is_stopped: bool = False


class StopImport(Exception):
    """Raised by a Listener in `batch_done`: the import ends there, with all so far stored."""


class Listener:
    """Is told how an import goes. Does nothing by itself."""

    def bad_row(self, row: Row, problem: str) -> None:
        """A row cannot be used."""

    def repeated_row(self, line: int, first_line: int) -> None:
        """A row has the id of an earlier row in the file."""

    def batch_done(self, summary: Summary) -> None:
        """A batch is committed."""


def run_import(
    rows: Iterable[Row],
    store: Store,
    *,
    columns: Mapping[str, str],
    zone: tzinfo,
    now: datetime,
    listener: Listener | None = None,
) -> Summary:
    """Store every good row and count every row. Safe to repeat, also after a stop half-way.

    `columns` is from `match_columns`; `zone` is for times without one; a row without a time
    gets `now`.
    """
    started = time.monotonic()
    with closing(SeenIds()) as seen:
        run = Import(store, columns, zone, now, listener or Listener(), seen)
        try:
            for batch in _batches(rows):
                run.take(batch)
                run.summary.seconds = time.monotonic() - started
                run.listener.batch_done(run.summary)
        except StopImport:
            run.summary.is_stopped = True
    return run.summary


def read_row(row: Row, columns: Mapping[str, str], *, zone: tzinfo, now: datetime) -> RowResult:
    """Return what a row says. Raise BadRow, with a reason to show, when it cannot be used."""
    if row.problem:
        raise BadRow(row.problem)
    result = to_incoming(renamed(row.values, columns), default_zone=zone, now=now)
    action = result.item.action
    if action is not Action.CREATE and result.item.occurred_at is None:
        raise BadRow(f"sent_at is needed to say when the action {action.value!r} happened.")
    return replace(result, item=replace(result.item, raw=clean_json(row.values)))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


@dataclass
class Import:
    """Takes batches of rows, stores what is good in them, and counts in `summary`."""

    store: Store
    columns: Mapping[str, str]
    zone: tzinfo
    now: datetime
    listener: Listener
    seen: SeenIds
    summary: Summary = field(default_factory=Summary)

    def take(self, batch: Sequence[Row]) -> None:
        unseen: set[str] = set()
        items = [item for row in batch if (item := self._usable(row, unseen))]
        stored = self.store(items, unseen)
        for reason in stored.rejected:
            self._refuse(Row(batch[0].line, {}), f"in the batch from here: {reason}")
        self.summary.rows += len(batch)
        self.summary.new += stored.new
        self.summary.already_there += len(unseen) - stored.new - len(stored.rejected)
        self.summary.outcomes.update(stored.outcomes)

    def _usable(self, row: Row, unseen: set[str]) -> Incoming | None:
        try:
            result = read_row(row, self.columns, zone=self.zone, now=self.now)
        except BadRow as reason:
            self._refuse(row, str(reason))
            return None
        item = result.item
        self.summary.warnings.update(result.warnings)
        if item.action is not Action.CREATE:
            self.summary.changes += 1
        elif first_line := self.seen.first_line(item.external_id, row.line):
            self.summary.repeated += 1
            self.listener.repeated_row(row.line, first_line)
        else:
            unseen.add(item.external_id)
        return item

    def _refuse(self, row: Row, problem: str) -> None:
        self.summary.bad += 1
        self.listener.bad_row(row, problem)
