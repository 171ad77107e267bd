"""Write down what rules may act on, beside new messages: never what a rule did itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Q

from accounts.audit import Actor
from accounts.models import Event
from inbox.models import Conversation, Message, Occurrence, PlatformCall
from inbox.signals import occurrences_stored

Kind = Occurrence.Kind
Visibility = Message.Visibility
Call = PlatformCall


def store(
    kind: Occurrence.Kind,
    conversations: Iterable[Conversation],
    *,
    by: Actor,
    detail: str = "",
    message: Message | None = None,
) -> None:
    """Write one row a conversation, in the caller's transaction; none when a rule did it."""
    actor = _actor_of(by)
    if actor is None:
        return
    _store(
        Occurrence(
            workspace_id=conversation.workspace_id,
            channel_id=conversation.channel_id,
            conversation=conversation,
            message=message,
            kind=kind,
            detail=detail,
            actor=actor,
        )
        for conversation in conversations
    )


def _actor_of(by: Actor) -> Occurrence.Actor | None:
    if by.is_rule:
        return None
    if by.kind == Event.Actor.SYSTEM:
        return Occurrence.Actor.SYSTEM
    return Occurrence.Actor.API if by.is_api else Occurrence.Actor.PERSON


def store_changes(messages: Iterable[Message], before: Mapping[int, tuple[str, str]]) -> None:
    """Write what a platform told of people's messages, given their text and visibility of before.

    Nothing is written of imported and older messages, which no rule ever sees, nor of what we
    asked the platform for ourselves, whose echo may come before its answer.
    """
    live = [message for message in messages if not message.is_own and message.origin == Message.Origin.LIVE]
    ours = _being_moderated(live)
    _store(
        Occurrence(
            workspace_id=message.workspace_id,
            channel_id=message.channel_id,
            conversation_id=message.conversation_id,
            message=message,
            kind=kind,
            actor=Occurrence.Actor.PLATFORM,
        )
        for message in live
        for kind in _kinds(message, *before[message.pk])
        if kind == Kind.EDITED or message.pk not in ours
    )


def _kinds(message: Message, text: str, visibility: str) -> Iterator[Occurrence.Kind]:
    if message.visibility == Visibility.REMOVED:
        if visibility != Visibility.REMOVED:
            yield Kind.REMOVED
        return
    if message.text != text:
        yield Kind.EDITED
    if message.visibility != visibility:
        yield Kind.UNHIDDEN if message.visibility == Visibility.VISIBLE else Kind.HIDDEN


def _being_moderated(messages: Iterable[Message]) -> frozenset[int]:
    verbs = [Call.Verb.HIDE, Call.Verb.UNHIDE, Call.Verb.HOLD, Call.Verb.REMOVE]
    under_way = Q(status=Call.Status.SENDING) | Q(status=Call.Status.QUEUED, attempts__gt=0)
    calls = Call.objects.filter(under_way, message__in=[message.pk for message in messages], verb__in=verbs)
    return frozenset(pk for pk in calls.values_list("message", flat=True) if pk is not None)


def _store(rows: Iterable[Occurrence]) -> None:
    stored = Occurrence.objects.bulk_create(rows)
    if stored:
        occurrences_stored.send(sender=Occurrence, occurrence_ids=[row.pk for row in stored])
