"""What deciding finds out about messages beside the decisions: abuse, and the language people write in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Max

from automation.engine.abuse import Abuse
from automation.engine.facts import Facts
from inbox import live
from inbox.models import Conversation, Message


def note(messages: Sequence[Message], facts: Sequence[Facts], abuse: Abuse) -> None:
    """Write it down for messages of one workspace, in a few statements however many there are."""
    pairs = [pair for pair in zip(messages, facts, strict=True) if not pair[0].is_own]
    if pairs:
        _note_abuse(pairs, abuse)
        _note_languages(pairs)


def _note_abuse(pairs: Sequence[tuple[Message, Facts]], abuse: Abuse) -> None:
    changed: dict[bool, list[Message]] = defaultdict(list)
    for message, facts in pairs:
        is_abusive = abuse.is_in(facts)
        if is_abusive != message.is_abusive:
            changed[is_abusive].append(message)
    for is_abusive, found in changed.items():
        Message.objects.filter(pk__in=[message.pk for message in found]).update(is_abusive=is_abusive)
        # The text may be on somebody's screen already.
        live.announce(found[0].workspace_id, {message.conversation_id for message in found})


def _note_languages(pairs: Sequence[tuple[Message, Facts]]) -> None:
    """A conversation is in the language of the newest message of the person, when that can be told."""
    ids = {message.conversation_id for message, _ in pairs}
    theirs = Message.objects.filter(conversation__in=ids, is_own=False).order_by()
    newest = dict(theirs.values_list("conversation").annotate(at=Max("sent_at")))
    found: dict[str, set[int]] = defaultdict(set)
    for message, facts in pairs:
        if message.sent_at != newest.get(message.conversation_id):
            continue
        language = facts.signal("language")
        if language and language != message.conversation.language:
            found[language].add(message.conversation_id)
    for language, conversations in found.items():
        Conversation.objects.filter(pk__in=conversations).update(language=language)
