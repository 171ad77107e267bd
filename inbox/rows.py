"""Many rows in few statements, at the speed that imports and busy days need.

Does what `bulk_create` and `bulk_update` do for plain rows. Those build an expression for
every field of every row, which was nine tenths of the time that an import took. Only names
of our own tables and columns are put into a statement; every value is a parameter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    Fields = Sequence[models.Field[Any, Any]]

Row = TypeVar("Row", bound=models.Model)
Values = Sequence[Sequence[Any]]
# SQLite takes 32,766 parameters in a statement.
MAX_PARAMETERS = 30_000


def insert_rows(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Store new rows and return them with their ids."""
    rows = list(rows)
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    size = MAX_PARAMETERS // len(fields)
    for start in range(0, len(rows), size):
        _insert(model, fields, rows[start : start + size])
    return rows


def update_rows(model: type[Row], rows: Collection[Row], names: Sequence[str]) -> None:
    """Save these fields of rows that are stored already."""
    if not rows:
        return
    database = _database()
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields = [*(by_name[name] for name in names), model._meta.pk]
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), database) for field in fields] for row in rows
    ]
    with database.cursor() as cursor:
        if _has_arrays(database):
            cursor.execute(*_update_from_arrays(database, model, fields, values))
        else:
            cursor.executemany(_update_one(database, model, fields), values)


def _insert(model: type[Row], fields: Fields, rows: Sequence[Row]) -> None:
    database = _database()
    values = [
        [field.get_db_prep_save(field.pre_save(row, add=True), database) for field in fields] for row in rows
    ]
    if _has_arrays(database):
        source, parameters = _arrays(database, fields, values)
    else:
        source, parameters = _tuples(values)
    table, key = _table(database, model), _columns(database, [model._meta.pk])[0]
    columns = ", ".join(_columns(database, fields))
    with database.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {source} RETURNING {key}", parameters)
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk
            row._state.adding, row._state.db = False, database.alias


def _tuples(values: Values) -> tuple[str, list[Any]]:
    one = f"({', '.join(['%s'] * len(values[0]))})"
    return f"VALUES {', '.join([one] * len(values))}", [value for row in values for value in row]


def _arrays(database: BaseDatabaseWrapper, fields: Fields, values: Values) -> tuple[str, list[Any]]:
    """One parameter a column: thousands of them would take PostgreSQL's driver longer than the insert."""
    # Without a length: a cast to varchar(255) would cut in silence, storing refuses.
    types = [str(field.db_type(database)).partition("(")[0] for field in fields]
    arrays = ", ".join(f"%s::{type_}[]" for type_ in types)
    return f"SELECT * FROM unnest({arrays})", [list(column) for column in zip(*values, strict=True)]  # noqa: S608


def _update_from_arrays(
    database: BaseDatabaseWrapper, model: type[models.Model], fields: Fields, values: Values
) -> tuple[str, list[Any]]:
    source, parameters = _arrays(database, fields, values)
    *columns, key = _columns(database, fields)
    changes = ", ".join(f"{column} = new.{column}" for column in columns)
    table, names = _table(database, model), ", ".join([*columns, key])
    sql = f"UPDATE {table} SET {changes} FROM ({source}) AS new ({names}) WHERE {table}.{key} = new.{key}"  # noqa: S608
    return sql, parameters


def _update_one(database: BaseDatabaseWrapper, model: type[models.Model], fields: Fields) -> str:
    *columns, key = _columns(database, fields)
    changes = ", ".join(f"{column} = %s" for column in columns)
    return f"UPDATE {_table(database, model)} SET {changes} WHERE {key} = %s"  # noqa: S608


def _table(database: BaseDatabaseWrapper, model: type[models.Model]) -> str:
    return database.ops.quote_name(model._meta.db_table)


def _columns(database: BaseDatabaseWrapper, fields: Fields) -> list[str]:
    return [database.ops.quote_name(str(field.column)) for field in fields]


def _has_arrays(database: BaseDatabaseWrapper) -> bool:
    return database.vendor == "postgresql"


def _database() -> BaseDatabaseWrapper:
    # `django.db.connection` looks the thread's connection up at every touch: a tenth of the time.
    return connections[DEFAULT_DB_ALIAS]
