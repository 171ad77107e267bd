"""What a text looks like: signals that need the text and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from automation.engine.extract import Extracts
from automation.engine.keywords import Span
from automation.engine.text import MAX_CHARACTERS

# Our own patterns, each linear.
_REPEATED = re.compile(r"([^\W\d_])\1\1|([!?])\2\2")
_FEWEST_CAPITALS = 5
# Words that open a question in Dutch, English, German, French and Spanish. Only at the beginning
# of a sentence: “wat” and “what” elsewhere ask nothing.
_ASKS = (
    "wat|wie|waar|wanneer|waarom|hoe|hoeveel|welke?|heb|hebben|kan|kun|kunnen|mag|is|zijn"
    "|what|who|where|when|why|how|which|can|could|do|does|did|are|will|would"
    "|was|wer|wo|wann|warum|wieviel|welcher?|kann|können|gibt|habt"
    "|que|qui|où|ou|quand|pourquoi|comment|combien|quel|quelle|est-ce|peut|peux|avez"
    "|qué|quién|dónde|cuándo|cómo|cuánt[oa]|cuál|puedo|tienen|hay"
)
_QUESTION = re.compile(rf"(?:^|[.!\n])\s*[¿]?(?:{_ASKS})\b", re.IGNORECASE)
# A lone question word is as often praise or a greeting (“How lovely”): it must be a short sentence.
_LONGEST_UNMARKED = 120


def _without(text: str, spans: list[Span]) -> str:
    """Return the text with these spans taken out."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        pieces.append(text[at:start])
        at = max(at, end)
    return "".join([*pieces, text[at:]])


def _only_emoji(text: str, found: Extracts) -> bool:
    rest = _without(text[:MAX_CHARACTERS], list(found.emoji))
    return bool(found.emoji) and not any(c.isalnum() for c in rest)


def _only_mentions(text: str, found: Extracts) -> bool:
    rest = _without(text[:MAX_CHARACTERS], [*found.mentions, *found.emoji])
    return bool(found.mentions) and not any(c.isalnum() for c in rest)


def _question(text: str, found: Extracts) -> bool:
    rest = _without(text[:MAX_CHARACTERS], [link.span for link in found.links])
    if any(mark in rest for mark in "?？؟"):
        return True
    is_exclaimed = rest.rstrip().endswith("!")  # “How lovely!” asks nothing
    return len(rest) <= _LONGEST_UNMARKED and not is_exclaimed and bool(_QUESTION.search(rest))


def _all_caps(text: str, found: Extracts) -> bool:
    letters = [c for c in text[:MAX_CHARACTERS] if c.isalpha() and c.upper() != c.lower()]
    return len(letters) >= _FEWEST_CAPITALS and all(c.isupper() for c in letters)


def _words(text: str, found: Extracts) -> int:
    """Count what stands between blanks and has a letter or digit. “example.org” is one."""
    return sum(any(c.isalnum() for c in word) for word in text[:MAX_CHARACTERS].split())


SHAPES: Mapping[str, Callable[[str, Extracts], Any]] = {
    "only_emoji": _only_emoji,
    "only_mentions": _only_mentions,
    "question": _question,
    "all_caps": _all_caps,
    "repeated_characters": lambda text, found: bool(_REPEATED.search(text[:MAX_CHARACTERS])),
    "has_email": lambda text, found: bool(found.emails),
    "has_phone": lambda text, found: bool(found.phones),
    "has_link": lambda text, found: bool(found.links),
    "words": _words,
    "characters": lambda text, found: len(text),
    "emoji": lambda text, found: len(found.emoji),
    "mentions": lambda text, found: len(found.mentions),
    "links": lambda text, found: len(found.links),
    "link_domains": lambda text, found: sorted({link.domain for link in found.links}),
    "hashtag": lambda text, found: sorted(
        {text[start:end].lstrip("#＃").casefold() for start, end in found.hashtags}
    ),
}
# Where in the text each shape is seen, for those that can be pointed at.
SPANS: Mapping[str, Callable[[Extracts], list[Span]]] = {
    "has_email": lambda found: list(found.emails),
    "has_phone": lambda found: list(found.phones),
    "has_link": lambda found: [link.span for link in found.links],
    "link_domains": lambda found: [link.span for link in found.links],
    "hashtag": lambda found: list(found.hashtags),
    "mentions": lambda found: list(found.mentions),
    "only_mentions": lambda found: list(found.mentions),
    "only_emoji": lambda found: list(found.emoji),
}
