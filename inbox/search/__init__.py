"""Search over texts, authors and posts: each word must begin a word of one of them."""

from inbox.search.finding import Hit, narrow, with_hits
from inbox.search.marking import Piece, snippet
from inbox.search.terms import terms_of

__all__ = ["Hit", "Piece", "narrow", "snippet", "terms_of", "with_hits"]
