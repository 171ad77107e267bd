"""The files of the pack put together for some languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from automation.files import FileList, FileRule, RuleFile, parse_rules
from automation.schema import Examples

LANGUAGES = ("nl", "en", "de", "fr")
_FOLDER = Path(__file__).parent


def pack_file(languages: Iterable[str]) -> RuleFile:
    """Return the pack for these languages, in the pack's own order. Raises LookupError for one it has not."""
    wanted = set(languages)
    if unknown := sorted(wanted - set(LANGUAGES)):
        raise LookupError(f"The pack has {', '.join(LANGUAGES)}; not {', '.join(unknown)}.")
    return joined([_read(name) for name in ("everyone", *LANGUAGES) if name == "everyone" or name in wanted])


@lru_cache(maxsize=len(LANGUAGES) + 1)
def _read(name: str) -> RuleFile:
    return parse_rules((_FOLDER / f"{name}.yaml").read_bytes())


def joined(files: Sequence[RuleFile]) -> RuleFile:
    """Return one file of several. Raises ValueError where they say different things under one name."""
    lists: dict[str, FileList] = {}
    rules: dict[str, FileRule] = {}
    for file in files:
        for words in file.lists:
            lists[words.name] = _joined_lists(lists[words.name], words) if words.name in lists else words
        for rule in file.rules:
            rules[rule.name] = _joined_rules(rules[rule.name], rule) if rule.name in rules else rule
    return RuleFile(
        version=1,
        lists=list(lists.values()),
        saved_replies=[reply for file in files for reply in file.saved_replies],
        rules=list(rules.values()),
    )


def _joined_lists(one: FileList, other: FileList) -> FileList:
    if one.note != other.note:
        raise ValueError(f"The list “{one.name}” has two notes.")
    known = {(entry.text, entry.language) for entry in one.entries}
    more = [entry for entry in other.entries if (entry.text, entry.language) not in known]
    exceptions = list(dict.fromkeys([*one.exceptions, *other.exceptions]))
    return one.model_copy(update={"entries": [*one.entries, *more], "exceptions": exceptions})


def _joined_rules(one: FileRule, other: FileRule) -> FileRule:
    if one.model_copy(update={"examples": other.examples}) != other:
        raise ValueError(f"The rule “{one.name}” is not the same in two files.")
    examples = Examples(
        match=[*one.examples.match, *other.examples.match],
        no_match=[*one.examples.no_match, *other.examples.no_match],
    )
    return one.model_copy(update={"examples": examples})
