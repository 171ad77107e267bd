"""Recognise who wants no automatic messages any more: their whole message is one of the agreed words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from accounts import audit
from accounts.audit import SYSTEM
from accounts.models import Workspace
from inbox.models import Channel, Identity, Message

# The longest opt-out word, and some punctuation around it.
LONGEST = 100


def note_opt_outs(channel: Channel, messages: Iterable[Message]) -> None:
    """Mark the people who opt out with one of these new messages, in the caller's transaction."""
    short = [m for m in messages if m.identity_id and not m.is_own and 0 < len(m.text) <= LONGEST]
    if not short:
        return
    words = Workspace.objects.values_list("opt_out_words", flat=True).get(pk=channel.workspace_id)
    wanted = {plain(word) for word in words}
    for message in short:
        if plain(message.text) in wanted:
            _opt_out(message)


def _opt_out(message: Message) -> None:
    assert message.identity is not None  # only messages with an author are looked at
    person = Identity.objects.filter(pk=message.identity.pk, opted_out_at=None)
    if person.update(opted_out_at=message.sent_at):
        audit.record(message.workspace_id, "opt_out", message.identity, by=SYSTEM, message=message.pk)


def plain(text: str) -> str:
    """Return the text without capitals, punctuation and emoji: “ Stop!! ” is “stop”."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = folded.split()
    kept = ("".join(c for c in word if unicodedata.category(c)[0] not in "PSC") for word in words)
    return " ".join(word for word in kept if word)
