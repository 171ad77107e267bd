"""Words as people mistype them.

Edits allowed: none below 4 letters, one from 4 to 7, two from 8; two neighbours swapped count as one
(optimal string alignment). A phrase is followed word by word, each with its own edits.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from automation.engine.text import Span, View, Views, folded_form

MAX_SPANS = 20  # of one word in one text
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class SimilarIndex:
    """Finds words and phrases in the folded view, typing errors allowed. Immutable once built."""

    def __init__(self, words: Iterable[str]) -> None:
        phrases = {word: tuple(_TOKEN.findall(folded_form(word))) for word in words}
        self._phrases = {word: tokens for word, tokens in phrases.items() if tokens}

    def find(self, views: Views) -> Mapping[str, Sequence[Span]]:
        """Return for each word that is (nearly) in the text its spans in the original, MAX_SPANS at most."""
        if not self._phrases:
            return {}
        text = _Text.of(views.folded)
        found = {word: text.spans(tokens) for word, tokens in self._phrases.items()}
        return {word: spans for word, spans in found.items() if spans}


@dataclass(frozen=True, slots=True)
class _Text:
    """A text's tokens: their spans, the places of each distinct one, and the distinct ones by length."""

    view: View
    spans_in_view: Sequence[Span]
    places: Mapping[str, Sequence[int]]
    by_length: Mapping[int, Sequence[str]]

    @classmethod
    def of(cls, view: View) -> _Text:
        matches = list(_TOKEN.finditer(view.text))
        places: dict[str, list[int]] = defaultdict(list)
        for place, match in enumerate(matches):
            places[match[0]].append(place)
        by_length: dict[int, list[str]] = defaultdict(list)
        for token in places:
            by_length[len(token)].append(token)
        return cls(view, [match.span() for match in matches], places, by_length)

    def spans(self, phrase: Sequence[str]) -> list[Span]:
        """Return where the words of a phrase follow one another."""
        starts = self._near(phrase[0])
        for offset, word in enumerate(phrase[1:], start=1):
            starts &= {place - offset for place in self._near(word)} if starts else starts
        last = len(phrase) - 1
        return [
            self.view.span(self.spans_in_view[place][0], self.spans_in_view[place + last][1])
            for place in sorted(starts)[:MAX_SPANS]
        ]

    def _near(self, word: str) -> set[int]:
        edits = edits_allowed(word)
        lengths = range(len(word) - edits, len(word) + edits + 1)
        candidates = [token for length in lengths for token in self.by_length.get(length, ())]
        near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return {place for token, _, _ in near for place in self.places[token]}


def edits_allowed(word: str) -> int:
    """Return how many typing errors a word may have."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2
