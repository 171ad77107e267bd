"""What there is to know beside a conversation: who writes, what they wrote before, what the team noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, QuerySet

from inbox.models import Conversation, Identity, Label, Message, Note
from inbox.screens.listing import count, person_of

MOST_IDENTITIES = 20
MOST_EARLIER = 10
MOST_NOTES = 3
MOST_LABELS = 50


@dataclass(frozen=True, slots=True)
class Person:
    """A contact over all channels. `talks` is the number of their conversations, as far as one counts."""

    identity: Identity
    identities: Sequence[Identity]
    labels: Sequence[Label]
    first_seen: datetime | None
    talks: str


@dataclass(frozen=True, slots=True)
class Context:
    """What stands beside a conversation; `person` is None below our own posts where nobody wrote yet."""

    conversation: Conversation
    person: Person | None
    earlier: Sequence[Conversation]
    notes: Sequence[Note]
    newest: Message | None


def context_of(conversation: Conversation) -> Context:
    """Return what is known beside a conversation, at a constant number of queries."""
    identity = person_of(conversation)
    notes = conversation.notes.select_related("author").order_by("-pk")[:MOST_NOTES]
    inbound = conversation.messages.filter(is_own=False).order_by("-sent_at", "-pk")
    return Context(
        conversation=conversation,
        person=_person(identity) if identity else None,
        earlier=_earlier(conversation, identity) if identity else [],
        notes=list(notes),
        newest=inbound.first(),
    )


def _earlier(conversation: Conversation, identity: Identity) -> list[Conversation]:
    """Return the newest other conversations of the same contact, on whatever channel."""
    others = _talks(identity).exclude(pk=conversation.pk).select_related("channel", "last_message")
    return list(others.order_by("-last_message_at", "-pk")[:MOST_EARLIER])


def _talks(identity: Identity) -> QuerySet[Conversation]:
    return Conversation.objects.filter(workspace=identity.workspace_id, identity__contact=identity.contact_id)


def _person(identity: Identity) -> Person:
    identities = list(
        Identity.objects.filter(workspace=identity.workspace_id, contact=identity.contact_id)
        .select_related("channel", "contact")
        .order_by("pk")[:MOST_IDENTITIES]
    )
    labels = Label.objects.filter(workspace=identity.workspace_id, contacts=identity.contact_id)
    seen = Message.objects.filter(identity__in=identities).aggregate(first=Min("sent_at"))
    return Person(
        identity=next(each for each in identities if each.pk == identity.pk),
        identities=identities,
        labels=list(labels[:MOST_LABELS]),
        first_seen=seen["first"],
        talks=count(_talks(identity)),
    )
