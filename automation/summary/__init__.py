"""What a rule says, in plain sentences: for screens, files and the trail."""

from automation.summary.actions import action_text
from automation.summary.conditions import condition_text, conditions_text, language_name
from automation.summary.sentence import limits_text, schedule_text, scope_text, summarise, trigger_text

__all__ = [
    "action_text",
    "condition_text",
    "conditions_text",
    "language_name",
    "limits_text",
    "schedule_text",
    "scope_text",
    "summarise",
    "trigger_text",
]
