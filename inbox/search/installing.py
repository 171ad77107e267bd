"""Make the indexes of the search, after every migration.

Not in a migration: on SQLite Django changes a table by making a new one, and with the old one its
triggers are gone. Whoever migrates gets them back here, and the index is made anew.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from inbox.search.sources import SOURCES, Source


def install(*, using: str, **_: Any) -> None:
    """Make what is missing of the search in this database (a receiver of `post_migrate`)."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    for source in SOURCES:
        if source.table not in tables:
            continue
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(source.postgresql())
            elif not _has_all(cursor, source):
                for statement in source.sqlite():
                    cursor.execute(statement)
                cursor.execute(f"INSERT INTO {source.index} ({source.index}) VALUES ('rebuild')")  # noqa: S608


def _has_all(cursor: Any, source: Source) -> bool:
    names = [source.index, *(f"{source.index}_{name}" for name in ("added", "gone", "changed"))]
    cursor.execute("SELECT count(*) FROM sqlite_master WHERE name IN (%s, %s, %s, %s)", names)
    return bool(cursor.fetchone()[0] == len(names))
