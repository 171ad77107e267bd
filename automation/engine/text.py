"""Views of a text to match on, each with the way back to the original.

*clean*   NFKC, case-folded, invisible characters gone, runs of white space as one space.
*folded*  clean, and without the accents of Latin, Greek, Cyrillic and Arabic letters.

A view knows for each of its characters which original characters it stands for, so that
a match can be shown in the text as the person wrote it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARACTERS = 10_000

# Characters that a reader does not see and that are put inside words to hide them: soft
# hyphen, joiners, bidi controls, variation selectors, Hangul fillers, Braille blank, tags.
_INVISIBLE = (
    *[(0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5)],
    *[(0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800)],
    *[(0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xE0000, 0xE0FFF)],
)
_QUOTES_AND_DASHES = str.maketrans("‘’‚‛′“”„‟″‐‑‒–—―−", "'''''\"\"\"\"\"-------")
_FOLDABLE = ("LATIN", "GREEK", "CYRILLIC", "ARABIC")
# Letters that carry their stroke inside, so that no decomposition takes it off.
_STROKED = str.maketrans({"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "đ": "d"})


@dataclass(frozen=True, slots=True)
class View:
    """`text` to match on; `starts[i]` and `ends[i]` bound the original of `text[i]`."""

    text: str
    starts: tuple[int, ...] | range
    ends: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` (not empty) stands in the original."""
        return self.starts[start], self.ends[end - 1]


def folded_view(text: str) -> View:
    """Return the folded view of the first MAX_CHARACTERS of a text."""
    text = text[:MAX_CHARACTERS]
    if text.isascii() and "  " not in text and text.isprintable():
        return View(text.lower(), range(len(text)), range(1, len(text) + 1))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for character in _fold(text[start:end]):
            if character == " " and characters and characters[-1] == " ":
                ends[-1] = end
                continue
            characters.append(character)
            starts.append(start)
            ends.append(end)
    return View("".join(characters), tuple(starts), tuple(ends))


def fold(text: str) -> str:
    """Return a keyword in the form in which texts are searched."""
    return folded_view(text).text.strip()


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each character together with the marks that sit on it."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            yield start, index
            start = index


@lru_cache(maxsize=8192)
def _fold(cluster: str) -> str:
    visible = "".join(c for c in cluster if not _is_invisible(c))
    composed = unicodedata.normalize("NFKC", visible).casefold().replace("i̇", "i")
    composed = unicodedata.normalize("NFKC", composed).translate(_QUOTES_AND_DASHES)
    if composed.isspace():
        return " "
    return "".join(_without_accents(composed))


def _without_accents(text: str) -> Iterator[str]:
    base = ""
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.category(character) != "Mn":
            base = unicodedata.name(character, "").split(" ")[0]
        elif base in _FOLDABLE:
            continue
        yield character.translate(_STROKED)


def _is_invisible(character: str) -> bool:
    code = ord(character)
    return code >= 0xAD and any(low <= code <= high for low, high in _INVISIBLE)
