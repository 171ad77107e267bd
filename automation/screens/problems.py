"""What is wrong with a draft, at the field where it is to be put right, with the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automation.screens.draft import MODELS

TYPES = frozenset(name for models in MODELS.values() for name in models)
LINES = frozenset({"words", "patterns", "domains", "match", "no_match", "in", "labels"})
Problems = Mapping[str, list[str]]


def placed(problems: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """Return the problems of a rule by the place in the form."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        at, number = place_of(problem["at"])
        text = worded(problem["problem"])
        if number is not None:
            text = _("Line %(n)d: %(text)s") % {"n": number + 1, "text": text}
        texts = found.setdefault(at, [])
        if text not in texts:
            texts.append(text)
    return found


def place_of(at: str) -> tuple[str, int | None]:
    """Return the form's name for a place in a body, and the line there, where it is one.

    The schema names the type within a list too: `conditions.all.0.text.words.2`.
    """
    parts: list[str] = []
    before = ""
    for part in at.split("."):
        if not (part in TYPES and (before.isdecimal() or before == "trigger")):
            parts.append(part)
        before = part
    if len(parts) > 1 and parts[-1].isdecimal() and parts[-2] in LINES:
        return ".".join(parts[:-1]), int(parts[-1])
    return ".".join(parts), None


def worded(text: str) -> str:
    """Return a complaint of the schema in words that say what to do."""
    for beginning, plain in _WORDS.items():
        if text.startswith(beginning):
            return str(plain) % {"value": text.rsplit(" ", 1)[-1]}
    if text.startswith("List should have at most"):
        return _("That is too many: at most %(n)s.") % {"n": _number_in(text)}
    if text.startswith("String should have at most"):
        return _("That is too long: at most %(n)s characters.") % {"n": _number_in(text)}
    return text


def _number_in(text: str) -> str:
    return next((word for word in text.split() if word.isdecimal()), "")


_WORDS: Mapping[str, Any] = {
    "Field required": gettext_lazy("Fill this in."),
    "List should have at least 1": gettext_lazy("Add at least one."),
    "String should have at least": gettext_lazy("Write something here, or remove it."),
    "Input should be greater than or equal to": gettext_lazy("At least %(value)s."),
    "Input should be less than or equal to": gettext_lazy("At most %(value)s."),
    "Input should be a valid integer": gettext_lazy("Write a whole number."),
    "Input should be a valid number": gettext_lazy("Write a number."),
    "Input should be a valid date": gettext_lazy("Write a date."),
    "Unable to extract tag": gettext_lazy("Choose what this is."),
    "Input tag": gettext_lazy("Choose what this is."),
    "Input should be 'person'": gettext_lazy("Choose to whom."),
    "String should match pattern '^[a-z]{2}$'": gettext_lazy("A language is two letters, such as nl."),
    "String should match pattern": gettext_lazy("Write a time, such as 22:00."),
}
