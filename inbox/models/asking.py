from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler

# Of every script that has one of its own: Latin, Arabic, full width, Greek, Armenian, Ethiopic.
QUESTION_MARKS = "?؟？\u037e՞፧"


class Asks(Func):
    """Whether a text has a question mark in it, of whatever script.

    The signs stand in the statement and are no parameters: only so does SQLite see that a query asks
    for what a partial index holds (https://www.sqlite.org/partialindex.html#queries_using_partial_indexes).
    """

    arity = 1
    output_field = BooleanField()

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        text, parameters = compiler.compile(self.get_source_expressions()[0])
        places = " + ".join(f"{function or 'instr'}({text}, '{mark}')" for mark in QUESTION_MARKS)
        return f"({places}) > 0", tuple(parameters) * len(QUESTION_MARKS)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        return self.as_sql(compiler, connection, function="strpos")
