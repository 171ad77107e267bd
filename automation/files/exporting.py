"""A workspace's rules as a file."""

from __future__ import annotations

from accounts.models import Workspace
from automation.files.names import Names
from automation.files.schema import FileList, FileRule, FileSavedReply, RuleFile
from automation.models import Rule, WordList
from automation.schema.actions import Texts
from inbox.models import SavedReply


def export_rules(workspace: Workspace) -> RuleFile:
    """Return all rules in use in their order, all word lists, and the saved replies that rules name."""
    rules = _rules(workspace)
    named = {
        name
        for rule in rules
        for action in rule.actions
        if isinstance(action, Texts)
        for name in action.saved_replies
    }
    return RuleFile(
        version=1, lists=_lists(workspace), saved_replies=_saved_replies(workspace, named), rules=rules
    )


def _rules(workspace: Workspace) -> list[FileRule]:
    names = Names(workspace)
    rules = (
        Rule.objects.filter(workspace=workspace).in_use().select_related("version").order_by("position", "pk")
    )
    return [
        names.rule(rule.name, rule.mode, rule.note, rule.version.parsed()) for rule in rules if rule.version
    ]


def _lists(workspace: Workspace) -> list[FileList]:
    rows = WordList.objects.filter(workspace=workspace, version__isnull=False).select_related("version")
    return [file_list(row) for row in rows.order_by("name")]


def file_list(row: WordList) -> FileList:
    """Return a stored list as a file says it."""
    if row.version is None:
        return FileList(name=row.name, note=row.note)
    return FileList.model_validate(
        {
            "name": row.name,
            "note": row.note,
            "entries": row.version.entries,
            "exceptions": row.version.exceptions,
        }
    )


def _saved_replies(workspace: Workspace, names: set[str]) -> list[FileSavedReply]:
    rows = SavedReply.objects.filter(workspace=workspace, name__in=names).order_by("name")
    return [FileSavedReply(name=row.name, text=row.text, private_only=row.is_private_only) for row in rows]
