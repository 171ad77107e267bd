"""Rules as files: YAML that people can read, compare and keep in git (docs/rule-files.md)."""

from automation.files.diff import Change, diff_bodies
from automation.files.exporting import export_rules
from automation.files.names import Names
from automation.files.plan import Plan, Step, apply_plan, make_plan
from automation.files.problems import InvalidFile, Problem
from automation.files.reading import parse_rules
from automation.files.schema import FileEntry, FileList, FileRule, FileSavedReply, RuleFile
from automation.files.writing import dump_rules

__all__ = [
    "Change",
    "FileEntry",
    "FileList",
    "FileRule",
    "FileSavedReply",
    "InvalidFile",
    "Names",
    "Plan",
    "Problem",
    "RuleFile",
    "Step",
    "apply_plan",
    "diff_bodies",
    "dump_rules",
    "export_rules",
    "make_plan",
    "parse_rules",
]
