"""Words and phrases, all of a ruleset in one pass over the text.

Whole words by default: a match counts only where no letter, digit or mark touches it.
`word*` lets the word go on, `*word` lets it begin earlier. Scripts that write no spaces,
symbols and emoji need no boundary.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ahocorasick

from automation.engine.text import View, fold

Span = tuple[int, int]
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A keyword as written, and how it may be surrounded."""

    keyword: str
    text: str
    open_start: bool
    open_end: bool

    def stands_free(self, text: str, start: int, end: int) -> bool:
        """Whether text[start:end] is a whole word, as far as this pattern asks for it."""
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        return (self.open_start or not _joined(before, text[start])) and (
            self.open_end or not _joined(text[end - 1], after)
        )


def check_keyword(keyword: str) -> str:
    """Return the keyword. Raise ValueError when nothing in it could match."""
    if not _pattern(keyword).text:
        raise ValueError(f"{keyword!r} has no letter, digit or sign to look for.")
    if "*" in keyword.strip("*"):
        raise ValueError(f"{keyword!r}: a star can stand only at the beginning and at the end.")
    return keyword


class KeywordIndex:
    """Finds every keyword of a ruleset in one pass. Immutable once built."""

    def __init__(self, keywords: Iterable[str]) -> None:
        by_text: dict[str, list[Pattern]] = defaultdict(list)
        for keyword in sorted(set(keywords)):
            pattern = _pattern(keyword)
            by_text[pattern.text].append(pattern)
        self._automaton = ahocorasick.Automaton()
        for text, patterns in by_text.items():
            self._automaton.add_word(text, tuple(patterns))
        self._is_empty = not by_text
        if not self._is_empty:
            self._automaton.make_automaton()

    def find(self, view: View) -> Mapping[str, list[Span]]:
        """Return for each keyword that is in the text its spans in the original."""
        found: dict[str, list[Span]] = defaultdict(list)
        if self._is_empty:
            return found
        for last, patterns in self._automaton.iter(view.text):
            for pattern in patterns:
                start = last + 1 - len(pattern.text)
                if pattern.stands_free(view.text, start, last + 1):
                    found[pattern.keyword].append(view.span(start, last + 1))
        return found


def _pattern(keyword: str) -> Pattern:
    text = fold(keyword.strip().strip("*"))
    stripped = keyword.strip()
    return Pattern(keyword, text, stripped.startswith("*"), stripped.endswith("*"))


def _joined(left: str, right: str) -> bool:
    """Whether no word boundary lies between two neighbours."""
    return _is_word(left) and _is_word(right) and not (_needs_no_space(left) or _needs_no_space(right))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character) in {"Mn", "Mc"}


def _needs_no_space(character: str) -> bool:
    return character > "\u0dff" and unicodedata.name(character, "").startswith(_WITHOUT_SPACES)
