"""One field of the rule form: how it is shown, and its value from what a browser posts.

A posted form is read as a tree: `actions.0.variants.1` becomes nested mappings, with at each
leaf the list of values that were posted under that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise

Json = dict[str, Any]
Tree = Mapping[str, Any]
Widget = Literal[
    "words", "lines", "texts", "line", "area", "number", "select", "checks", "switch", "date", "time"
]
# The lists of a workspace that can be chosen from (automation.screens.offers).
Offer = Literal["", "channels", "posts", "platforms", "lists", "people", "replies", "languages", "labels"]
Choices = tuple[tuple[str, str | Promise], ...]
VALUES = "="  # in a tree: what was posted under the name itself
DEEPEST = 8
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is the key in its part of the rule; with a dot, a key within that."""

    name: str
    label: str | Promise
    widget: Widget
    choices: Choices = ()
    offer: Offer = ""
    help: str | Promise = ""
    unit: str | Promise = ""
    low: float | None = None
    high: float | None = None
    longest: int | None = None
    has_blank: bool = False


def tree_of(posted: Mapping[str, Iterable[str]]) -> Json:
    """Return posted values by the parts of their names."""
    root: Json = {}
    for name, values in posted.items():
        place = root
        for part in name.split(".")[:DEEPEST]:
            place = place.setdefault(part, {})
        place[VALUES] = list(values)
    return root


def values_at(tree: Tree, name: str) -> list[str]:
    """Return what was posted under a name, or nothing."""
    place: Any = tree
    for part in name.split("."):
        place = place.get(part, {})
    found: list[str] = place.get(VALUES, [])
    return found


def rows_of(tree: Tree, name: str) -> list[Tree]:
    """Return numbered parts in their order: of `actions`, those of `actions.0`, `actions.1`, …"""
    place = tree.get(name, {})
    numbers = sorted(int(key) for key in place if key.isdecimal() and int(key) < MOST_ROWS)
    return [place[str(number)] for number in numbers if str(number) in place]


def read(field: Field, tree: Tree) -> Any:
    """Return a field's value; None when it says nothing. Numbers stay text: the schema reads them."""
    values = [_newlines(value) for value in values_at(tree, field.name)]
    match field.widget:
        case "words" | "lines":
            return [line.strip() for value in values for line in value.split("\n") if line.strip()]
        case "texts":
            return [_text(row) for row in rows_of(tree, field.name)]
        case "checks":
            return values
        case "switch":
            return bool(values)
    text = values[-1].strip() if values else ""
    if field.widget == "select" and field.choices and text not in dict(field.choices):
        text = field.choices[0][0]
    return text or None


def _text(tree: Tree) -> str:
    return "".join(_newlines(value) for value in tree.get(VALUES, [])).strip()


def _newlines(text: str) -> str:
    """Browsers post every line end as two characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_all(fields: Iterable[Field], tree: Tree) -> Json:
    """Return the part of a rule that these fields say. What says nothing is left out."""
    part: Json = {}
    for field in fields:
        value = read(field, tree)
        if value is None:
            continue
        *parents, last = field.name.split(".")
        place = part
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return part


def posted_of(field: Field, part: Json, prefix: str) -> dict[str, list[str]]:
    """Return what a browser would post of a field that shows this part of a rule."""
    value = value_in(part, field.name)
    name = f"{prefix}{field.name}"
    match field.widget:
        case "words" | "lines":
            return {name: ["\n".join(value or [])]}
        case "texts":
            return {f"{name}.{index}": [text] for index, text in enumerate(value or [])}
        case "checks":
            return {name: [str(each) for each in value]} if value else {}
        case "switch":
            return {name: ["on"]} if value else {}
    return {name: [shown(value)]}


def value_in(part: Json, name: str) -> Any:
    """Return what stands at a dotted name, None where nothing does."""
    place: Any = part
    for key in name.split("."):
        place = place.get(key) if isinstance(place, Mapping) else None
    return place


def shown(value: Any) -> str:
    """Return a value as it stands in an input."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)
