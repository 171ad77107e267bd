"""Rows that come, go and move: what a button of the form does to a draft."""

from __future__ import annotations

from typing import Any

from automation.screens.draft import SECTIONS, Part, new_part
from automation.screens.fields import Json


def change(draft: Json, wish: str) -> str:
    """Carry out a wish such as `add:actions:reply` or `up:actions.1`; return where to go on typing.

    A wish that makes no sense changes nothing.
    """
    verb, at, choice = [*wish.split(":", 2), "", ""][:3]
    if verb == "add":
        return _add(draft, at, choice)
    path, _dot, last = at.rpartition(".")
    rows = _rows(draft, path)
    if rows is None or not last.isdecimal() or int(last) >= len(rows):
        return at
    index = int(last)
    if verb == "remove":
        del rows[index]
        return f"{path}.{max(0, index - 1)}" if rows else path
    other = index + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= other < len(rows):
        rows[index], rows[other] = rows[other], rows[index]
        return f"{path}.{other}"
    return at


def _add(draft: Json, at: str, choice: str) -> str:
    rows = _rows(draft, at)
    if rows is None:
        return at
    rows.append(_new(at, choice))
    return f"{at}.{len(rows) - 1}"


def _new(at: str, choice: str) -> Any:
    if at.endswith(".variants"):
        return ""
    if choice == "group":
        return {"type": "group", "all": [], "any": [new_part("condition", "text")], "none": []}
    kind: Part = "action" if at == "actions" else "condition"
    part = new_part(kind, choice or "text")
    return part | ({"variants": [""]} if "variants" in part else {})


def _rows(draft: Json, at: str) -> list[Any] | None:
    """Return the list at a place of the draft that may be changed by hand, or None."""
    *path, last = at.split(".")
    if last not in {*SECTIONS, "actions", "variants"}:
        return None
    place: Any = draft
    for key in path:
        if isinstance(place, list) and key.isdecimal() and int(key) < len(place):
            place = place[int(key)]
        elif isinstance(place, dict):
            place = place.get(key)
        else:
            return None
    if not isinstance(place, dict):
        return None
    rows = place.setdefault(last, [])
    return rows if isinstance(rows, list) else None
