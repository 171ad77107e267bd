"""What people typed and did not send: kept for themselves, in every browser they use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from inbox.models import Conversation, Draft
from platforms.cleaning import clean


def keep(user: User, conversation: Conversation, text: str, how: str) -> None:
    """Keep what a person typed in a conversation, in the place of what was there of its kind."""
    is_note = how == Draft.NOTE
    text = clean(text).replace("\r\n", "\n")[: Draft.LONGEST]
    if not text.strip():
        drop(user, conversation, is_note=is_note)
        return
    Draft.objects.update_or_create(
        user=user,
        conversation=conversation,
        is_note=is_note,
        defaults={"workspace_id": conversation.workspace_id, "text": text, "how": how},
    )


def drop(user: User, conversation: Conversation, *, is_note: bool) -> None:
    """Forget the note or the answer: it was sent, or emptied. The other one stays."""
    Draft.objects.filter(user=user, conversation=conversation, is_note=is_note).delete()


def drafts_of(user: User, conversation: Conversation) -> list[Draft]:
    """Return what this person left unsent in a conversation: at most an answer and then a note."""
    return list(Draft.objects.filter(user=user, conversation=conversation).order_by("is_note"))


@transaction.atomic
def put_back(user: User, conversation: Conversation, text: str, how: str) -> None:
    """Make a text that was taken back a draft again, before what was typed of its kind since.

    What was typed for the team stays apart from an answer.
    """
    kind = Draft.objects.filter(user=user, conversation=conversation, is_note=how == Draft.NOTE)
    since = kind.first()
    keep(user, conversation, f"{text}\n\n{since.text}" if since else text, how)


def drafted(user: User, conversation_ids: Iterable[int]) -> set[int]:
    """Return those of the conversations in which this person has a draft."""
    mine = Draft.objects.filter(user=user, conversation__in=list(conversation_ids))
    return set(mine.values_list("conversation_id", flat=True))


def forget_old(now: datetime) -> int:
    """Forget drafts that nobody touched for long; return how many."""
    old = Draft.objects.filter(updated_at__lte=now - timedelta(days=Draft.MOST_DAYS))
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:10_000])
    deleted, _ = Draft.objects.filter(pk__in=ids).delete()
    return deleted
