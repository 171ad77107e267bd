"""From bytes to a RuleFile, with the line and column of whatever is wrong.

YAML is read by libyaml's event stream and nothing else of it: no tags, no anchors, so neither
objects nor "billion laughs"; and plain words stay words (`no` is Norwegian, `off` is a mode) but for
true, false, null and numbers, as in YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from django.utils.translation import gettext
from pydantic import ValidationError

from automation.files.problems import InvalidFile, Problem
from automation.files.schema import FILE_VERSION, RuleFile

MOST_BYTES = 2 * 1024 * 1024
DEEPEST = 20
MOST_PROBLEMS = 50
Path = tuple[str | int, ...]
Place = tuple[int, int]

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(
    r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18}|[0-9]{1,18}(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?"
)
_NAMED = {"true": True, "false": False, "null": None, "~": None, "": None}


def parse_rules(data: bytes) -> RuleFile:
    """Return what a file says. Raises InvalidFile with every problem and its place."""
    value, places = _Reader(_decoded(data)).document()
    if not isinstance(value, dict):
        raise InvalidFile(
            [
                Problem(
                    gettext("A file of rules begins with “version: 1”; see docs/rule-files.md."),
                    line=1,
                    column=1,
                )
            ]
        )
    if value.get("version") != FILE_VERSION or value["version"] is True:
        line, column = places.get(("version",), (1, 1))
        said = (
            gettext("This file has version %(value)s.") % {"value": value["version"]}
            if "version" in value
            else gettext("The file names no version.")
        )
        problem = gettext("%(said)s Earful reads “version: %(version)s”.") % {
            "said": said,
            "version": FILE_VERSION,
        }
        raise InvalidFile([Problem(problem, "version", line, column)])
    try:
        return RuleFile.model_validate(value)
    except ValidationError as error:
        raise InvalidFile(_problems(error, places)) from None


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1024 / 1024:.1f} MB"
        raise InvalidFile(
            [
                Problem(
                    gettext("The file has %(size)s; 2 MB is the most. Split it into several files.")
                    % {"size": size}
                )
            ]
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidFile(
            [Problem(gettext("The file is not UTF-8 here. Save it as UTF-8."), line=line, column=1)]
        ) from None


class _Reader:
    """Builds plain values from YAML events and remembers where each stood."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self._places: dict[Path, Place] = {}

    def document(self) -> tuple[Any, dict[Path, Place]]:
        """Return the file's value and its places by path."""
        try:
            self._next()
            if isinstance(self._next(), yaml.StreamEndEvent):
                raise InvalidFile([Problem(gettext("The file is empty."))])
            value = self._value(self._next(), ())
            self._next()
            if not isinstance(extra := self._next(), yaml.StreamEndEvent):
                raise _refused(
                    extra, gettext("A file holds one document: take out “---”, or make two files.")
                )
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            what = gettext("This is no YAML: %(error)s.") % {"error": error.problem or error}
            raise InvalidFile([Problem(what, "", *(_place(mark) if mark else (0, 0)))]) from None
        except yaml.YAMLError as error:
            raise InvalidFile([Problem(gettext("This is no YAML: %(error)s.") % {"error": error})]) from None
        return value, self._places

    def _next(self) -> Any:
        return next(self._events)

    def _value(self, event: Any, path: Path) -> Any:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused(
                event,
                gettext(
                    "Anchors and aliases (& and *) are not read. "
                    "Write the value out, in quotes if it is text."
                ),
            )
        if getattr(event, "tag", None):
            raise _refused(event, gettext("Tags (!…) are not read. Write plain values."))
        if len(path) > DEEPEST:
            raise _refused(event, gettext("This is nested too deep for a rule."))
        self._places.setdefault(path, _place(event.start_mark))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event)

    def _mapping(self, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _refused(event, gettext("A key is a plain word."))
            if event.value in mapping:
                raise _refused(
                    event,
                    gettext("The key “%(value)s” stands here twice. Keep one of them.")
                    % {"value": event.value},
                )
            self._places[(*path, event.value)] = _place(event.start_mark)
            mapping[event.value] = self._value(self._next(), (*path, event.value))
        return mapping

    def _sequence(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        return values


def _scalar(event: yaml.ScalarEvent) -> Any:
    is_plain = event.implicit[0]  # neither in quotes nor a block of text
    return plain_value(event.value) if is_plain else event.value


def plain_value(text: str) -> Any:
    """Return what a word without quotes stands for."""
    if text in _NAMED:
        return _NAMED[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _refused(event: Any, problem: str) -> InvalidFile:
    return InvalidFile([Problem(problem, "", *_place(event.start_mark))])


def _problems(error: ValidationError, places: dict[Path, Place]) -> list[Problem]:
    found = error.errors(include_url=False, include_context=False)
    problems = []
    for each in found[:MOST_PROBLEMS]:
        path = _path(each["loc"], places)
        line, column = places.get(path, (0, 0))
        problems.append(Problem(_in_words(each), _shown(path), line, column))
    if len(found) > MOST_PROBLEMS:
        problems.append(
            Problem(gettext("There are %(n)s more problems.") % {"n": len(found) - MOST_PROBLEMS})
        )
    return problems


def _path(loc: tuple[str | int, ...], places: dict[Path, Place]) -> Path:
    """Return the longest path in the file that a problem's place names.

    Pydantic puts the `type` of conditions and actions in between, which is no step in the file.
    """
    path: Path = ()
    for part in loc:
        if (*path, part) in places:
            path = (*path, part)
    return path


def _shown(path: Path) -> str:
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _in_words(error: Any) -> str:
    key = error["loc"][-1] if error["loc"] else ""
    match error["type"]:
        case "extra_forbidden":
            return gettext("There is no key “%(key)s” here. docs/rule-files.md lists the keys.") % {
                "key": key
            }
        case "missing":
            return gettext("“%(key)s” is missing. Add it.") % {"key": key}
        case "string_type":
            return gettext("This must be text. Put it in quotes.")
        case "union_tag_not_found":
            return gettext("“type” is missing: it says which kind this is.")
    return str(error["msg"]).removeprefix("Value error, ")
