"""From the clean to the *folded* view: accents off, variant letter shapes and look-alikes undone.

Only for Latin, Greek, Cyrillic and Arabic letters: the vowel signs of Indic scripts and Thai are letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from automation.engine.confusables import without_look_alikes
from automation.engine.view import View

_MAY_FOLD = re.compile(
    "[\u00aa-\u06ff\u0750-\u077f\u0870-\u08ff\u1ab0-\u1aff\u1c80-\u1c8f\u1d00-\u1fff\u20d0-\u20ff"
    "\u2c60-\u2c7f\ua640-\ua69f\ua720-\ua7ff\uab30-\uab6f\ufe20-\ufe2f]"
)
_FOLDABLE = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "COMBINING")
# Marks of general use, Cyrillic titlo marks, Arabic vowel signs; and the stroke that only stretches a word.
_MARKS = (
    (0x300, 0x36F), (0x483, 0x489), (0x610, 0x61A), (0x640, 0x640), (0x64B, 0x65F), (0x670, 0x670),
    (0x6D6, 0x6DC), (0x6DF, 0x6E4), (0x6E7, 0x6E8), (0x6EA, 0x6ED), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
)  # fmt: skip
_LIGATURES = {
    "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ȷ": "j", "ɑ": "a", "ɡ": "g", "ǝ": "e", "ə": "e",
    "ᴁ": "ae", "ᴏ": "o", "ꝺ": "d", "ᵹ": "g", "ꞵ": "b", "ꭓ": "x", "ɩ": "i", "ʋ": "v", "ɯ": "w", "ꟾ": "i",
}  # fmt: skip
# ø, ł, ɓ … decompose to nothing, but their names tell: LATIN SMALL LETTER O WITH STROKE.
_NAMED = re.compile(r"LATIN (?:SMALL LETTER|LETTER SMALL CAPITAL) ([A-Z])(?: WITH .*)?")

# Letters with horn, hook above, dot below or two marks; ẁ ẃ ẅ ẏ ẗ and the like belong to others.
_VIETNAMESE = re.compile("[ơưẠ-ỹ]")


_COMPLEX = "\ud800"  # half of a pair: in no clean text


class _Letters(dict[int, str]):
    """Code point -> the one character it becomes, or _COMPLEX; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        self[code] = letter = folded if len(folded) == 1 else _COMPLEX
        return letter


_LETTERS = _Letters()


def folded_view(clean: View) -> View:
    """Return the folded view of a clean view; the very same one when there is nothing to fold."""
    if clean.text.isascii():
        return clean
    text = clean.text.translate(_LETTERS)
    if _COMPLEX not in text:
        return View(without_look_alikes(text), clean.starts, clean.ends)
    pieces = [_fold(character) for character in clean.text]
    starts = [start for piece, start in zip(pieces, clean.starts, strict=True) for _ in piece]
    ends = [end for piece, end in zip(pieces, clean.ends, strict=True) for _ in piece]
    return View(without_look_alikes("".join(pieces)), starts, ends)


@lru_cache(maxsize=32_768)
def _fold(character: str) -> str:
    if not _MAY_FOLD.match(character):
        return character
    if _is_mark(character):
        return ""
    name = unicodedata.name(character, "")
    if not name.startswith(_FOLDABLE):
        return character
    bases = [base for base in unicodedata.normalize("NFD", character) if not _is_mark(base)]
    return "".join(map(_plain, bases))


def _plain(letter: str) -> str:
    if letter in _LIGATURES:
        return _LIGATURES[letter]
    named = _NAMED.fullmatch(unicodedata.name(letter, ""))
    return named[1].lower() if named else letter


def _is_mark(character: str) -> bool:
    code = ord(character)
    return any(low <= code <= high for low, high in _MARKS)


def is_vietnamese(text: str) -> bool:
    """Whether a clean text has letters that only Vietnamese writes."""
    return _VIETNAMESE.search(text) is not None
