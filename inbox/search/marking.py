"""Where the words are in a text: cut to what a row shows, in pieces that a template can mark."""

from __future__ import annotations

from dataclasses import dataclass

from inbox.search.terms import WORD, fold, terms_of

LENGTH = 140
BEFORE = 40


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool


def snippet(text: str, sought: str) -> list[Piece]:
    """Return a part of the text around the first word that was sought, in pieces."""
    line = " ".join(text.split())
    terms = tuple(terms_of(sought))
    hits = [(m.start(), m.end()) for m in WORD.finditer(line) if terms and fold(m[0]).startswith(terms)]
    start = max(0, hits[0][0] - BEFORE) if hits and hits[0][1] > LENGTH else 0
    pieces, at, end = [Piece("…", is_hit=False)] if start else [], start, start + LENGTH
    for left, right in hits:
        if left >= end:
            break
        pieces += [Piece(line[at:left], is_hit=False), Piece(line[left:right], is_hit=True)]
        at = right
    return [piece for piece in [*pieces, Piece(line[at:end], is_hit=False)] if piece.text]
