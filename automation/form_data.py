"""Between a rule's body and the fields of the rule form, in both directions and without loss.

A part of a body that the fields cannot say exactly is *kept*: its fields are not shown and
it goes back into the body as it was. What can be said is not listed anywhere; a part can be
said when it comes back the same from its fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from automation.form_texts import Built, Json, hours, lines, paragraphs
from automation.schema import RuleBody

CONDITION_FIELDS = ("words_any", "words_all", "words_none", "link")
ACTION_FIELDS = {
    "reply": "reply_texts",
    "private_reply": "private_texts",
    "hide": "hide",
    "label": "labels",
    "assign": "assign",
    "resolve": "resolve",
}
LIMIT_FIELDS = {
    "once_per_post": "once_per_post",
    "per_person_per_day": "per_person_per_day",
    "quiet_after_person_minutes": "quiet_hours",
    "delay_min_seconds": "delay_min",
    "delay_max_seconds": "delay_max",
}


def as_json(body: RuleBody) -> Json:
    return body.model_dump(mode="json", by_alias=True)


def to_fields(body: RuleBody) -> Json:
    """Return the form's initial values for a body."""
    whole = as_json(body)
    limits = whole["limits"]
    return {
        **whole["scope"],
        **_condition_values(whole["conditions"]["all"]),
        **_action_values(whole["actions"]),
        **{name: limits[key] for key, name in LIMIT_FIELDS.items()},
        "quiet_hours": hours(limits["quiet_after_person_minutes"]),
        "stop_processing": whole["stop_processing"],
    }


def _condition_values(conditions: Iterable[Json]) -> Json:
    values: Json = {}
    for condition in conditions:
        if condition["type"] == "text":
            values[f"words_{condition['op']}"] = "\n".join(condition["words"])
        elif condition["type"] == "has_link":
            values["link"] = "must" if condition["value"] else "must_not"
    return values


def _action_values(actions: Sequence[Json]) -> Json:
    values: Json = {}
    for action in actions:
        match action["type"]:
            case "reply" | "private_reply" as kind:
                values[ACTION_FIELDS[kind]] = "\n\n".join(action["variants"])
            case "label":
                values["labels"] = "\n".join([*lines(values.get("labels", "")), action["label"]])
            case "assign":
                values["assign"] = action["email"]
            case "hide" | "resolve" as kind:
                values[kind] = True
    return values


def kept_fields(body: RuleBody) -> frozenset[str]:
    """Return the fields that would lose something of this body, and so are not to be used."""
    whole, values = as_json(body), to_fields(body)
    conditions = whole["conditions"]
    said = _conditions(values)
    kept: set[str] = set()
    if conditions["any"] or conditions["none"] or _sorted(c for _, c in said) != _sorted(conditions["all"]):
        kept.update(CONDITION_FIELDS)
    for kind, name in ACTION_FIELDS.items():
        mine = [action for action in whole["actions"] if action["type"] == kind]
        if [action for source, action in _actions(values) if source == name] != mine:
            kept.add(name)
    return frozenset(kept)


def to_body(values: Mapping[str, Any], before: RuleBody | None = None) -> Built:
    """Return the body that the fields say, with what is kept of the body before."""
    kept = kept_fields(before) if before else frozenset[str]()
    whole = as_json(before) if before else None
    built = Built({"stop_processing": bool(values.get("stop_processing"))})
    _add_scope(built, values)
    _add_conditions(built, values, whole, kept)
    _add_actions(built, values, whole, kept)
    _add_limits(built, values)
    return built


def _add_scope(built: Built, values: Mapping[str, Any]) -> None:
    names = ("platforms", "channels", "kinds")
    scope: Json = {name: list(values.get(name) or []) for name in names}
    built.body["scope"] = {**scope, "ads": values.get("ads") or "any"}
    built.places |= {f"scope.{name}": name for name in (*names, "ads")}


def _conditions(values: Mapping[str, Any]) -> list[tuple[str, Json]]:
    found = [
        (f"words_{op}", {"type": "text", "op": op, "words": words})
        for op in ("any", "all", "none")
        if (words := lines(values.get(f"words_{op}") or ""))
    ]
    if values.get("link") in {"must", "must_not"}:
        found.append(("link", {"type": "has_link", "value": values["link"] == "must"}))
    return found


def _add_conditions(
    built: Built, values: Mapping[str, Any], whole: Json | None, kept: frozenset[str]
) -> None:
    said = _conditions(values)
    if whole and kept.issuperset(CONDITION_FIELDS):
        built.body["conditions"] = whole["conditions"]
        return
    if whole and _sorted(c for _, c in said) == _sorted(whole["conditions"]["all"]):
        # Nothing changed: keep the order too, so that no new version is made.
        order = [repr(condition) for condition in whole["conditions"]["all"]]
        said.sort(key=lambda pair: order.index(repr(pair[1])))
    built.body["conditions"] = {"all": [condition for _, condition in said]}
    built.places |= {f"conditions.all.{index}": name for index, (name, _) in enumerate(said)}


def _sorted(conditions: Iterable[Json]) -> list[str]:
    return sorted(repr(condition) for condition in conditions)


def _actions(values: Mapping[str, Any]) -> list[tuple[str, Json]]:
    found: list[tuple[str, Json]] = []
    for kind in ("reply", "private_reply"):
        if variants := paragraphs(values.get(ACTION_FIELDS[kind]) or ""):
            found.append((ACTION_FIELDS[kind], {"type": kind, "variants": variants}))
    if values.get("hide"):
        found.append(("hide", {"type": "hide"}))
    found += [("labels", {"type": "label", "label": name}) for name in lines(values.get("labels") or "")]
    if values.get("assign"):
        found.append(("assign", {"type": "assign", "email": values["assign"]}))
    if values.get("resolve"):
        found.append(("resolve", {"type": "resolve"}))
    return found


def _add_actions(built: Built, values: Mapping[str, Any], whole: Json | None, kept: frozenset[str]) -> None:
    """Put what is there already in its old order: an action's place is part of its identity."""
    before: list[Json] = whole["actions"] if whole else []
    said = [(name, action) for name, action in _actions(values) if name not in kept]
    said += [(name, a) for a in before if (name := ACTION_FIELDS[a["type"]]) in kept]
    order = [ACTION_FIELDS[action["type"]] for action in before]
    exact = [repr(action) for action in before]

    def place(pair: tuple[str, Json]) -> int:
        name, action = pair
        if repr(action) in exact:
            return exact.index(repr(action))
        return order.index(name) if name in order else len(order)

    said.sort(key=place)
    built.body["actions"] = [action for _, action in said]
    built.places |= {f"actions.{index}": name for index, (name, _) in enumerate(said)}


def _add_limits(built: Built, values: Mapping[str, Any]) -> None:
    limits: Json = {}
    for key, name in LIMIT_FIELDS.items():
        value = values.get(name)
        if value is None:
            continue  # the schema's default
        limits[key] = round(float(value) * 60) if name == "quiet_hours" else value
        built.places[f"limits.{key}"] = name
    built.body["limits"] = limits
    built.places["limits"] = "delay_max"
