"""Changes to word lists. A list that changes gets a new version; the old ones stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.formats import number_format
from django.utils.translation import gettext
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from accounts import audit
from accounts.audit import Actor
from accounts.models import Workspace
from automation.models import Rule, WordList, WordListVersion
from automation.schema import WordListCondition
from automation.schema.base import Keyword, Name
from automation.services.problems import InvalidRule, problem, problems_of

MOST_ENTRIES = 10_000
MOST_EXCEPTIONS = 2_000
MOST_LISTS = 100


class ListEntry(BaseModel):
    """One word as it is stored. `skeleton`: disguised spellings count too."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: Keyword
    severity: int = Field(1, ge=1, le=3)
    language: str = Field("", pattern="^([a-z]{2})?$")
    skeleton: bool = True


_entries = TypeAdapter(list[ListEntry])
_exceptions = TypeAdapter(list[Keyword])
_name = TypeAdapter(Name)


@transaction.atomic
def save_list(
    workspace: Workspace,
    *,
    name: str,
    entries: Sequence[Mapping[str, Any] | str],
    exceptions: Iterable[str] = (),
    note: str | None = None,
    by: Actor,
) -> WordList:
    """Make a list, or a new version of the one with this name. The same content changes nothing.

    An entry is a word, or {"text", "severity", "language", "skeleton"}. Raises InvalidRule.
    """
    stored, spared = _checked(name, entries, list(exceptions))
    found, is_new = WordList.objects.select_for_update(of=("self",)).get_or_create(
        workspace=workspace, name=name
    )
    if is_new and WordList.objects.filter(workspace=workspace).count() > MOST_LISTS:
        text = gettext("A workspace can have %(n)d lists. Remove one first.") % {"n": MOST_LISTS}
        raise InvalidRule([problem("", text)])
    before = found.version
    if note is not None and note != found.note:
        found.note = note
        found.save(update_fields=["note", "updated_at"])
    if before and (before.entries, before.exceptions) == (stored, spared):
        return found
    last = found.versions.aggregate(last=Max("number"))["last"] or 0
    found.version = WordListVersion.objects.create(
        word_list=found, number=last + 1, entries=stored, exceptions=spared, created_by=by.user
    )
    found.save(update_fields=["version", "updated_at"])
    audit.record(workspace, "create" if is_new else "change", found, by=by, version=last + 1)
    return found


def _checked(
    name: str, entries: Sequence[Mapping[str, Any] | str], exceptions: list[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    if len(entries) > MOST_ENTRIES:
        text = gettext("A list can have %(most)s words; this has %(n)s.")
        raise InvalidRule(
            [problem("entries", text % {"most": grouped(MOST_ENTRIES), "n": grouped(len(entries))})]
        )
    if len(exceptions) > MOST_EXCEPTIONS:
        text = gettext("A list can have %(n)s exceptions.") % {"n": grouped(MOST_EXCEPTIONS)}
        raise InvalidRule([problem("exceptions", text)])
    whole = [{"text": entry} if isinstance(entry, str) else entry for entry in entries]
    problems: list[dict[str, str]] = []
    wishes = (("name", _name, name), ("entries", _entries, whole), ("exceptions", _exceptions, exceptions))
    for at, adapter, value in wishes:
        try:
            adapter.validate_python(value)
        except ValidationError as error:
            problems += problems_of(error, at)
    if problems:
        raise InvalidRule(problems)
    unique = {(entry.text, entry.language): entry.model_dump() for entry in _entries.validate_python(whole)}
    return list(unique.values()), list(dict.fromkeys(_exceptions.validate_python(exceptions)))


def grouped(number: int) -> str:
    """Return 10,000 as people of this language write it."""
    return number_format(number, force_grouping=True)


@transaction.atomic
def delete_list(word_list: WordList, *, by: Actor) -> None:
    """Remove a list that no rule uses. Raises InvalidRule naming the rules that do."""
    if users := [rule.name for rule in rules_using(word_list)]:
        text = gettext("These rules use the list: %(names)s. Change them first.")
        raise InvalidRule([problem("", text % {"names": ", ".join(users[:5])})])
    audit.record(word_list.workspace_id, "delete", word_list, by=by, name=word_list.name)
    WordList.objects.filter(pk=word_list.pk).update(version=None)
    word_list.delete()


def rules_using(word_list: WordList) -> list[Rule]:
    """Return the rules whose present version asks for this list."""
    rules = Rule.objects.filter(workspace=word_list.workspace_id).in_use().select_related("version")
    return [
        rule
        for rule in rules.order_by("position", "pk")
        if rule.version
        and any(
            isinstance(leaf, WordListCondition) and leaf.list == word_list.name
            for leaf in rule.version.parsed().conditions.leaves()
        )
    ]
