"""What is looked for, and how texts are compared with it."""

from __future__ import annotations

import re
import unicodedata

# Ours, and linear: what people type is never a pattern.
WORD = re.compile(r"\w+")
MOST_TERMS = 8
LONGEST_TERM = 40


def terms_of(text: str) -> list[str]:
    """Return the words to look for, each once, without accents and capitals."""
    words = [fold(word)[:LONGEST_TERM] for word in WORD.findall(text)]
    return list(dict.fromkeys(word for word in words if word))[:MOST_TERMS]


def fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
