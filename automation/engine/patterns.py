"""Regular expressions of users, run by RE2 only: its time grows with the text and never explodes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

import re2

from automation.engine.text import Span, View, Views

LONGEST_PATTERN = 300
MAX_SPANS = 20  # of one pattern in one text
# RE2 counts steps of the compiled program; a long text costs at most length × steps when its memory is out.
MAX_PROGRAM = 2_000
_MEMORY_OF_ONE = 1 << 20
_MEMORY_OF_ALL = 16 << 20
# Found in every text: when a set does not find it, the set gave up for want of memory.
_ALWAYS = ""
_BOUNDARY_BESIDE_LETTER = re.compile(r"[^\x00-\x7f]\\[bB]|\\[bB][^\x00-\x7f]")
_REMEDIES = (
    (
        r"invalid perl operator: (?:\(\?<?[=!])",
        "looking ahead or behind is not possible; use an extra condition",
    ),
    (r"invalid perl operator", "this group is not known; use (…) or (?:…)"),
    (r"invalid escape sequence: \\[1-9]", "repeating a group is not possible; write it out"),
    (r"invalid escape sequence", "put the character in [brackets] to mean itself"),
    (r"invalid repetition size", "repeat 1000 times at most, all repeats in one another multiplied"),
    (r"bad repetition operator", "a repeat cannot be repeated; use one of them"),
    (r"no argument for repetition", "nothing stands before it; write \\ before the sign to mean itself"),
    (r"missing|unexpected", "close every bracket, or write \\ before it to mean itself"),
    (r"invalid character class range", "a range goes from low to high, as in [a-z]"),
)


def check_pattern(pattern: str) -> str:
    """Return the pattern. Raise ValueError, which names the place and a remedy, when it cannot be used."""
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"The pattern has {len(pattern)} characters: use {LONGEST_PATTERN} at most.")
    if match := _BOUNDARY_BESIDE_LETTER.search(pattern):
        place = pattern.index("\\", match.start()) + 1
        raise ValueError(
            f"\\b at character {place} knows only the letters a to z; "
            r"use (?:^|[^\pL\pN]) before and (?:$|[^\pL\pN]) after the word, or a keyword."
        )
    try:
        compiled = _compiled(pattern)
    except UnicodeEncodeError as error:
        raise ValueError(f"Character {error.start + 1} is half of a character: remove it.") from error
    except re2.error as error:
        raise ValueError(_explained(pattern, _message(error))) from error
    if compiled.programsize > MAX_PROGRAM:
        raise ValueError("The pattern is too large: use smaller repeats, or several patterns.")
    if compiled.search(""):
        raise ValueError(
            "The pattern finds the empty text, so it would match every message: use + instead of *."
        )
    return pattern


class PatternIndex:
    """Finds every pattern of a ruleset: one pass tells which match, only those are searched. Immutable."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = tuple((pattern, _compiled(pattern)) for pattern in dict.fromkeys(patterns))
        self._set = re2.Set.SearchSet(_options(_MEMORY_OF_ALL))
        for pattern in (_ALWAYS, *(pattern for pattern, _ in self._patterns)):
            self._set.Add(pattern)
        self._set.Compile()

    def find(self, views: Views) -> Mapping[str, Sequence[Span]]:
        """Return for each pattern that is in the text its spans in the original, MAX_SPANS at most.

        Searched is the clean view with nothing masked, so that a pattern can look for addresses.
        """
        if not self._patterns:
            return {}
        found = {
            pattern: _spans(compiled, views.unmasked)
            for pattern, compiled in self._candidates(views.unmasked)
        }
        return {pattern: spans for pattern, spans in found.items() if spans}

    def _candidates(self, view: View) -> Iterable[tuple[str, re2._Regexp]]:
        numbers = self._set.Match(view.text)
        if 0 not in numbers:
            return self._patterns
        return (self._patterns[number - 1] for number in numbers if number)


def _spans(compiled: re2._Regexp, view: View) -> list[Span]:
    matches = islice(compiled.finditer(view.text), MAX_SPANS)
    return [view.span(*match.span()) for match in matches if match.end() > match.start()]


def _compiled(pattern: str) -> re2._Regexp:
    return re2.compile(pattern, _options(_MEMORY_OF_ONE))


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = memory
    return options


def _message(error: Exception) -> str:
    message = error.args[0]
    return message.decode() if isinstance(message, bytes) else str(message)


def _explained(pattern: str, message: str) -> str:
    fragment = message.partition(": ")[2]
    place = pattern.find(fragment) if fragment else -1
    where = f" at character {place + 1}" if place >= 0 and fragment != pattern else ""
    remedy = next((text for problem, text in _REMEDIES if re.match(problem, message)), "write it another way")
    return f"{message}{where}: {remedy}."
