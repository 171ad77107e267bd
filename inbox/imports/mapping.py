"""Which of a file's columns stands for which of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from inbox.imports.lines import UnusableFile
from platforms.generic.format import COLUMNS, column_name

MOST_SHOWN = 30
# How others call the text of a comment.
TEXT_NAMES = ("content", "comment", "comment_text", "message", "body", "comment_body", "reply", "review")


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Read `OURS=THEIRS` pairs. Raise UnusableFile for one that makes no sense."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        ours, theirs = ours.strip(), theirs.strip()
        if not equals or not ours or not theirs:
            raise UnusableFile(f"--map {pair}: write it as OURS=THEIRS, for example --map text=CONTENT.")
        if ours not in COLUMNS:
            raise UnusableFile(
                f"--map {pair}: Earful has no column {ours!r}.{_meant(ours, COLUMNS)} "
                f"It has: {listed(COLUMNS)}."
            )
        if ours in mapping:
            raise UnusableFile(f"--map names {ours} twice.")
        mapping[ours] = theirs
    return mapping


def match_columns(found: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the file's column for each of ours that it has. Raise UnusableFile without a text."""
    columns: dict[str, str] = {}
    for theirs in found:
        ours = column_name(theirs)
        if ours not in COLUMNS or ours in mapping:
            continue
        if ours in columns:
            raise UnusableFile(f"Two columns are both {ours}: {listed([columns[ours], theirs])}.")
        columns[ours] = theirs
    for ours, theirs in mapping.items():
        if theirs not in found:
            raise UnusableFile(
                f"--map {ours}={theirs}: the file has no column {theirs!r}.{_meant(theirs, found)} "
                f"It has: {listed(found)}."
            )
    columns |= mapping
    if "text" not in columns:
        raise UnusableFile(_without_text(found))
    return columns


def renamed(values: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """Return the row under our names, without what is not ours."""
    return {ours: values[theirs] for ours, theirs in columns.items() if theirs in values}


def listed(names: Iterable[str]) -> str:
    """Return names for a message: printable, and not more of them than can be read."""
    shown = ["".join(c if c.isprintable() else "?" for c in name)[:60] for name in names]
    more = f" and {len(shown) - MOST_SHOWN} more" if len(shown) > MOST_SHOWN else ""
    return ", ".join(shown[:MOST_SHOWN]) + more


def _without_text(found: Sequence[str]) -> str:
    likely = next((name for name in found if column_name(name) in TEXT_NAMES), "COLUMN")
    return (
        f"No column is called text. The file has: {listed(found)}. "
        f"Say which one holds it: --map text={listed([likely])}"
    )


def _meant(name: str, names: Sequence[str]) -> str:
    by_lower = {known.lower(): known for known in names}
    close = get_close_matches(name.lower(), by_lower, n=1)
    return f" Did you mean {listed([by_lower[close[0]]])}?" if close else ""
