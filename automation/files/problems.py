"""What is wrong with a file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` and `column` count from 1; 0 where the place is not known. `at` is the path in the file."""

    problem: str
    at: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}" if self.line else ""
        where = ", ".join(part for part in (place, self.at) if part)
        return f"{where}: {self.problem}" if where else self.problem


class InvalidFile(ValueError):
    """A file of rules cannot be used. `problems` says for each what is wrong, where, and what to do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, problems)))
