from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler

# Of every script that has one of its own: Latin, Arabic, full width, Greek, Armenian, Ethiopic.
QUESTION_MARKS = "?؟？\u037e՞፧"


class Asks(Func):  # type: ignore[misc]  # django-stubs leaves `Func` to be Any here
    """Whether a text has a question mark in it, of whatever script.

    The signs stand in the statement and are no parameters: only so does SQLite see that a query asks
    for what a partial index holds (https://www.sqlite.org/partialindex.html#queries_using_partial_indexes).
    """

    arity = 1
    output_field = BooleanField()

    def as_sql(
        self, compiler: SQLCompiler, connection: Any, function: str = "instr", **context: Any
    ) -> tuple[str, list[Any]]:
        text, parameters = compiler.compile(self.get_source_expressions()[0])
        places = " + ".join(f"{function}({text}, '{mark}')" for mark in QUESTION_MARKS)
        return f"({places}) > 0", [*parameters] * len(QUESTION_MARKS)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        return self.as_sql(compiler, connection, function="strpos", **context)
