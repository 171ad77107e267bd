"""What a part says that goes through the form as it is."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from automation.schema import Action, Group, Limits, Schedule, Scope
from automation.screens.draft import Part
from automation.screens.fields import Json
from automation.summary import action_text, conditions_text, limits_text, schedule_text, scope_text

_action: TypeAdapter[Action] = TypeAdapter(Action)


def said(kind: Part, part: Json) -> str:
    """Return a part in plain language; "" where there are no words for it."""
    try:
        return _said(kind, part)
    except ValidationError:
        return ""


def _said(kind: Part, part: Any) -> str:
    match kind:
        case "condition":
            return conditions_text(Group.model_validate({"type": "group", "all": [part]}))
        case "action":
            return action_text(_action.validate_python(part))
        case "scope":
            return scope_text(Scope.model_validate(part), {})
        case "limits":
            return limits_text(Limits.model_validate(part)).removeprefix(", ")
        case "schedule":
            return schedule_text(Schedule.model_validate(part)).removesuffix(", ")
    return ""
