"""Which ids a file has held so far, without keeping them all in memory."""

from __future__ import annotations

import sqlite3


class SeenIds:
    """A private database that SQLite keeps in a temporary file once it grows."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        # Nobody needs it after a crash.
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def first_line(self, external_id: str, line: int) -> int | None:
        """Return on which line the id stood before; None, and remember it, when it is new."""
        added = self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (external_id, line))
        if added.rowcount:
            return None
        found = self._database.execute("SELECT line FROM seen WHERE id = ?", (external_id,))
        return int(found.fetchone()[0])

    def close(self) -> None:
        self._database.close()
