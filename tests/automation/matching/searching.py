"""How the tests of this package search."""

from __future__ import annotations

from automation.engine.keywords import Hit, KeywordIndex, Span, Term
from automation.engine.text import views_of


def hits(keyword: str, text: str, hardening: int = 2) -> list[Hit]:
    term = Term(keyword, hardening)
    return list(KeywordIndex([term]).find(views_of(text)).get(term, []))


def spans(keyword: str, text: str, hardening: int = 2) -> list[Span]:
    return [hit.span for hit in hits(keyword, text, hardening)]
