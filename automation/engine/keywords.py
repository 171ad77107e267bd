"""Words and phrases, all of a ruleset in one pass over each view of the text.

Whole words by default: a match counts only where no letter, digit or mark touches it.
`word*` lets the word go on, `*word` lets it begin earlier. Scripts that write no spaces,
symbols and emoji need no boundary.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import ahocorasick

from automation.engine.extract import is_address
from automation.engine.squash import MIN_LETTERS, SquashedView, squeezed, without_separators
from automation.engine.text import Span, View, Views, clean_form, folded_form

__all__ = ["MAX_HITS", "Hit", "KeywordIndex", "Span", "Term", "ViewName", "check_keyword", "lies_within"]

ViewName = Literal["clean", "folded", "squashed"]

MAX_HITS = 20  # of one term in one text
# Occurrences looked at in one text. Only a text that repeats itself, against keywords that lie inside one
# another, gets there.
MAX_LOOKS = 30_000
# Folding accents makes short words of other words ("đồng" → "dong"); see `_Form.is_plain_and_short`.
_SHORT = 5
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")


@dataclass(frozen=True, slots=True)
class Term:
    """A keyword as written (stars allowed) and the views it is searched in: `hardening` 1 clean, 2 folded
    too, 3 squashed too."""

    text: str
    hardening: int = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a term was seen in the original, and in which view.

    `at_start`, `at_end`: nothing but white space and punctuation stands before, after it in that view.
    """

    span: Span
    view: ViewName
    at_start: bool
    at_end: bool


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to look for a term, known by its number, in one view."""

    number: int
    text: str
    view: ViewName
    open_start: bool
    open_end: bool
    is_plain_and_short: bool = False
    runs: tuple[int, ...] = ()
    is_joined: bool = False  # a phrase without its blanks: only inside what was written letter by letter

    def counts(self, view: View, start: int, end: int) -> bool:
        """Whether view.text[start:end] is this term, as far as it asks for a whole word."""
        if self.runs and isinstance(view, SquashedView):
            return self._counts_squashed(view, start, end)
        return (self.open_start or _is_boundary(view.text, start)) and (
            self.open_end or _is_boundary(view.text, end)
        )

    def _counts_squashed(self, view: SquashedView, start: int, end: int) -> bool:
        if not (self.open_start or start in view.breaks or _is_boundary(view.text, start)):
            return False
        if not (self.open_end or end in view.breaks or _is_boundary(view.text, end)):
            return False
        if self.is_joined and not any(first <= start and end <= last for first, last in view.joins):
            return False
        pairs = zip(self.runs, view.runs[start:end], strict=True)
        return all(seen == asked or seen >= max(3, asked) for asked, seen in pairs)


def check_keyword(keyword: str) -> str:
    """Return the keyword. Raise ValueError when nothing in it could match."""
    bare = keyword.strip().strip("*")
    if not clean_form(bare) or not folded_form(bare):
        raise ValueError(f"{keyword!r} has no letter, digit or sign to look for.")
    if "*" in keyword.strip().strip("*"):
        raise ValueError(f"{keyword!r}: a star can stand only at the beginning and at the end.")
    return keyword


def lies_within(span: Span, others: Iterable[Span]) -> bool:
    """Whether a place in a text lies inside one of these."""
    return any(start <= span[0] and span[1] <= end for start, end in others)


class KeywordIndex:
    """Finds every term of a ruleset in one pass over each view. Immutable once built."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = tuple(dict.fromkeys(terms))
        forms: dict[str, list[_Form]] = {"unmasked": [], "clean": [], "folded": [], "squashed": []}
        for number, term in enumerate(self._terms):
            for where, form in _forms(number, term):
                forms[where].append(form)
        self._unmasked, self._clean, self._folded, self._squashed = map(_Automaton, forms.values())

    def find(self, views: Views) -> Mapping[Term, Sequence[Hit]]:
        """Return for each term that is in the text its hits, MAX_HITS at most, those in clean text first."""
        found = _Found(views)
        if self._unmasked:
            found.search(self._unmasked, views.unmasked)
        if self._clean:
            found.search(self._clean, views.clean)
        if self._folded:
            found.search(self._folded, views.folded)
        if self._squashed:
            for view in views.squashed:
                found.search(self._squashed, view)
        return {self._terms[number]: hits for number, hits in found.hits.items()}


class _Automaton:
    """Forms by their text, all found in one pass (Aho-Corasick)."""

    def __init__(self, forms: Iterable[_Form]) -> None:
        by_text: dict[str, list[_Form]] = defaultdict(list)
        for form in forms:
            by_text[form.text].append(form)
        self._automaton = ahocorasick.Automaton()
        for text, same in by_text.items():
            self._automaton.add_word(text, (len(text), tuple(same)))
        self._is_empty = not by_text
        if by_text:
            self._automaton.make_automaton()

    def __bool__(self) -> bool:
        return not self._is_empty

    def occurrences(self, text: str) -> Iterator[tuple[int, tuple[int, tuple[_Form, ...]]]]:
        """Yield (index of the last character, (length, forms)) of everything that occurs."""
        yield from self._automaton.iter(text)


class _Found:
    """The hits in one text by the term's number, while its views are searched one after another."""

    def __init__(self, views: Views) -> None:
        self.hits: dict[int, list[Hit]] = defaultdict(list)
        self._views = views
        self._looks = 0
        self._full: set[int] = set()
        self._seen: set[tuple[int, Span]] = set()

    def search(self, automaton: _Automaton, view: View) -> None:
        content: Span | None = None
        for last, (length, forms) in automaton.occurrences(view.text):
            self._looks += len(forms)
            if self._looks > MAX_LOOKS:
                return
            start, end = last + 1 - length, last + 1
            for form in forms:
                if form.number not in self._full and form.counts(view, start, end):
                    content = content or _content(view.text)
                    self._add(form, view, (start, end), content)

    def _add(self, form: _Form, view: View, place: Span, content: Span) -> None:
        span = view.span(*place)
        if (form.number, span) in self._seen or (form.is_plain_and_short and self._views.is_vietnamese):
            return
        self._seen.add((form.number, span))
        hits = self.hits[form.number]
        hits.append(Hit(span, form.view, place[0] <= content[0], place[1] >= content[1]))
        if len(hits) == MAX_HITS:
            self._full.add(form.number)


def _forms(number: int, term: Term) -> Iterator[tuple[str, _Form]]:
    stripped = term.text.strip()
    stars = stripped.startswith("*"), stripped.endswith("*")
    clean = clean_form(stripped.strip("*"))
    if clean and is_address(clean):
        yield "unmasked", _Form(number, clean, "clean", *stars)
    elif clean:
        yield "clean", _Form(number, clean, "clean", *stars)
    folded = folded_form(stripped.strip("*"))
    if not folded or term.hardening < 2:
        return
    letters = sum(map(str.isalpha, folded))
    yield (
        "folded",
        _Form(number, folded, "folded", *stars, is_plain_and_short=clean == folded and letters < _SHORT),
    )
    if term.hardening < 3 or letters < MIN_LETTERS:
        return
    bare = without_separators(folded)
    if bare != folded:
        yield "folded", _Form(number, bare, "squashed", *stars)
    text, runs = squeezed(bare)
    yield "squashed", _Form(number, text, "squashed", *stars, runs=runs)
    if " " in bare:
        text, runs = squeezed(bare.replace(" ", ""))
        yield "squashed", _Form(number, text, "squashed", *stars, runs=runs, is_joined=True)


def _content(text: str) -> Span:
    """Return (start, end) of a text without the white space and punctuation around it."""
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]):
        start += 1
    while end > start and _is_edge(text[end - 1]):
        end -= 1
    return start, end


def _is_edge(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] == "P"


def _is_boundary(text: str, place: int) -> bool:
    """Whether a word may begin or end between text[place - 1] and text[place]."""
    if place in {0, len(text)}:
        return True
    left, right = text[place - 1], text[place]
    if not (_is_word(left) and _is_word(right)):
        return True
    return not _is_mark(right) and (_needs_no_space(left) or _needs_no_space(right))


@lru_cache(maxsize=8192)
def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_" or _is_mark(character)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc"}


@lru_cache(maxsize=8192)
def _needs_no_space(character: str) -> bool:
    return character > "\u0dff" and unicodedata.name(character, "").startswith(_WITHOUT_SPACES)
