"""Changes to rules, lists and suggestions: screens, API, files and commands call these."""

from automation.services.checks import NEEDS, check_body, parse_body
from automation.services.lists import delete_list, rules_using, save_list
from automation.services.problems import InvalidRule, problem
from automation.services.rules import (
    MOST_RULES,
    archive_rule,
    change_rule,
    create_rule,
    is_reviewed,
    reorder_rules,
    restore_version,
    resume_rule,
)
from automation.services.suggestions import approve, reject

__all__ = [
    "MOST_RULES",
    "NEEDS",
    "InvalidRule",
    "approve",
    "archive_rule",
    "change_rule",
    "check_body",
    "create_rule",
    "delete_list",
    "is_reviewed",
    "parse_body",
    "problem",
    "reject",
    "reorder_rules",
    "restore_version",
    "resume_rule",
    "rules_using",
    "save_list",
]
