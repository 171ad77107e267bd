"""How a rule that cannot be saved says what is wrong, and where."""

from __future__ import annotations

from pydantic import ValidationError

MOST_PROBLEMS = 20


class InvalidRule(ValueError):
    """A rule cannot be saved. `problems` says for each what is wrong, and where."""

    def __init__(self, problems: list[dict[str, str]]) -> None:
        self.problems = problems
        super().__init__(
            "; ".join(f"{p['at']}: {p['problem']}" if p["at"] else p["problem"] for p in problems)
        )


def problem(at: str, text: str) -> dict[str, str]:
    return {"at": at, "problem": text}


def problems_of(error: ValidationError, at: str = "") -> list[dict[str, str]]:
    """Return what a schema refused, each with its place below `at`."""
    return [
        problem(
            ".".join(str(part) for part in ([at] if at else []) + list(each["loc"])),
            each["msg"].removeprefix("Value error, "),
        )
        for each in error.errors(include_url=False, include_context=False)[:MOST_PROBLEMS]
    ]
