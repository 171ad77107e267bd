"""How the three answers of a condition are shown: by sign and word, never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Truth:
    name: str
    sign: str
    word: str | Promise


YES = Truth("yes", "✓", _("holds"))
NO = Truth("no", "✗", _("does not hold"))
UNKNOWN = Truth("unknown", "?", _("is not known"))


def truth_of(value: bool | None) -> Truth:
    """Return how an answer is shown."""
    return UNKNOWN if value is None else YES if value else NO
