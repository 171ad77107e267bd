"""Reads the JSON of a control request; every complaint says what to send instead."""

from __future__ import annotations

import json
from math import isfinite

from starlette.requests import Request

from simulator.model import Json


class ControlError(Exception):
    """The request cannot be carried out; the message says what to do."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Params:
    """The members of a request body, each read with its type."""

    def __init__(self, values: Json, *, known: tuple[str, ...]) -> None:
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise ControlError(f"Unknown: {', '.join(unknown)}. Known are: {', '.join(known)}.")
        self._values = values

    @classmethod
    async def read(cls, request: Request, *known: str) -> Params:
        """From the JSON body; no body counts as {}."""
        raw = await request.body()
        try:
            values = json.loads(raw) if raw.strip() else {}
        except (ValueError, RecursionError) as error:
            raise ControlError("The body is not JSON.") from error
        if not isinstance(values, dict):
            raise ControlError("The body has to be a JSON object.")
        return cls(values, known=known)

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        value = self._values.get(name)
        if value is None:
            value = default
        if not isinstance(value, str):
            raise ControlError(f'Give "{name}" as text.')
        return value

    def optional_text(self, name: str) -> str | None:
        return self.text(name) if name in self else None

    def truth(self, name: str, *, default: bool) -> bool:
        value = self._values.get(name)
        if value is None:
            value = default
        if not isinstance(value, bool):
            raise ControlError(f'Give "{name}" as true or false.')
        return value

    def number(self, name: str, default: float | None = None, *, low: float = 0, high: float = 1e9) -> float:
        value = self._values.get(name)
        if value is None:
            value = default
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        if not is_number or not isinstance(value, int | float) or not low <= value <= high:
            raise ControlError(f'Give "{name}" as a number from {low:g} to {high:g}.')
        return float(value)

    def optional_number(self, name: str, *, low: float = 0, high: float = 1e9) -> float | None:
        return self.number(name, low=low, high=high) if name in self else None

    def whole(self, name: str, default: int | None = None, *, low: int = 0, high: int = 2**31) -> int:
        value = self.number(name, default, low=low, high=high)
        if value != int(value):
            raise ControlError(f'Give "{name}" as a whole number.')
        return int(value)
