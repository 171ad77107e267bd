"""Between a rule's body and the fields of the form, in both directions and without loss.

A *draft* has the shape of a body and need not be valid: it is what somebody is writing. A
part that the fields cannot say exactly is *kept*: it goes through the form as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from automation.schema import (
    Action,
    AnyAction,
    AnyLeaf,
    Conditions,
    Examples,
    Group,
    Limits,
    RuleBody,
    Schedule,
    Scope,
    Trigger,
)
from automation.schema.triggers import AnyTrigger
from automation.screens import vocabulary
from automation.screens.fields import (
    Field,
    Json,
    Tree,
    posted_of,
    read_all,
    rows_of,
    tree_of,
    values_at,
)

SECTIONS = ("all", "any", "none")
ABOUT = frozenset({"flag", "number", "one_of", "score"})
# More conditions than this are kept: a page of so many fields helps nobody.
MOST_SHOWN = 100
KEPT = "kept"
Part = Literal["trigger", "condition", "action", "scope", "limits", "schedule", "examples"]


def _by_type(union: object) -> dict[str, Any]:
    return {
        name: model for model in get_args(union) for name in get_args(model.model_fields["type"].annotation)
    }


MODELS: Mapping[str, Mapping[str, Any]] = {
    "trigger": _by_type(AnyTrigger),
    "condition": _by_type(AnyLeaf) | {"group": Group},
    "action": _by_type(AnyAction),
}
_ADAPTERS: Mapping[str, TypeAdapter[Any]] = {
    "trigger": TypeAdapter(Trigger),
    "condition": TypeAdapter(Group),
    "action": TypeAdapter(Action),
    "scope": TypeAdapter(Scope),
    "limits": TypeAdapter(Limits),
    "schedule": TypeAdapter(Schedule),
    "examples": TypeAdapter(Examples),
}


def as_draft(body: RuleBody) -> Json:
    return body.model_dump(mode="json", by_alias=True)


def name_of(part: Json) -> str:
    """Return what the form calls a condition: its type, or its type and what it is about."""
    kind = str(part.get("type", ""))
    return f"{kind}:{part.get('of', '')}" if kind in ABOUT else kind


def fields_of(kind: Part, part: Json) -> tuple[Field, ...]:
    """Return the fields that say such a part."""
    match kind:
        case "trigger":
            return vocabulary.TRIGGERS.get(str(part.get("type", "")), ())
        case "condition":
            return vocabulary.CONDITIONS.get(name_of(part), ())
        case "action":
            return vocabulary.ACTIONS.get(str(part.get("type", "")), ())
    return vocabulary.PARTS[kind]


def new_part(kind: Part, name: str) -> Json:
    """Return a part as it begins, with the schema's defaults."""
    type_name, _colon, of = name.partition(":")
    model = MODELS[kind].get(type_name)
    part: Json = {"type": type_name} | ({"of": of} if of else {})
    for key, info in model.model_fields.items() if model else ():
        if key != "type" and not info.is_required():
            part[info.alias or key] = info.get_default(call_default_factory=True)
    return part


def new_draft() -> Json:
    """Return the draft that a new rule begins with."""
    parts = {name: _ADAPTERS[name].validate_python({}) for name in vocabulary.PARTS}
    plain: Json = {name: part.model_dump(mode="json", by_alias=True) for name, part in parts.items()}
    conditions: Json = {name: [] for name in SECTIONS}
    return {
        "trigger": {"type": "message_received"},
        "conditions": conditions | {"all": [new_part("condition", "text")]},
        "actions": [],
        "stop_processing": False,
        **plain,
    }


# From the form


def read_draft(tree: Tree) -> Json:
    """Return what a posted form says."""
    conditions = tree.get("conditions", {})
    return {
        "trigger": _read_typed("trigger", tree.get("trigger", {})),
        "conditions": _kept(conditions)
        or {name: [_read_item(row) for row in rows_of(conditions, name)] for name in SECTIONS},
        "actions": [_read_typed("action", row) for row in rows_of(tree, "actions")],
        "stop_processing": bool(values_at(tree, "stop_processing")),
        **{name: _read_part(name, tree.get(name, {})) for name in vocabulary.PARTS},
    }


def _read_item(row: Tree) -> Json:
    if _value(row, "type") != "group":
        return _read_typed("condition", row)
    groups = {name: [_read_typed("condition", leaf) for leaf in rows_of(row, name)] for name in SECTIONS}
    return _kept(row) or {"type": "group", **groups}


def _read_typed(kind: Part, row: Tree) -> Json:
    """Return a part with a type. Where that was just changed, take over what both can say."""
    if kept := _kept(row):
        return kept
    name, was = _value(row, "type"), _value(row, "was")
    type_name, _colon, of = name.partition(":")
    head: Json = {"type": type_name} | ({"of": of} if of else {})
    fields = fields_of(kind, head)
    if was and was != name:
        old_type, _colon, old_of = was.partition(":")
        old = {(field.name, field.widget) for field in fields_of(kind, {"type": old_type, "of": old_of})}
        both = [field for field in fields if (field.name, field.widget) in old]
        return new_part(kind, name) | read_all(both, row)
    return head | read_all(fields, row)


def _read_part(name: str, tree: Tree) -> Json:
    if kept := _kept(tree):
        return kept
    part = read_all(vocabulary.PARTS[name], tree)
    quiet = part.get("quiet_hours", {})
    if name == "limits" and not (quiet.get("from") or quiet.get("to")):
        part.pop("quiet_hours", None)
    return part


def _value(tree: Tree, name: str) -> str:
    return "".join(values_at(tree, name)[-1:])


def _kept(tree: Tree) -> Json | None:
    """Return what went through the form as it was, if it did."""
    try:
        kept = json.loads(_value(tree, KEPT) or "null")
    except (ValueError, RecursionError):
        return None
    return kept if isinstance(kept, dict) else None


# To the form


def posted(body: RuleBody) -> dict[str, list[str]]:
    """Return what a browser posts of a form that shows this body and was left as it is."""
    draft = as_draft(body)
    names = {**_posted_typed("trigger", draft["trigger"], "trigger.")}
    if has_too_many(draft["conditions"]):
        names["conditions.kept"] = [dump(draft["conditions"])]
    else:
        for section in SECTIONS:
            names |= _posted_rows(draft["conditions"][section], f"conditions.{section}")
    for index, action in enumerate(draft["actions"]):
        names |= _posted_typed("action", action, f"actions.{index}.")
    for name in vocabulary.PARTS:
        names |= posted_part(name, draft[name], f"{name}.")  # type: ignore[arg-type]  # the parts' names
    return names | ({"stop_processing": ["on"]} if draft["stop_processing"] else {})


def _posted_rows(rows: Iterable[Json], at: str) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for index, row in enumerate(rows):
        prefix = f"{at}.{index}."
        if row["type"] == "group":
            names[f"{prefix}type"] = ["group"]
            for section in SECTIONS:
                names |= _posted_rows(row[section], f"{prefix}{section}")
        else:
            names |= _posted_typed("condition", row, prefix)
    return names


def _posted_typed(kind: Part, part: Json, prefix: str) -> dict[str, list[str]]:
    name = name_of(part)
    return {f"{prefix}type": [name], f"{prefix}was": [name]} | posted_part(kind, part, prefix)


def posted_part(kind: Part, part: Json, prefix: str) -> dict[str, list[str]]:
    """Return what a form posts for one condition or action."""
    if is_kept(kind, part):
        return {f"{prefix}{KEPT}": [dump(part)]}
    names: dict[str, list[str]] = {}
    for field in fields_of(kind, part):
        names |= posted_of(field, part, prefix)
    return names


def has_too_many(conditions: Json) -> bool:
    rows = [row for section in SECTIONS for row in conditions.get(section, [])]
    return sum(1 + sum(len(row.get(name, [])) for name in SECTIONS) for row in rows) > MOST_SHOWN


def is_kept(kind: Part, part: Json) -> bool:
    """Whether the fields cannot say this part. One that is not valid is somebody's unfinished work."""
    if kind == "condition" and part.get("type") == "group":
        return False
    before = _valid(kind, part)
    if before is None:
        return False
    names: dict[str, list[str]] = {}
    for field in fields_of(kind, part):
        names |= posted_of(field, part, "")
    tree = tree_of(names)
    head = {key: part[key] for key in ("type", "of") if key in part}
    again = (
        _read_part(kind, tree) if kind in vocabulary.PARTS else head | read_all(fields_of(kind, part), tree)
    )
    return bool(_valid(kind, again) != before)


def _valid(kind: Part, part: Json) -> Any:
    try:
        return _ADAPTERS[kind].validate_python(
            {"type": "group", "all": [part]} if kind == "condition" else part
        )
    except ValidationError:
        return None


def what_is_valid(draft: Json) -> RuleBody:
    """Return a body of the parts that are finished, for a preview. It need not have any action."""
    parts: dict[str, Any] = {
        name: _valid(name, draft[name]) or _ADAPTERS[name].validate_python({})  # type: ignore[arg-type]
        for name in vocabulary.PARTS
    }
    received = _valid("trigger", {"type": "message_received"})
    return RuleBody.model_construct(
        trigger=_valid("trigger", draft["trigger"]) or received,
        conditions=Conditions.model_construct(**_valid_rows(draft["conditions"])),
        actions=[part for row in draft["actions"] if (part := _valid("action", row))],
        stop_processing=draft["stop_processing"],
        **parts,
    )


def _valid_rows(group: Json) -> Json:
    return {name: [item for row in group.get(name, []) if (item := _valid_item(row))] for name in SECTIONS}


def _valid_item(row: Json) -> Any:
    if row.get("type") == "group":
        rows = _valid_rows(row)
        return Group.model_construct(type="group", **rows) if any(rows.values()) else None
    found = _valid("condition", row)
    return found.all[0] if found else None


def dump(part: Json) -> str:
    return json.dumps(part, separators=(",", ":"))
