"""What a team does with a conversation among itself: status, priority, sentiment, notes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from accounts import audit
from accounts.audit import Actor
from inbox import live, occurrences
from inbox.models import Conversation, Message, Note, Occurrence
from inbox.services.mentions import tell_mentioned
from inbox.services.recording import record
from inbox.services.refusals import Refused
from platforms.cleaning import clean

Status = Conversation.Status
Kind = Occurrence.Kind
HIGHEST_PRIORITY = 100
LONGEST_REASON = 200
MOST_REASONS = 20


def resolve(conversations: Iterable[Conversation], *, by: Actor) -> int:
    """Mark as done; return how many were not yet."""
    return set_status(conversations, Status.RESOLVED, by=by)


def reopen(conversations: Iterable[Conversation], *, by: Actor) -> int:
    """Bring back to the inbox; return how many were elsewhere."""
    return set_status(conversations, Status.OPEN, by=by)


def set_status(conversations: Iterable[Conversation], status: str, *, by: Actor) -> int:
    """Give conversations a status; return how many had another one.

    Raises Refused for `snoozed`, which needs an end: use `snooze`.
    """
    if status not in Status.values or status == Status.SNOOZED:
        raise Refused("invalid", gettext("Choose open, pending or resolved, or snooze until some time."))
    return _change_status([c for c in conversations if c.status != status], Status(status), None, by=by)


def snooze(conversations: Iterable[Conversation], until: datetime, *, by: Actor) -> int:
    """Put conversations away until then; return how many were not. Raises Refused for the past."""
    if until <= timezone.now():
        raise Refused("invalid", gettext("Choose a moment in the future to snooze until."))
    elsewhere = [c for c in conversations if (c.status, c.snoozed_until) != (Status.SNOOZED, until)]
    return _change_status(elsewhere, Status.SNOOZED, until, by=by)


@transaction.atomic
def _change_status(
    changing: list[Conversation], status: Conversation.Status, until: datetime | None, *, by: Actor
) -> int:
    Conversation.objects.filter(pk__in=[c.pk for c in changing]).update(
        status=status, snoozed_until=until, version=F("version") + 1
    )
    for conversation in changing:
        conversation.status = status
        conversation.snoozed_until = until
    record(changing, f"status_{status}", by=by)
    occurrences.store(Kind.STATUS_CHANGED, changing, by=by, detail=status)
    return len(changing)


@transaction.atomic
def restore_status(
    conversation: Conversation, status: str, until: datetime | None, *, version: int, by: Actor
) -> bool:
    """Give a conversation back the status it had, unless it changed after `version`; return whether.

    One whose snooze is over meanwhile comes back open. Raises Refused for a status that is none.
    """
    if status not in Status.values:
        raise Refused("invalid", gettext("Choose one of the statuses of a conversation."))
    if status == Status.SNOOZED and (until is None or until <= timezone.now()):
        status = Status.OPEN
    until = until if status == Status.SNOOZED else None
    unchanged = Conversation.objects.filter(pk=conversation.pk, version=version)
    if not unchanged.update(status=status, snoozed_until=until, version=F("version") + 1):
        return False
    conversation.status, conversation.snoozed_until = status, until
    record([conversation], f"status_{status}", by=by, is_undo=True)
    occurrences.store(Kind.STATUS_CHANGED, [conversation], by=by, detail=status)
    return True


@transaction.atomic
def add_priority(conversations: Iterable[Conversation], amount: int, reason: str, *, by: Actor) -> int:
    """Raise or lower the priority, within ±100, and say why; return how many changed. Raises Refused.

    The same with the opposite amount takes it back.
    """
    reason = " ".join(reason.split())
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Refused("invalid", gettext("A reason has 1 to %(n)d characters.") % {"n": LONGEST_REASON})
    chosen = {c.pk: c for c in conversations}
    changing = []
    for row in Conversation.objects.select_for_update(no_key=True).filter(pk__in=chosen).order_by("pk"):
        priority = max(-HIGHEST_PRIORITY, min(row.priority + amount, HIGHEST_PRIORITY))
        if priority == row.priority:
            continue
        row.priority, row.version = priority, row.version + 1
        row.priority_reasons = [*row.priority_reasons, f"{amount:+d} {reason}"][-MOST_REASONS:]
        row.save(update_fields=["priority", "priority_reasons", "version"])
        mine = chosen[row.pk]
        mine.priority, mine.priority_reasons = row.priority, row.priority_reasons
        changing.append(mine)
    record(changing, "priority", by=by, amount=amount, reason=reason)
    return len(changing)


@transaction.atomic
def set_sentiment(message: Message, value: str, *, by: Actor) -> bool:
    """Say how a message is meant; "" for not known. Return whether that is news. Raises Refused."""
    if value not in {"", *Message.Sentiment.values}:
        raise Refused(
            "invalid", gettext("Choose one of: %(names)s.") % {"names": ", ".join(Message.Sentiment.values)}
        )
    if not Message.objects.filter(pk=message.pk).exclude(sentiment=value).update(sentiment=value):
        return False
    message.sentiment = value
    audit.record(message.workspace_id, "sentiment", message, by=by, sentiment=value)
    live.announce(message.workspace_id, [message.conversation_id])
    if by.is_person:
        occurrences.store(
            Kind.SENTIMENT_CORRECTED, [message.conversation], by=by, detail=value, message=message
        )
    return True


@transaction.atomic
def add_note(conversation: Conversation, text: str, *, by: Actor) -> Note:
    """Add a remark for the team, and tell whom a person mentions in it. Raises Refused: empty or too long."""
    text = clean(text).strip()
    if not 1 <= len(text) <= Note.LONGEST:
        raise Refused("invalid", gettext("A note has 1 to %(n)d characters.") % {"n": Note.LONGEST})
    note = Note.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        author=by.user,
        cause=by.cause,
        text=text,
    )
    record([conversation], "note", by=by, note=note.pk)
    if by.user and by.is_person:
        tell_mentioned(note, by.user)
    return note


@transaction.atomic
def delete_note(note: Note, *, by: Actor) -> bool:
    """Take a remark away; return whether it was still there."""
    deleted, _ = Note.objects.filter(pk=note.pk).delete()
    if deleted:
        record([note.conversation], "note_delete", by=by, note=note.pk)
    return bool(deleted)
