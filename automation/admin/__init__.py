"""The back office of the rules."""

from automation.admin import records, rerun, rules, suggestions

__all__ = ["records", "rerun", "rules", "suggestions"]
