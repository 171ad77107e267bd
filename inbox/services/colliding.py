"""Two who answer the same conversation: the second is told before their text goes out too.

A page tells which answers of ours its composer knew of. Whoever sends holds the conversation's
row, so of two who send at the same moment the second sees the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from accounts.audit import Actor
from accounts.models import User
from inbox.models import Conversation, Message, PlatformCall

Status = PlatformCall.Status
GOES_OUT = (Status.QUEUED, Status.SENDING, Status.UNKNOWN, Status.DONE)


@dataclass(frozen=True, slots=True)
class Seen:
    """Which answers somebody knew of: the newest call and the newest message of ours. Written `12_345`."""

    call: int = 0
    message: int = 0

    def __str__(self) -> str:
        return f"{self.call}_{self.message}"

    @classmethod
    def read(cls, text: str) -> Seen | None:
        """Return what a page sent; None when it told nothing that can be read."""
        call, _, message = text.partition("_")
        numbers = [part for part in (call, message) if part.isdecimal() and len(part) < 19]
        return cls(*map(int, numbers)) if len(numbers) == 2 else None


@dataclass(frozen=True, slots=True)
class Collision:
    """An answer that went out, or is about to, since the composer was opened.

    `user` is None for a rule (`is_automatic`), and for one that was written in the platform's own app.
    """

    text: str
    at: datetime
    user: User | None = None
    is_automatic: bool = False


class AnsweredMeanwhile(Exception):
    """Somebody else answered since, and nothing was sent. `seen` is what is known after this warning."""

    def __init__(self, collision: Collision, seen: Seen) -> None:
        super().__init__("Somebody else answered meanwhile.")
        self.collision, self.seen = collision, seen


def seen_of(conversation: Conversation) -> Seen:
    """Return which answers there are in a conversation now, in one query."""
    calls = PlatformCall.objects.filter(conversation=OuterRef("pk"), verb__in=PlatformCall.SENDS)
    own = Message.objects.filter(conversation=OuterRef("pk"), is_own=True)
    row = Conversation.objects.filter(pk=conversation.pk).values_list(_newest(calls), _newest(own))
    call, message = row.get()
    return Seen(call or 0, message or 0)


def _newest(rows: QuerySet[Any]) -> Subquery:
    grouped = rows.order_by().values("conversation").annotate(newest=Max("pk"))
    return Subquery(grouped.values("newest"))


def send_unless_answered(
    send: Callable[..., PlatformCall],
    message: Message,
    text: str,
    *,
    by: Actor,
    seen: Seen | None,
    key: str = "",
    **how: Any,
) -> PlatformCall:
    """Send a text, unless somebody else answered in this conversation since `seen`.

    `send` is a service such as `reply`, and `how` what else it takes. The same `key` again is the same
    wish, and no second answer.
    Raises AnsweredMeanwhile, and Refused as `send` does.
    """
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update(no_key=True).get(pk=message.conversation_id)
        is_repeated = bool(key) and PlatformCall.objects.filter(idempotency_key=key).exists()
        collision = None if is_repeated else check_collision(conversation, seen, by)
        if collision:
            raise AnsweredMeanwhile(collision, seen_of(conversation))
        return send(message, text, by=by, key=key, **how)


def check_collision(conversation: Conversation, seen: Seen | None, by: Actor) -> Collision | None:
    """Return the newest answer of somebody else since `seen`. Call it with the conversation's row locked."""
    if seen is None:
        return None
    found = [each for each in (_sent(conversation, seen, by), _written(conversation, seen)) if each]
    return max(found, key=lambda each: each.at, default=None)


def _sent(conversation: Conversation, seen: Seen, by: Actor) -> Collision | None:
    calls = conversation.platform_calls.filter(
        pk__gt=seen.call, verb__in=PlatformCall.SENDS, status__in=GOES_OUT
    )
    others = calls.filter(Q(user=None) | ~Q(user=by.user)).select_related("user").order_by("-pk")
    call = others.first()
    return Collision(call.text, call.created_at, call.user, call.actor == "rule") if call else None


def _written(conversation: Conversation, seen: Seen) -> Collision | None:
    """What was written in the platform's own app: no call of ours sent it."""
    own = conversation.messages.filter(pk__gt=seen.message, is_own=True, sent_by_call=None, removed_at=None)
    message = own.order_by("-pk").first()
    return Collision(message.text, message.sent_at) if message else None
