"""From the text as written to the *clean* view: markup, invisible characters and letter shapes undone.

Markup is HTML as platforms deliver it (`<br>`, `<b>`, `&#39;`). A cluster is one character with all
marks that sit on it; it is normalised as a whole, so that each character has one place in the original.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from automation.engine.view import Span, View, ViewBuilder, same

# Stands where an address, a handle or a phone number was: no letter, no punctuation, no keyword.
MASK = "\N{OBJECT REPLACEMENT CHARACTER}"

# A few characters stand for many (U+FDFA for 18); in a view that is longer than this, each stands for one.
MOST_CHARACTERS = 20_000

# Characters that a reader does not see and that are put inside words to hide them: controls,
# halves of surrogate pairs, soft hyphen, joiners, bidi controls, variation selectors, Hangul fillers,
# Braille blank, tags.
_INVISIBLE = (
    "\ud800-\udfff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
# Characters that are no combining marks by their class and yet melt with the one before them
# (NFC of Indic vowel signs, Hangul and half-width kana; Unicode 14, DerivedNormalizationProps).
_MELTING = (
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1161-\u1175"
    "\u11a8-\u11c2\u1b35\u314f-\u3163\uff9e\uff9f\uffc2-\uffdc"
    "\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
)
_MARKS = "".join(chr(code) for code in range(0x300, 0x1E94B) if unicodedata.combining(chr(code)))
_ON_TOP = f"[{_INVISIBLE}{_MELTING}{_MARKS}]"
_FLAG = "\U0001f1e6-\U0001f1ff"
# As many marks as a stream-safe text may have (UAX #15); what more is heaped on is dropped.
_SPECIAL = re.compile(
    rf"(?P<flags>[{_FLAG}]{{2,}})"
    rf"|(?P<space>\s+)"
    rf"|(?P<cluster>(?:[\x00-\x7f](?={_ON_TOP})|[^\x00-\x7f]){_ON_TOP}{{0,30}}){_ON_TOP}*"
    rf"|[{_INVISIBLE}]"
)
_MARKUP = re.compile(
    r"(?P<line>(?i:<(?:br\s{0,3}/?|/?(?:p|div|li)(?:\s[^<>]{0,300})?)>))"
    r"|(?P<tag>(?i:</?(?:a|b|i|u|s|em|strong|span)(?:\s[^<>]{0,300})?>))"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});)"
)
_NOT_PLAIN = re.compile(r"[^\x20-\x7e]+(?: [^\x20-\x7e]+)*|  +|[<&]")
_FLAGS = re.compile(f"[{_FLAG}]")
_STARTS_ON_TOP = re.compile(_ON_TOP)
_ONLY_MARKS = re.compile(f"{_ON_TOP}+")
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
# What compatibility normalisation leaves alone: curly quotes, long dashes, letters in squares and
# circles, lone flag letters.
_DRAWN = str.maketrans("‘’‚‛′´ʼ“”„‟″‐‑‒–—―−", "'" * 7 + '"' * 5 + "-" * 7) | {
    first + offset: chr(ord("a") + offset)
    for first in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
    for offset in range(26)
}


def clean_view(text: str, masks: Iterable[Span] = ()) -> View:
    """Return the clean view of a text; each of `masks` (ordered, apart) becomes one MASK."""
    masks = tuple(masks)
    if not masks and not _NOT_PLAIN.search(text):
        return same(text.lower())
    builder = _Cleaner()
    position = 0
    for start, end in masks:
        builder.clean(text, position, start)
        builder.add(MASK, start, end)
        position = end
    builder.clean(text, position, len(text))
    return builder.view()


class _Cleaner(ViewBuilder):
    def clean(self, text: str, start: int, end: int) -> None:
        for rough in _NOT_PLAIN.finditer(text, start, end):
            first, last = rough.span()
            if first < start:
                continue  # inside a tag
            if text[first] in "<&":
                start = self._special(text, start, _MARKUP.match(text, first, end))
            elif text[first] == " ":
                start = self._special(text, start, _SPECIAL.match(text, first, last))
            elif _COMPLEX not in (letters := rough[0].translate(_LETTERS)):
                self._plain(text, start, first)
                self._copy(letters, first)
                start = last
            else:
                start = self._mixed(text, start, first, letters)
        self._plain(text, start, end)

    def _mixed(self, text: str, start: int, first: int, letters: str) -> int:
        """Add a stretch that begins at `first`: letters as they are, what is complex cluster by cluster."""
        last = first + len(letters)
        if first > start and _STARTS_ON_TOP.match(text, first):
            first, letters = first - 1, text[first - 1] + letters
        for rough in _COMPLEX_RUN.finditer(letters):
            begin = first + rough.start()
            if start < first:
                self._plain(text, start, first)
                start = first
            if start < begin:
                self._letters(letters[start - first : begin - first], start)
                start = begin
            for match in _SPECIAL.finditer(text, begin, first + rough.end()):
                start = self._special(text, start, match)
        if start < last:
            self._letters(letters[start - first :], start)
        return last

    def _letters(self, piece: str, start: int) -> None:
        if piece[0] == " " and self._ends_with_space():
            self.ends[-1] = start = start + 1
            piece = piece[1:]
        if piece:
            self._copy(piece, start)

    def _special(self, text: str, position: int, match: re.Match[str] | None) -> int:
        """Add the plain text up to a match and what the match stands for; return where it ends."""
        if match is None:
            return position
        start, end = match.span()
        if position < start:
            self._plain(text, position, start)
        match match.lastgroup:
            case "cluster":
                self._add(_normal(match["cluster"]), start, end)
            case "space" | "line":
                self._add(" ", start, end)
            case "entity":
                self._add(_normal(html.unescape(match["entity"])), start, end)
            case "flags":
                self._copy(match["flags"], start)
            case _:
                pass  # a tag or a control character stands for nothing
        return end

    def _plain(self, text: str, start: int, end: int) -> None:
        if start < end and text[start] == " " and self._ends_with_space():
            start += 1
        if start < end:
            self._copy(text[start:end].lower(), start)

    def _copy(self, piece: str, start: int) -> None:
        self.parts.append(piece)
        self.starts.extend(range(start, start + len(piece)))
        self.ends.extend(range(start + 1, start + len(piece) + 1))

    def _add(self, piece: str, start: int, end: int) -> None:
        if piece[:1] == " " and self._ends_with_space():
            self.ends[-1] = end
            piece = piece[1:]
        if len(self.starts) > MOST_CHARACTERS:
            piece = piece[:1]
        if piece:
            self.add(piece, start, end)

    def _ends_with_space(self) -> bool:
        return bool(self.parts) and self.parts[-1][-1] == " "


@lru_cache(maxsize=32_768)
def _normal(cluster: str) -> str:
    """Return one cluster as NFKC, case-folded, without invisible characters."""
    visible = _HIDDEN.sub("", cluster).translate(_DRAWN)
    if len(visible) == 1 and visible.casefold() == visible and unicodedata.is_normalized("NFKC", visible):
        return " " if visible.isspace() else visible
    folded = unicodedata.normalize("NFKC", visible).casefold().replace("i\u0307", "i")
    folded = unicodedata.normalize("NFKC", folded).translate(_DRAWN)
    folded = _HIDDEN.sub("", folded)
    if " " in folded or folded.isspace():
        # Marks that stood on a space (as in U+00A8) have nothing left to sit on.
        return " ".join(part for part in folded.split() if not _ONLY_MARKS.fullmatch(part)) or " "
    return folded


class _Letters(dict[int, str]):
    """Code point -> the one character it becomes, or _COMPLEX; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if unicodedata.category(character) in {"Cn", "Co"} and not _STARTS_ON_TOP.match(character):
            self[code] = character  # nothing is known of it: it stands for itself
            return character
        is_simple = not _STARTS_ON_TOP.match(character) and not _FLAGS.match(character)
        normal = _normal(character) if is_simple else ""
        self[code] = letter = normal if len(normal) == 1 and (normal != " " or code == 32) else _COMPLEX
        return letter


_COMPLEX = "\ud800"  # half of a pair: in no clean text
# What is complex may sit on the letter before it.
_COMPLEX_RUN = re.compile(f".?{_COMPLEX}+", re.DOTALL)
_LETTERS = _Letters()
