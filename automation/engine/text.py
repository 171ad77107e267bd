"""Views of a text to match on, each with the way back to the original.

*clean*     markup undone, NFKC, case-folded, invisible characters gone, white space as one space;
            addresses, handles and phone numbers masked.
*folded*    clean, without accents, and with look-alikes of Latin letters as Latin letters.
*squashed*  folded, with spaced-out, repeated and digit-for-letter spellings undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from automation.engine.cleaning import MASK, clean_view
from automation.engine.extract import masked_spans
from automation.engine.folding import folded_view, is_vietnamese
from automation.engine.squash import SquashedView, squashed_views
from automation.engine.view import MAX_CHARACTERS, Span, View

__all__ = [
    "MAX_CHARACTERS",
    "NORMALISER_VERSION",
    "Span",
    "View",
    "Views",
    "clean_form",
    "folded_form",
    "views_of",
]

# Goes up whenever the same text may give other views.
NORMALISER_VERSION = "2"


@dataclass(frozen=True)
class Views:
    """All views of one text's first MAX_CHARACTERS, each made when it is first asked for."""

    text: str
    is_cut: bool

    @cached_property
    def clean(self) -> View:
        masks = masked_spans(self.text)
        return clean_view(self.text, masks) if masks else self.unmasked

    @cached_property
    def unmasked(self) -> View:
        """The clean view in which addresses, handles and phone numbers can still be read."""
        return clean_view(self.text)

    @cached_property
    def folded(self) -> View:
        return folded_view(self.clean)

    @cached_property
    def squashed(self) -> tuple[SquashedView, ...]:
        return squashed_views(self.folded)

    @cached_property
    def is_vietnamese(self) -> bool:
        """Whether it has marks that only Vietnamese writes."""
        return is_vietnamese(self.clean.text)


def views_of(text: str) -> Views:
    """Return the views of a text. They hold its first MAX_CHARACTERS only."""
    return Views(text[:MAX_CHARACTERS], len(text) > MAX_CHARACTERS)


def clean_form(keyword: str) -> str:
    """Return a keyword in the form in which clean views are searched."""
    return clean_view(keyword.replace(MASK, "")).text.strip()


def folded_form(keyword: str) -> str:
    """Return a keyword in the form in which folded views are searched."""
    return folded_view(clean_view(keyword.replace(MASK, ""))).text.strip()
