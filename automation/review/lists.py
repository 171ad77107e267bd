"""Word lists as people edit them: one entry a line, `word | severity | language | disguised`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Workspace
from automation.engine.index import Entries, Entry
from automation.examples import try_text
from automation.models import Rule, WordList, WordListVersion
from automation.panels import highlighted, views_in_words
from automation.schema import RuleBody, WordListCondition
from automation.services.lists import MOST_ENTRIES

MOST_LISTS = 200
MOST_VERSIONS = 50
MOST_PROBLEMS = 20
DISGUISED, AS_WRITTEN = "disguised", "as written"
COLUMNS = 4


class InvalidLines(ValueError):
    """Lines that are no entries. `problems`: one sentence each, with the number of the line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the page of lists."""

    word_list: WordList
    entries: int
    exceptions: int
    languages: list[str]
    rules: list[str]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a list makes of a text."""

    is_hit: bool
    segments: list[tuple[str, bool]]
    why: str
    views: str


def written(entries: Iterable[Mapping[str, Any]]) -> str:
    """Return entries as lines. What is usual is left out."""
    return "\n".join(_line(entry) for entry in entries)


def _line(entry: Mapping[str, Any]) -> str:
    text, language = str(entry["text"]), str(entry.get("language", ""))
    spelling = DISGUISED if entry.get("skeleton", True) else AS_WRITTEN
    columns = [text, str(entry.get("severity", 1)), language, spelling]
    if "|" in text:
        return " | ".join(columns)
    for usual in (DISGUISED, "", "1"):
        if columns[-1] != usual:
            break
        columns.pop()
    return " | ".join(columns)


def read(text: str) -> list[dict[str, Any]]:
    """Return the entries that lines say. Raises InvalidLines with the number of each bad line."""
    entries: list[dict[str, Any]] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entries.append(_entry(line))
        except ValueError as error:
            problems.append(_("Line %(n)d: %(problem)s") % {"n": number, "problem": error})
    if len(entries) > MOST_ENTRIES:
        over = len(entries) - MOST_ENTRIES
        problems.insert(0, _too_long(over))
    if problems:
        raise InvalidLines(problems[:MOST_PROBLEMS])
    return entries


def _too_long(over: int) -> str:
    said = ngettext(
        "A list can have %(most)s words; this is %(over)d too many. Split it into two lists.",
        "A list can have %(most)s words; these are %(over)d too many. Split it into two lists.",
        over,
    )
    return said % {"most": f"{MOST_ENTRIES:,}", "over": over}


def _entry(line: str) -> dict[str, Any]:
    columns = [column.strip() for column in line.split("|")]
    while len(columns) > COLUMNS:
        columns[:2] = [f"{columns[0]}|{columns[1]}"]
    columns += [""] * (COLUMNS - len(columns))
    text, severity, language, spelling = columns
    if not text:
        raise ValueError(_("there is no word before the first “|”."))
    if severity not in {"", "1", "2", "3"}:
        raise ValueError(_("the severity is 1, 2 or 3, not “%(it)s”.") % {"it": severity[:20]})
    if language and not (len(language) == 2 and language.isascii() and language.isalpha()):
        raise ValueError(_("a language has two letters, as in “nl”, not “%(it)s”.") % {"it": language[:20]})
    if spelling.casefold() not in {"", DISGUISED, AS_WRITTEN}:
        raise ValueError(
            _("the last column is “disguised” or “as written”, not “%(it)s”.") % {"it": spelling[:20]}
        )
    return {
        "text": text,
        "severity": int(severity or 1),
        "language": language.lower(),
        "skeleton": spelling.casefold() != AS_WRITTEN,
    }


def exceptions_in(text: str) -> list[str]:
    """Return one exception a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def try_on(entries: Sequence[Mapping[str, Any]], exceptions: Sequence[str], text: str) -> Trial:
    """Try a list, saved or not, on a text."""
    body = RuleBody.model_validate(
        {"conditions": {"all": [{"type": "word_list", "list": "tried"}]}, "actions": [{"type": "hide"}]}
    )
    lists = {"tried": Entries(tuple(Entry(**entry) for entry in entries), tuple(exceptions))}
    outcome = try_text(body, lists, text)
    return Trial(
        is_hit=bool(outcome.value),
        segments=highlighted(text, outcome.spans),
        why=outcome.reason,
        views=views_in_words(sorted(outcome.views)),
    )


def summaries(workspace: Workspace) -> list[Summary]:
    """Return every list of a workspace with what it holds and who uses it."""
    used = usage(workspace)
    rows = WordList.objects.filter(workspace=workspace, version__isnull=False)
    return [
        _summary(row, row.version, used.get(row.name, []))
        for row in rows.select_related("version__created_by").order_by("name")[:MOST_LISTS]
        if row.version
    ]


def _summary(word_list: WordList, version: WordListVersion, rules: list[str]) -> Summary:
    languages = Counter(entry["language"] for entry in version.entries if entry.get("language"))
    common = [language for language, _number in languages.most_common(6)]
    return Summary(word_list, len(version.entries), len(version.exceptions), common, rules)


def usage(workspace: Workspace) -> dict[str, list[str]]:
    """Return by the name of a list which rules ask for it, in one reading of all rules."""
    found: dict[str, list[str]] = {}
    rules = (
        Rule.objects.filter(workspace=workspace).in_use().select_related("version").order_by("position", "pk")
    )
    for rule in rules:
        leaves = rule.version.parsed().conditions.leaves() if rule.version else []
        for name in {leaf.list for leaf in leaves if isinstance(leaf, WordListCondition)}:
            found.setdefault(name, []).append(rule.name)
    return found
