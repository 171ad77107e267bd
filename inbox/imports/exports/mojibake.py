"""Undoes what Meta's exports since 2021 do to text: every byte of UTF-8 as a character of its own."""

from __future__ import annotations

from typing import Any


def repaired(value: Any) -> Any:
    """Return a copy with every text repaired, once; text that is right already stays as it is.

    Exact, not guessed: "Ã©" is two bytes of UTF-8 and becomes "é", while "é" alone is none and stays.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [repaired(item) for item in value]
    if isinstance(value, dict):
        return {_text(key): repaired(item) for key, item in value.items()}
    return value


def _text(text: str) -> str:
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
