"""From the folded to the *squashed* view: spaced-out letters joined, digits read as letters, separators
inside words gone, and every run of one letter written once.

A run's length is kept beside it: a keyword counts only where each of its runs is as long in the text, or
is drawn out there to three and more ("goood" is no "god" with two o, but "scaaam" is "scam").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from automation.engine.view import Span, View, ViewBuilder

# A hit in the squashed view counts only for keywords with at least so many letters.
MIN_LETTERS = 4
_LETTER = r"[^\W\d_]"
_SEPARATOR = r"[._\-*·•~/\\]"
_LEET = r"[01345789@$!+€|]"
_AS_LETTER = str.maketrans("0345789@$!+€", "oeastbgasite")
# `1` and `|` look like i and like l: one view for each reading.
_READINGS = (str.maketrans("1|", "ii"), str.maketrans("1|", "ll"))
_ENDING = "!?.,;:…)]}>'\"*"
# Words of one letter that may stand next to a spaced-out word: "I h a t e".
_ONE_LETTER_WORDS = frozenset("aeiouy")

_SUSPECT = re.compile(
    rf"({_LETTER})\1\1"
    rf"|{_LETTER}(?:[01345789@$+€|]|!(?=[\w@$]))|{_LEET}{_LETTER}"
    rf"|{_LETTER}{_SEPARATOR}{{1,3}}{_LETTER}"
    rf"|(?<!\w){_LETTER} {_LETTER} {_LETTER}(?!\w)"
    rf"|{_LETTER} {_SEPARATOR} {_LETTER} {_SEPARATOR} {_LETTER}"
)
_SPACED_OUT = re.compile(
    rf"(?<![^\W_]){_LETTER}(?P<gap> {_SEPARATOR} | ){_LETTER}(?:(?P=gap){_LETTER})+(?![^\W_])"
)
_TOKEN = re.compile(r"\S+")
_IS_LEET = re.compile(rf"(?=\S*{_LEET})\S*{_LETTER}")
# Ordinals, sizes, prices: digits that mean digits.
_IS_MEASURE = re.compile(
    r"[€$]?[0-9]+(?:[.,:][0-9]+)*"
    r"(?:e|de|te|ste|st|nd|rd|th|er|eme|o|a|x|k|m|km|cm|mm|ft|g|kg|mg|l|cl|ml|gb|mb|tb|hz|w|v|am|pm|h|u|uur|min|s|sec"
    r"|d|j|jr|yo|yr|yrs|p|px|fps|mp|eur|euro|usd|gbp|dollar|kr|zl|tl|pcs|st|stuks)[€$+]*"
)
_INSIDE = re.compile(rf"(?<={_LETTER}){_SEPARATOR}{{1,3}}(?={_LETTER})")
# A word of nothing but one letter keeps two, so that it does not turn into a single letter.
_RUN = re.compile(rf"(?<!\w)({_LETTER})\1+(?!\w)|({_LETTER})\2+")


@dataclass(frozen=True, slots=True)
class SquashedView(View):
    """`runs[i]`: how often `text[i]` stood there. `breaks`: where words may end inside a joined word.

    `joins` bounds (in this view) what was written with a gap after each letter.
    """

    runs: Sequence[int] = ()
    breaks: frozenset[int] = frozenset()
    joins: Sequence[Span] = ()


def squashed_views(folded: View) -> tuple[SquashedView, ...]:
    """Return the squashed views of a folded view; none when squashing would change nothing."""
    if not _SUSPECT.search(folded.text):
        return ()
    readings = _READINGS if "1" in folded.text or "|" in folded.text else _READINGS[:1]
    return tuple(
        {view.text: view for view in (_Squasher(folded, reading).squashed() for reading in readings)}.values()
    )


def without_separators(text: str) -> str:
    """Return a folded keyword without the separators inside its words."""
    return _INSIDE.sub("", text)


def squeezed(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a text with each run of a letter written once, and how long each run was."""
    builder = ViewBuilder()
    runs = _squeeze(View(text, range(len(text)), range(len(text))), builder)
    return "".join(builder.parts), tuple(runs)


def _squeeze(source: View, builder: ViewBuilder) -> list[int]:
    runs: list[int] = []
    position = 0
    for match in _RUN.finditer(source.text):
        start, end = match.span()
        builder.copy(source, position, start)
        runs.extend([1] * (start - position))
        kept = 2 if match[1] else 1
        builder.add(source.text[start : start + kept], source.starts[start], source.ends[end - 1])
        runs.extend([end - start] * kept)
        position = end
    builder.copy(source, position, len(source.text))
    runs.extend([1] * (len(source.text) - position))
    return runs


@dataclass(slots=True)
class _Squasher:
    """Squashes one folded view in one reading of `1`."""

    folded: View
    reading: dict[int, int]
    builder: ViewBuilder = field(default_factory=ViewBuilder)
    joins: list[Span] = field(default_factory=list)

    def squashed(self) -> SquashedView:
        position = 0
        for match in _SPACED_OUT.finditer(self.folded.text):
            self._words(position, match.start())
            self._spaced_out(match)
            position = match.end()
        self._words(position, len(self.folded.text))
        letters = self.builder.view()
        squeezed_builder = ViewBuilder()
        runs = _squeeze(letters, squeezed_builder)
        view = squeezed_builder.view()
        joins = _moved(self.joins, runs)
        breaks = frozenset(place for join in joins for place in _breaks(view.text, *join))
        return SquashedView(view.text, view.starts, view.ends, runs, breaks, joins)

    def _spaced_out(self, match: re.Match[str]) -> None:
        start = len(self.builder.starts)
        step = len(match["gap"]) + 1
        for place in range(match.start(), match.end(), step):
            self.builder.copy(self.folded, place, place + 1)
        self.joins.append((start, len(self.builder.starts)))

    def _words(self, start: int, end: int) -> None:
        for match in _TOKEN.finditer(self.folded.text, start, end):
            core = match[0].rstrip(_ENDING)
            if not core.isalpha():
                self.builder.copy(self.folded, start, match.start())
                self._word(core, match.start())
                start = match.start() + len(core)
        self.builder.copy(self.folded, start, end)

    def _word(self, core: str, start: int) -> None:
        if _IS_LEET.match(core) and not _IS_MEASURE.fullmatch(core):
            core = core.translate(_AS_LETTER).translate(self.reading)
        position = 0
        for match in _INSIDE.finditer(core):
            self._piece(core, position, match.start(), start)
            position = match.end()
        self._piece(core, position, len(core), start)

    def _piece(self, core: str, first: int, last: int, start: int) -> None:
        self.builder.parts.append(core[first:last])
        self.builder.starts.extend(self.folded.starts[start + first : start + last])
        self.builder.ends.extend(self.folded.ends[start + first : start + last])


def _moved(joins: Sequence[Span], runs: Sequence[int]) -> list[Span]:
    """Return spans of the unsqueezed text in the squeezed one (whose runs of joined letters are one each)."""
    moved: list[Span] = []
    before = index = 0
    for start, end in joins:
        while before < start:
            before += runs[index]
            index += 1
        first = index
        while before < end:
            before += runs[index]
            index += 1
        moved.append((first, index))
    return moved


def _breaks(text: str, start: int, end: int) -> list[int]:
    first = [start + 1] if text[start] in _ONE_LETTER_WORDS else []
    last = [end - 1] if text[end - 1] in _ONE_LETTER_WORDS else []
    return first + last
