"""What the bulk actions on conversations do: one inbox service each, every refusal counted."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence

from django.db.models import F, OuterRef, QuerySet, Subquery

from accounts.audit import Actor
from accounts.models import User
from inbox import services
from inbox.models import Conversation, Message, PlatformCall, SavedReply
from inbox.variables import render, values_for

MOST_COMMENTS = 1_000
HIDES = {PlatformCall.Verb.HIDE}
LOADED = ("channel", "conversation__channel", "conversation__post", "conversation__identity", "identity")


def workspace_ids(chosen: Iterable[Conversation]) -> set[int]:
    return {conversation.workspace_id for conversation in chosen}


def by_workspace(
    chosen: Sequence[Conversation], act: Callable[[list[Conversation]], int]
) -> tuple[int, list[str]]:
    """Act workspace by workspace, so that a refusal in one does not stop the others."""
    done, refusals = 0, []
    for workspace_id in sorted(workspace_ids(chosen)):
        mine = [c for c in chosen if c.workspace_id == workspace_id]
        try:
            done += act(mine)
        except services.Refused as refused:
            refusals += [refused.detail] * len(mine)
    return done, refusals


def assign(chosen: Sequence[Conversation], user: User | None, *, by: Actor) -> tuple[int, list[str]]:
    return by_workspace(chosen, lambda mine: services.assign(mine, user, by=by))


def label(chosen: Sequence[Conversation], name: str, *, by: Actor) -> tuple[int, list[str]]:
    return by_workspace(chosen, lambda mine: services.label(mine, name, by=by))


def comments_to_hide(chosen: Sequence[Conversation]) -> QuerySet[Message]:
    """Return what people wrote there in public that is visible and not being hidden yet."""
    under_way = PlatformCall.objects.in_flight().filter(verb__in=HIDES, message=OuterRef("pk"))
    return (
        Message.objects.inbound()
        .filter(conversation__in=chosen, kind="comment", visibility=Message.Visibility.VISIBLE)
        .exclude(pk__in=Subquery(under_way.values("message")))
        .select_related(*LOADED)
        .defer("raw")
        .order_by("-sent_at", "-pk")
    )


def last_inbound(chosen: Sequence[Conversation]) -> list[Message]:
    """Return the message of each conversation that an answer would go to."""
    newest = Message.objects.inbound().filter(conversation=OuterRef("pk")).order_by("-sent_at", "-pk")
    ids = (
        Conversation.objects.filter(pk__in=[c.pk for c in chosen])
        .annotate(answered=Subquery(newest.values("pk")[:1]))
        .order_by(F("last_message_at").desc(), "-pk")
        .values_list("answered", flat=True)
    )
    found = Message.objects.select_related(*LOADED).defer("raw").in_bulk([pk for pk in ids if pk])
    return list(found.values())


def answer(
    chosen: Sequence[Conversation], saved: SavedReply, once: uuid.UUID, *, by: Actor
) -> tuple[int, list[str]]:
    """Send a saved reply to each; the same `once` never sends to the same message again."""
    messages = last_inbound(chosen)
    refusals = ["There is no message to answer."] * (len(chosen) - len(messages))
    done = 0
    for message in messages:
        if message.workspace_id != saved.workspace_id:
            refusals.append("The saved reply belongs to another workspace.")
            continue
        text = render(saved.text, values_for(message, by.user))
        try:
            services.reply(message, text, by=by, key=f"saved_reply:{once}:{message.pk}", saved=saved)
        except services.Refused as refused:
            refusals.append(refused.detail)
        else:
            done += 1
    return done, refusals
