"""Why a rule matched, in the reader's language.

The engine records it in English, once for everybody who reads it later. Its phrases are few; what is none of
them (an older record) is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from automation.engine.conditions import english
from automation.schema.signals import CHOICES, FLAGS, NUMBERS

FIXED: Mapping[str, str | Promise] = {
    "always": _("always"),
    "has a link": _("has a link"),
    "has no link": _("has no link"),
    "has none of the words": _("has none of the words"),
    "has nothing like the words": _("has nothing like the words"),
    "links elsewhere": _("links elsewhere"),
    "matches no pattern": _("matches no pattern"),
    "written by somebody else": _("written by somebody else"),
    "written by us": _("written by us"),
}
# Our own patterns, on our own phrases.
SHAPES = (
    (re.compile("signal_missing: (?P<what>.*)", re.DOTALL), _("%(what)s is not known")),
    (re.compile("has something like (?P<what>.*)", re.DOTALL), _("has something like %(what)s")),
    (re.compile("has (?P<what>“.*)", re.DOTALL), _("has %(what)s")),
    (re.compile("links to (?P<what>.*)", re.DOTALL), _("links to %(what)s")),
    (re.compile("matches (?P<what>.*)", re.DOTALL), _("matches %(what)s")),
    (re.compile("came on (?P<what>.*)"), _("came on %(what)s")),
    (re.compile("(?P<what>[0-9]+) others wrote this"), _("%(what)s others wrote this")),
    (re.compile("(?P<what>[0-9]+) times by the author before"), _("%(what)s times by the author before")),
    (re.compile("(?P<what>[0-9]+) messages by the author"), _("%(what)s messages by the author")),
)
MORE = " and more"


def in_words(reason: str) -> str:
    """Return a recorded reason as the reader says it."""
    if (get_language() or "en").startswith("en"):
        return reason
    body, more = (reason.removesuffix(MORE), gettext(" and more")) if reason.endswith(MORE) else (reason, "")
    return "; ".join(_phrase(part) for part in body.split("; ")) + more


def _phrase(text: str) -> str:
    known = FIXED.get(text) or _flags().get(text)
    if known:
        return str(known)
    label, is_said, value = text.partition(" is ")
    if is_said and label in _labels():
        return gettext("%(what)s is %(value)s") % {"what": _labels()[label], "value": value}
    for shape, said in SHAPES:
        if match := shape.fullmatch(text):
            return str(said) % match.groupdict()
    return text


@cache
def _flags() -> Mapping[str, str | Promise]:
    """Return what the engine says of flags, with how to say it."""
    labels = [label for flag in FLAGS.values() for label in (flag.label, flag.not_label)]
    return {english(label): label for label in labels}


@cache
def _labels() -> Mapping[str, str | Promise]:
    return {english(signal.label): signal.label for signal in (*CHOICES.values(), *NUMBERS.values())}
