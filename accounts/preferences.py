"""What a workspace may be set to: defaults, and what is refused. Stored as JSON, so checked here."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_LANGUAGES = 20
MOST_SPANS = 5
MOST_WORDS = 50
LONGEST_WORD = 60
# ISO 639-1: https://www.loc.gov/standards/iso639-2/php/code_list.php
LANGUAGE = re.compile(r"[a-z]{2}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
MIDNIGHT = "24:00"


def default_languages() -> list[str]:
    return ["en", "nl", "de", "fr"]


def default_business_hours() -> dict[str, list[list[str]]]:
    return {day: [["09:00", "17:00"]] for day in DAYS[:5]}


def default_opt_out_words() -> list[str]:
    return ["STOP", "UNSUBSCRIBE", "CANCEL", "AFMELDEN", "STOPPEN", "ABMELDEN", "DÉSABONNER"]


def validate_timezone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(f"{value!r} is not a time zone. Use a name such as Europe/Amsterdam.")


def validate_languages(value: Any) -> None:
    """Take a list of ISO 639-1 codes, each once."""
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_LANGUAGES:
        raise ValidationError(f'Give 1 to {MOST_LANGUAGES} languages, such as ["en", "nl"].')
    for code in value:
        if not isinstance(code, str) or not LANGUAGE.fullmatch(code):
            raise ValidationError(f"{code!r} is not a language code of two letters, such as en.")
    if len(set(value)) < len(value):
        raise ValidationError("Name each language once.")


def validate_opt_out_words(value: Any) -> None:
    if not isinstance(value, list) or len(value) > MOST_WORDS:
        raise ValidationError(f'Give at most {MOST_WORDS} words, such as ["STOP"].')
    for word in value:
        if not isinstance(word, str) or not 1 <= len(word.strip()) <= LONGEST_WORD:
            raise ValidationError(f"{word!r}: a word has 1 to {LONGEST_WORD} characters.")
        if not any(character.isalnum() for character in word):
            raise ValidationError(f"{word!r} has no letter or digit, so no message would match it.")


def validate_business_hours(value: Any) -> None:
    """Take `{"mon": [["09:00", "17:00"]], …}`, in the workspace's time zone.

    A day that is left out is closed. A span ends later than it begins, at 24:00 at the latest;
    the spans of a day come in order and do not overlap.
    """
    if not isinstance(value, dict):
        raise ValidationError('Give the hours by day: {"mon": [["09:00", "17:00"]]}.')
    for day, spans in value.items():
        if day not in DAYS:
            raise ValidationError(f"{day!r} is not a day. There are: {', '.join(DAYS)}.")
        if not isinstance(spans, list) or len(spans) > MOST_SPANS:
            raise ValidationError(f"{day}: give at most {MOST_SPANS} spans in a list.")
        ends = [clock for span in spans for clock in _checked_span(day, span)]
        if any(later <= earlier for earlier, later in pairwise(ends)):
            raise ValidationError(f"{day}: give the spans in order, each with an end after its start.")


def _checked_span(day: str, span: Any) -> tuple[str, str]:
    problem = f'{day}: a span is two times of day, such as ["09:00", "17:00"].'
    if not isinstance(span, list) or len(span) != 2 or not all(isinstance(clock, str) for clock in span):
        raise ValidationError(problem)
    start, end = span
    if not CLOCK.fullmatch(start) or not (end == MIDNIGHT or CLOCK.fullmatch(end)):
        raise ValidationError(problem)
    return start, end
