"""The pack in a workspace: adds what is not there, and leaves alone what is."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.audit import Actor
from accounts.models import Workspace
from automation.files import FileList, Plan, apply_plan, make_plan
from automation.files.exporting import file_list
from automation.models import Rule, WordList
from automation.pack.joining import pack_file
from inbox.models import SavedReply


@transaction.atomic
def install_pack(workspace: Workspace, languages: Iterable[str], by: Actor) -> Plan:
    """Install the pack for some languages; return what was done, nothing the second time.

    A rule or saved reply that is there already, also an archived rule, stays as people made it. Raises
    LookupError for a language that the pack has not, and InvalidFile where a rule cannot be saved.
    """
    plan = plan_pack(workspace, languages)
    apply_plan(plan, by=by)
    return plan


def plan_pack(workspace: Workspace, languages: Iterable[str]) -> Plan:
    """Return what installing the pack would do."""
    pack = pack_file(languages)
    rules = set(Rule.objects.filter(workspace=workspace).values_list("name", flat=True))
    replies = set(SavedReply.objects.filter(workspace=workspace).values_list("name", flat=True))
    missing = pack.model_copy(
        update={
            "lists": _lists(workspace, pack.lists),
            "saved_replies": [reply for reply in pack.saved_replies if reply.name not in replies],
            "rules": [rule for rule in pack.rules if rule.name not in rules],
        }
    )
    return make_plan(workspace, missing)


def _lists(workspace: Workspace, lists: Iterable[FileList]) -> list[FileList]:
    rows = WordList.objects.filter(workspace=workspace, version__isnull=False).select_related("version")
    known = {row.name: file_list(row) for row in rows}
    return [
        _with_new_languages(known[words.name], words) if words.name in known else words for words in lists
    ]


def _with_new_languages(here: FileList, pack: FileList) -> FileList:
    """Add the words of languages that a list has none of. A word that people took out stays out."""
    languages = {entry.language for entry in here.entries}
    words = {(entry.text, entry.language) for entry in here.entries}
    more = [e for e in pack.entries if e.language not in languages and (e.text, e.language) not in words]
    if not more:
        return here
    exceptions = list(dict.fromkeys([*here.exceptions, *pack.exceptions]))
    return here.model_copy(update={"entries": [*here.entries, *more], "exceptions": exceptions})
