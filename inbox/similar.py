"""Near-duplicates: the messages that say nearly the same as one message, as in a wave of spam.

Two texts are near when, without what waves vary (capitals, accents, spaces, signs, emoji, repeated
letters, links and handles), at most about one character in seven differs. Short ones must be the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.db.models.functions import Left
from rapidfuzz import fuzz, process

from accounts.models import Workspace
from inbox.models import Message

# A wave is looked for among so many messages, at most this long before and after the one that is shown.
MOST = 5_000
AROUND = timedelta(days=7)
LONGEST = 500
SHORT = 12
NEAR = 85.0

_VARIED = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@[\w.]+", re.IGNORECASE)
_BEGINS_VARIED = ("@", "://", "www.", "WWW.")
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_OTHER_SIGNS = re.compile(
    "[\x80-\xbf\u0300-\u036f\u2000-\u206f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f\ufe00-\ufe0f\U0001f000-\U0001faff]+"
)
_RUN = re.compile(rb"([a-z0-9])\1+")
# Before a text that is nothing but what waves vary: only the very same is near it.
_NOTHING_ELSE = "="


@dataclass(frozen=True, slots=True)
class Alike:
    """One message of a group, and where it is."""

    message: int
    conversation: int


def similar_to(message: Message) -> list[Alike]:
    """Return the messages of other people that are near this one, the newest first; it is one of them."""
    around = (message.sent_at - AROUND, message.sent_at + AROUND)
    pool = Message.objects.inbound().filter(
        workspace=message.workspace_id, kind=message.kind, sent_at__range=around
    )
    pool = pool.exclude(visibility=Message.Visibility.REMOVED).order_by("-sent_at", "-id")
    rows = list(pool.values_list("pk", "conversation_id", Left("text", LONGEST))[:MOST])
    places = near(message.text, [text for _, _, text in rows])
    found = [Alike(*rows[place][:2]) for place in places if rows[place][0] != message.pk]
    return [Alike(message.pk, message.conversation_id), *found]


def similar_in(workspace: Workspace, pk: int) -> list[Alike]:
    """Return the group of a message of this workspace; nothing when there is no such message."""
    message = Message.objects.inbound().filter(workspace=workspace, pk=pk).first()
    return similar_to(message) if message else []


def near(text: str, others: Sequence[str]) -> list[int]:
    """Return the places of those of the others that say nearly the same, in their order."""
    form = form_of(text[:LONGEST])
    forms = [form_of(other[:LONGEST]) for other in others]
    if len(form) < SHORT or form.startswith(_NOTHING_ELSE):
        return [place for place, other in enumerate(forms) if form and other == form]
    hits = process.extract(form, forms, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)
    # One of the others that is short would have to be the same.
    return sorted(place for found, _, place in hits if len(found) >= SHORT and found[0] != _NOTHING_ELSE)


@lru_cache(maxsize=2 * MOST)
def form_of(text: str) -> str:
    """Return a text without what waves vary. Of one that is nothing else, all but its spaces.

    Thousands are looked at while a person waits: so bytes, and no pattern where there is nothing to find.
    """
    kept = _VARIED.sub("", text) if any(begin in text for begin in _BEGINS_VARIED) else text
    if not kept.isascii():
        kept = _OTHER_SIGNS.sub("", unicodedata.normalize("NFKD", kept))
    letters = kept.casefold().encode(errors="surrogatepass").translate(None, _SIGNS)
    if not letters:
        rest = "".join(text.split())
        return _NOTHING_ELSE + rest if rest else ""
    if len(letters) < 2 * SHORT:
        # In a longer one a few letters more make no difference, and looking for them would.
        letters = _RUN.sub(rb"\1", letters)
    return letters.decode(errors="replace")
