"""The `fields` parameter: `id,text,replies.limit(5){id,from}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from simulator.graph.errors import invalid
from simulator.model import Json

MAX_DEPTH = 4
_ITEM = re.compile(r"(?P<name>\w+)(?P<modifiers>(?:\.\w+\([^)]*\))*)(?:\{(?P<inner>.*)\})?", re.DOTALL)
_LIMIT = re.compile(r"\.limit\((\d+)\)")


@dataclass(frozen=True)
class Selection:
    """What was asked below one field."""

    fields: Mapping[str, Selection] = field(default_factory=dict)
    limit: int | None = None


Getter = Callable[[Selection], object]


def parse(text: str, *, default: str = "id", depth: int = 0) -> dict[str, Selection]:
    """The asked fields in their order."""
    if depth > MAX_DEPTH:
        raise invalid("Fields are nested too deeply")
    found: dict[str, Selection] = {}
    for item in _split(text or default):
        match = _ITEM.fullmatch(item.strip())
        if match is None:
            raise invalid(f"Syntax error in fields near: {item[:40]}")
        limit = _LIMIT.search(match["modifiers"])
        inner = parse(match["inner"], depth=depth + 1) if match["inner"] else {}
        found[match["name"]] = Selection(inner, int(limit[1]) if limit else None)
    return found


def select(
    asked: Mapping[str, Selection], known: Mapping[str, Getter], *, empty: Collection[str], kind: str
) -> Json:
    """The asked fields of one node. `empty` are real fields without a value here, which Graph leaves out."""
    result: Json = {}
    for name, selection in asked.items():
        if name in known:
            value = known[name](selection)
            if value is not None:
                result[name] = value
        elif name not in empty:
            raise invalid(f"Tried accessing nonexistent field ({name}) on node type ({kind})")
    # Graph always names the node that it talks about.
    if "id" in known and "id" not in result:
        result["id"] = known["id"](Selection())
    return result


def _split(text: str) -> list[str]:
    """At the commas outside braces."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]
