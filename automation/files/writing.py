"""From a RuleFile to YAML: what is usual is left out, short lists stand on one line.

The same rules always give the same bytes.
"""

from __future__ import annotations

from typing import Any

import yaml

from automation.files.reading import plain_value
from automation.files.schema import FileEntry, FileList, FileRule, RuleFile

WIDTH = 100
_ON_ONE_LINE = 80


class _Line(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Block style, but for short lists of values and the entries of word lists."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        """Indent lists under their key, as people do."""
        return super().increase_indent(flow, False)


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    """Text that would be read as something else stands in quotes."""
    style = "|" if "\n" in text else None if isinstance(plain_value(text), str) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _sequence(dumper: _Dumper, values: list[Any]) -> yaml.Node:
    plain = all(isinstance(value, (str, int)) for value in values)
    is_short = plain and sum(len(str(value)) + 4 for value in values) <= _ON_ONE_LINE
    is_flat = is_short and not any(
        "\n" in value or "," in value for value in values if isinstance(value, str)
    )
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=is_flat)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(
    _Line, lambda dumper, line: dumper.represent_mapping("tag:yaml.org,2002:map", line, flow_style=True)
)


def dump_rules(file: RuleFile) -> str:
    """Return the file as text; `parse_rules` reads it back to an equal RuleFile."""
    whole: dict[str, Any] = {"version": file.version}
    if file.lists:
        whole["lists"] = [_list(each) for each in file.lists]
    if file.saved_replies:
        whole["saved_replies"] = [each.model_dump(exclude_defaults=True) for each in file.saved_replies]
    if file.rules:
        whole["rules"] = [_rule(each) for each in file.rules]
    written = yaml.dump(whole, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return _spaced(str(written))


def _list(words: FileList) -> dict[str, Any]:
    own = words.model_dump(exclude_defaults=True)
    if words.entries:
        own["entries"] = [_entry(entry) for entry in words.entries]
    return own


def _entry(entry: FileEntry) -> str | _Line:
    own = entry.model_dump(exclude_defaults=True)
    return entry.text if set(own) == {"text"} else _Line(own)


def _rule(rule: FileRule) -> dict[str, Any]:
    own = rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if set(own.get("trigger", ())) == {"type"}:
        own["trigger"] = own["trigger"]["type"]
    own["actions"] = [{"type": action["type"], **action} for action in own["actions"]]
    return own


def _spaced(written: str) -> str:
    """Put an empty line before each part, and before each rule, list and saved reply."""
    lines: list[str] = []
    for line in written.removesuffix("\n").split("\n"):
        begins = line.startswith("  - name:") and not lines[-1].endswith(":")
        if begins or (line[:1].isalpha() and lines):
            lines.append("")
        lines.append(line)
    return "\n".join(lines) + "\n"
