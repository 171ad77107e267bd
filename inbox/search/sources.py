"""What is searched, and how each database keeps its index of it.

SQLite: an FTS5 table over each source, kept current by triggers, so that whatever writes a row,
also in bulk, is found. PostgreSQL: a GIN index on an expression. Neither keeps a second copy of a text.
https://www.sqlite.org/fts5.html#external_content_tables
https://www.postgresql.org/docs/current/textsearch-tables.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models.expressions import RawSQL

from inbox.search.terms import fold

# PostgreSQL's parser takes <b>, a@b and a.b/c for one thing each, or for none; and it keeps accents.
_LETTERS = [chr(code) for code in range(0xC0, 0x180) if len(fold(chr(code))) == 1]
_SIGNS = "<>@./:&=?+-#"
_FROM = "".join(_LETTERS) + _SIGNS
_TO = "".join(fold(letter) for letter in _LETTERS) + " " * len(_SIGNS)


@dataclass(frozen=True, slots=True)
class Source:
    """A table and its columns of words. All names are ours; what people type is a parameter."""

    table: str
    columns: tuple[str, ...]

    @property
    def index(self) -> str:
        return f"{self.table}_search"

    @property
    def vector(self) -> str:
        words = " || ' ' || ".join(self.columns)
        return f"to_tsvector('simple', translate({words}, '{_FROM}', '{_TO}'))"

    def matching(self, terms: list[str], *, vendor: str, how: str = "AND") -> RawSQL:
        """Return the ids of rows in which words begin with all (or with `OR`, any) of these terms."""
        if vendor == "sqlite":
            sql = f"SELECT rowid FROM {self.index} WHERE {self.index} MATCH %s"  # noqa: S608
            return RawSQL(sql, [f" {how} ".join(f'"{term}"*' for term in terms)])  # noqa: S611
        operator = " & " if how == "AND" else " | "
        sql = f"SELECT id FROM {self.table} WHERE {self.vector} @@ to_tsquery('simple', %s)"  # noqa: S608
        return RawSQL(sql, [operator.join(f"'{term}':*" for term in terms)])  # noqa: S611

    def postgresql(self) -> str:
        return f"CREATE INDEX IF NOT EXISTS {self.index} ON {self.table} USING gin (({self.vector}))"

    def sqlite(self) -> Iterator[str]:
        columns = ", ".join(self.columns)
        yield (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.index} USING fts5({columns}, content='{self.table}', "
            f"content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
        )
        for name, event, acts in (
            ("added", "INSERT", [self._put()]),
            ("gone", "DELETE", [self._take()]),
            ("changed", f"UPDATE OF {columns}", [self._take(), self._put()]),
        ):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {self.index}_{name} AFTER {event} ON {self.table} "
                f"BEGIN {' '.join(acts)} END"
            )

    def _put(self) -> str:
        columns = ", ".join(self.columns)
        values = ", ".join(f"new.{column}" for column in self.columns)
        return f"INSERT INTO {self.index} (rowid, {columns}) VALUES (new.id, {values});"  # noqa: S608

    def _take(self) -> str:
        columns = ", ".join(self.columns)
        values = ", ".join(f"old.{column}" for column in self.columns)
        return (
            f"INSERT INTO {self.index} ({self.index}, rowid, {columns}) "  # noqa: S608
            f"VALUES ('delete', old.id, {values});"
        )


MESSAGES = Source("inbox_message", ("text",))
PEOPLE = Source("inbox_identity", ("name", "handle"))
POSTS = Source("inbox_post", ("title",))
SOURCES = (MESSAGES, PEOPLE, POSTS)
