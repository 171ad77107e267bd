"""The back office of the rules."""

from automation.admin import lab, lists, records, rerun, rules, suggestions

__all__ = ["lab", "lists", "records", "rerun", "rules", "suggestions"]
