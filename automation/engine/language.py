"""In which of a workspace's languages a text is written."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cache, lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from automation.engine.extract import Extracts

# Fewer letters say nothing about a language: “ok”, “wow”.
FEWEST_LETTERS = 4
LEAST_CONFIDENCE = 0.5
LONGEST = 1_000


@cache
def load_model() -> LanguageIdentifier:
    """Return the model of all languages: a second and 80 MB the first time, then kept.

    Whoever must not wait loads it ahead, as workers do before they fork.
    """
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=32)
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    """Return the model limited to these languages; the big tables are shared."""
    identifier = copy.copy(load_model())
    known = [code for code in languages if code in identifier.labels]
    identifier.set_languages(known or None)
    return identifier


def language_of(text: str, found: Extracts, languages: Sequence[str]) -> str | None:
    """Return an ISO 639-1 code, or None when the text is too short to tell.

    Names, links and tags are left out: they are of no language.
    """
    if len(languages) == 1:
        return languages[0]
    taken = [*found.mentions, *found.hashtags, *found.emails, *(link.span for link in found.links)]
    pieces, at = [], 0
    for start, end in sorted(taken):
        pieces.append(text[at:start])
        at = max(at, end)
    plain = "".join([*pieces, text[at:]])[:LONGEST]
    if sum(character.isalpha() for character in plain) < FEWEST_LETTERS:
        return None
    code, confidence = _identifier(tuple(languages)).classify(plain)
    return str(code) if confidence >= LEAST_CONFIDENCE else None
