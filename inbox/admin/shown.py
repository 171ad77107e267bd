"""How rows that many pages share are loaded and shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from accounts.scoped_admin import ScopedAdmin

if TYPE_CHECKING:
    Base = ScopedAdmin
else:
    Base = object

LONGEST_SHOWN = 20_000


class ChannelRows(Base):
    """Rows with a channel, whose credentials are neither read nor decrypted for a list."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("channel__credentials")


def pretty(value: object) -> str:
    """Return JSON for people, as text that the browser does not interpret."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return preformatted(text)


def preformatted(text: str) -> str:
    shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}\n… ({len(text):,} characters)"
    return format_html("<pre>{}</pre>", shown)


def names_of(rows: Iterable[object]) -> str:
    return ", ".join(map(str, rows)) or "–"


def counted(number: int, noun: str) -> str:
    """Return “1 conversation”, “2 conversations”, “2 replies”."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def take(request: HttpRequest, rows: QuerySet[Any], most: int, noun: str) -> list[Any]:
    """Return the chosen rows, and say so when there are more than one action handles."""
    taken = list(rows[: most + 1])
    if len(taken) > most:
        text = f"More than {counted(most, noun)} chosen: only the first {most:,} were handled. Repeat it."
        messages.warning(request, text)
    return taken[:most]


def report(request: HttpRequest, done: str, refusals: Iterable[str] = ()) -> None:
    """Tell what happened, and for what did not, how often and why."""
    messages.success(request, done)
    for reason, number in Counter(refusals).most_common(10):
        messages.warning(request, f"{number:,} not: {reason}")
