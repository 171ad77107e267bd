"""What a file would change in a workspace, told before anything is done; and then done, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext

from accounts.audit import Actor
from accounts.models import Workspace
from automation.files.diff import diff_bodies
from automation.files.exporting import file_list
from automation.files.names import Names
from automation.files.problems import InvalidFile, Problem
from automation.files.schema import FileList, FileRule, RuleFile
from automation.models import Mode, Rule, WordList
from automation.schema import RuleBody
from automation.services import (
    InvalidRule,
    archive_rule,
    change_rule,
    create_rule,
    delete_list,
    reorder_rules,
    save_list,
)
from automation.summary.wording import quoted
from inbox.models import SavedReply

What = Literal["list", "saved reply", "rule"]
Verb = Literal["create", "change", "move", "archive", "delete"]
OVERRIDE = "Put live from a file, with --live."


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that would be done. `lines` say what changes, one a line."""

    what: What
    verb: Verb
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a file would do to a workspace, as it was at that moment."""

    workspace: Workspace
    file: RuleFile
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    prune: bool = False
    live: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.steps

    @property
    def fingerprint(self) -> str:
        """Name what would be done: whoever says yes says it to this."""
        return hashlib.sha256(repr(self.steps).encode()).hexdigest()[:32]


def make_plan(workspace: Workspace, file: RuleFile, *, prune: bool = False, live: bool = False) -> Plan:
    """Compare a file with a workspace; nothing is written. Raises InvalidFile for a channel that is not here.

    `prune`  rules and lists that the file does not have are archived.
    `live`   rules that the file says are live go live; else they stay as they are, or come as shadow.
    """
    here = _Here(workspace)
    steps = [
        *_list_steps(here, file),
        *_reply_steps(here, file),
        *_rule_steps(here, file, live=live),
        *_move_steps(here, file, prune=prune),
        *(_prune_steps(here, file) if prune else ()),
    ]
    notes = () if live else tuple(_notes(here, file))
    return Plan(workspace, file, tuple(steps), notes, prune, live)


@transaction.atomic
def apply_plan(plan: Plan, *, by: Actor) -> None:
    """Do what a plan says, in one transaction. Raises InvalidFile with every rule that cannot be saved.

    Refused as well when the workspace has changed since the plan was made.
    """
    workspace = Workspace.objects.select_for_update().get(pk=plan.workspace.pk)
    if make_plan(workspace, plan.file, prune=plan.prune, live=plan.live).steps != plan.steps:
        raise InvalidFile([Problem(gettext("The rules have changed since this plan was made. Plan again."))])
    here = _Here(workspace)
    _save_replies(here, plan.file)
    for words in plan.file.lists:
        with _collected(f"lists “{words.name}”"):
            save_list(
                workspace,
                name=words.name,
                note=words.note,
                entries=[entry.model_dump() for entry in words.entries],
                exceptions=words.exceptions,
                by=by,
            )
    for rule in _left_over(here, plan.file) if plan.prune else ():
        archive_rule(rule, by=by)
    _save_rules(here, plan, by)
    if plan.prune:
        for row in _lists_left_over(here, plan.file):
            with _collected(f"lists “{row.name}”"):
                delete_list(row, by=by)


@contextmanager
def _collected(at: str) -> Iterator[None]:
    """Turn a rule's refusal into problems of the file, with the name of the part."""
    try:
        yield
    except InvalidRule as error:
        raise InvalidFile(
            [Problem(each["problem"], ", ".join(filter(None, (at, each["at"])))) for each in error.problems]
        ) from error


class _Here:
    """A workspace's rules, lists and saved replies as they are now, by name."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.names = Names(workspace)
        rules = Rule.objects.filter(workspace=workspace).in_use().select_related("version", "workspace")
        self.rules = {rule.name: rule for rule in rules.order_by("position", "pk")}
        lists = WordList.objects.filter(workspace=workspace, version__isnull=False).select_related("version")
        self.lists = {row.name: row for row in lists.order_by("name")}
        self.replies = {row.name: row for row in SavedReply.objects.filter(workspace=workspace)}

    def mode(self, rule: FileRule, *, live: bool) -> Mode:
        """Return the mode a rule gets: live needs to be asked for."""
        if rule.mode != Mode.LIVE or live:
            return Mode(rule.mode)
        known = self.rules.get(rule.name)
        return Mode(known.mode) if known else Mode.SHADOW


def _list_steps(here: _Here, file: RuleFile) -> Iterator[Step]:
    for words in file.lists:
        row = here.lists.get(words.name)
        if row is None:
            yield Step(
                "list",
                "create",
                words.name,
                (
                    gettext("%(words)s words, %(exceptions)s exceptions")
                    % {"words": len(words.entries), "exceptions": len(words.exceptions)},
                ),
            )
        elif lines := tuple(_list_changes(file_list(row), words)):
            yield Step("list", "change", words.name, lines)


def _list_changes(before: FileList, after: FileList) -> Iterator[str]:
    if before.note != after.note:
        yield gettext("Note: %(text)s") % {"text": after.note or gettext("nothing")}
    was = {(entry.text, entry.language): entry for entry in before.entries}
    now = {(entry.text, entry.language): entry for entry in after.entries}
    for label, keys in (
        (gettext("added %(what)s"), [key for key in now if key not in was]),
        (gettext("removed %(what)s"), [key for key in was if key not in now]),
        (gettext("changed %(what)s"), [key for key in now if key in was and now[key] != was[key]]),
    ):
        if keys:
            said = label % {"what": quoted([text for text, _ in keys], "and")}
            yield gettext("Words: %(changes)s") % {"changes": said}
    for label, texts in (
        (
            gettext("added %(what)s"),
            [text for text in after.exceptions if text not in set(before.exceptions)],
        ),
        (
            gettext("removed %(what)s"),
            [text for text in before.exceptions if text not in set(after.exceptions)],
        ),
    ):
        if texts:
            said = label % {"what": quoted(texts, "and")}
            yield gettext("Exceptions: %(changes)s") % {"changes": said}


def _reply_steps(here: _Here, file: RuleFile) -> Iterator[Step]:
    for reply in file.saved_replies:
        row = here.replies.get(reply.name)
        if row is None:
            yield Step("saved reply", "create", reply.name, (reply.text,))
        elif (row.text, row.is_private_only) != (reply.text, reply.private_only):
            where = gettext(" (private only)") if reply.private_only else ""
            yield Step("saved reply", "change", reply.name, (f"{reply.text}{where}",))


def _rule_steps(here: _Here, file: RuleFile, *, live: bool) -> Iterator[Step]:
    for place, rule in enumerate(file.rules):
        body = here.names.body(rule, f"rules[{place + 1}]")
        mode, known = here.mode(rule, live=live), here.rules.get(rule.name)
        if known is None:
            changes = [f"{Mode(mode).label.split(':')[0]} · {diff_bodies(None, body)[0].sentence}"]
            yield Step("rule", "create", rule.name, tuple(changes))
        elif lines := tuple(_rule_changes(known, rule, mode, body)):
            yield Step("rule", "change", rule.name, lines)


def _rule_changes(known: Rule, rule: FileRule, mode: Mode, body: RuleBody) -> Iterator[str]:
    if known.mode != mode:
        yield gettext("Mode: %(now)s; was: %(was)s") % {"now": mode, "was": known.mode}
    if known.note != rule.note:
        yield gettext("Note: %(text)s") % {"text": rule.note or gettext("nothing")}
    before = known.version.parsed() if known.version else None
    yield from (change.sentence for change in diff_bodies(before, body))


def _move_steps(here: _Here, file: RuleFile, *, prune: bool) -> Iterator[Step]:
    after = [name for name in _order(list(here.rules), file, prune=prune) if name in here.rules]
    before = [name for name in here.rules if name in set(after)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = {name for block in matcher.get_matching_blocks() for name in after[block.b : block.b + block.size]}
    for place, name in enumerate(after):
        if name not in kept:
            yield Step(
                "rule",
                "move",
                name,
                (
                    gettext("After “%(after)s”") % {"after": after[place - 1]}
                    if place
                    else gettext("To the top"),
                ),
            )


def _order(current: Sequence[str], file: RuleFile, *, prune: bool) -> list[str]:
    """Return all names in their new order: the file's rules as the file has them, others where they stand.

    A new rule goes behind the one before it in the file; at the head of a file, before the first one known.
    """
    names = [rule.name for rule in file.rules]
    known = iter([name for name in names if name in set(current)])
    order = [
        next(known) if name in set(names) else name for name in current if not prune or name in set(names)
    ]
    for place, name in enumerate(names):
        if name in set(current):
            continue
        if place:
            order.insert(order.index(names[place - 1]) + 1, name)
        else:
            first = next((order.index(each) for each in names if each in set(current)), len(order))
            order.insert(first, name)
    return order


def _prune_steps(here: _Here, file: RuleFile) -> Iterator[Step]:
    for rule in _left_over(here, file):
        yield Step("rule", "archive", rule.name)
    for row in _lists_left_over(here, file):
        yield Step("list", "delete", row.name)


def _left_over(here: _Here, file: RuleFile) -> list[Rule]:
    named = {rule.name for rule in file.rules}
    return [rule for name, rule in here.rules.items() if name not in named]


def _lists_left_over(here: _Here, file: RuleFile) -> list[WordList]:
    named = {words.name for words in file.lists}
    return [row for name, row in here.lists.items() if name not in named]


def _notes(here: _Here, file: RuleFile) -> Iterator[str]:
    for rule in file.rules:
        if rule.mode == Mode.LIVE and (mode := here.mode(rule, live=False)) != Mode.LIVE:
            text = gettext("“%(name)s” is live in the file; it comes in %(mode)s.")
            if rule.name in here.rules:
                text = gettext("“%(name)s” is live in the file; it stays in %(mode)s.")
            yield text % {"name": rule.name, "mode": mode}


def _save_replies(here: _Here, file: RuleFile) -> None:
    for reply in file.saved_replies:
        values: Mapping[str, object] = {"text": reply.text, "is_private_only": reply.private_only}
        SavedReply.objects.update_or_create(workspace=here.workspace, name=reply.name, defaults=values)


def _save_rules(here: _Here, plan: Plan, by: Actor) -> None:
    saved: dict[str, int] = {name: rule.pk for name, rule in here.rules.items()}
    for place, rule in enumerate(plan.file.rules):
        mode, known = here.mode(rule, live=plan.live), here.rules.get(rule.name)
        override = OVERRIDE if mode == Mode.LIVE and plan.live else ""
        body = here.names.body(rule, f"rules[{place + 1}]")
        with _collected(f"rules “{rule.name}”"):
            if known is None:
                made = create_rule(
                    here.workspace,
                    name=rule.name,
                    body=body,
                    mode=mode,
                    note=rule.note,
                    override=override,
                    by=by,
                )
                saved[rule.name] = made.pk
            else:
                change_rule(known, body=body, mode=mode, note=rule.note, override=override, by=by)
    order = _order(list(here.rules), plan.file, prune=plan.prune)
    reorder_rules(here.workspace, [saved[name] for name in order], by=by)
