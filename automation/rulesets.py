"""A workspace's rules as they are now, compiled, and kept until one of them or of their lists changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from automation.engine.abuse import Abuse
from automation.engine.index import Entries, Entry, Lists
from automation.engine.ruleset import Ruleset, RuleSpec, compile_rules
from automation.models import Rule, RuleVersion, WordList, WordListVersion

# A version by its id and its moment: what a transaction wrote may be rolled back, and SQLite gives
# its ids to others then.
Stamp = tuple[int, datetime]
Row = tuple[int, Stamp, str, str, bool]


def current_ruleset(workspace_id: int) -> Ruleset:
    """Return the compiled rules of a workspace: two small queries, compiled when something is new."""
    rules = Rule.objects.filter(workspace_id=workspace_id).active().order_by("position", "pk")
    rows = tuple(
        (pk, (version, at), mode, name, paused_at is not None)
        for pk, version, at, mode, name, paused_at in rules.values_list(
            "pk", "version_id", "version__created_at", "mode", "name", "paused_at"
        )
    )
    return _compiled(rows, _list_versions(workspace_id))


@lru_cache(maxsize=64)
def _compiled(rows: tuple[Row, ...], list_versions: tuple[Stamp, ...]) -> Ruleset:
    """The key names versions that never change, so an entry is never stale, only unused."""
    versions = RuleVersion.objects.in_bulk([version for _, (version, _), _, _, _ in rows])
    specs = [
        RuleSpec(
            key=pk,
            name=name,
            body=versions[version].parsed(),
            mode=mode,
            version_id=version,
            number=versions[version].number,
            is_paused=is_paused,
        )
        for pk, (version, _), mode, name, is_paused in rows
    ]
    lists = [version for version, _ in list_versions]
    named = repr(([(pk, version, mode, is_paused) for pk, (version, _), mode, _, is_paused in rows], lists))
    fingerprint = hashlib.sha256(named.encode()).hexdigest()[:32]
    words = _lists(list_versions)
    return compile_rules(specs, words, fingerprint=fingerprint, abuse=Abuse.of(words))


def lists_of(workspace_id: int) -> Lists:
    """Return the word lists of a workspace by name."""
    return _lists(_list_versions(workspace_id))


def _list_versions(workspace_id: int) -> tuple[Stamp, ...]:
    found = WordList.objects.filter(workspace_id=workspace_id, version__isnull=False)
    return tuple(found.order_by("pk").values_list("version_id", "version__created_at"))


@lru_cache(maxsize=64)
def _lists(versions: tuple[Stamp, ...]) -> Lists:
    return lists_at([version for version, _ in versions])


def lists_at(versions: Sequence[int]) -> Lists:
    """Return word lists by name, as these versions of them say."""
    rows = WordListVersion.objects.select_related("word_list").filter(pk__in=versions)
    return {
        row.word_list.name: Entries(tuple(Entry(**entry) for entry in row.entries), tuple(row.exceptions))
        for row in rows
    }
