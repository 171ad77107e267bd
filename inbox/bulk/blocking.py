"""Block who wrote, and let them write again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from accounts.audit import Actor
from inbox import services
from inbox.bulk.changes import changed_since
from inbox.models import Conversation, Identity, Message
from inbox.services import Refused

Values = Mapping[str, Any]
Before = dict[str, Any]


def block(conversations: list[Conversation], values: Values, by: Actor) -> dict[int, Before | str]:
    """Block the authors of the messages in `values`, or else whom each conversation is with."""
    results: dict[int, Before | str] = {}
    for pk, target in _targets(conversations, values):
        try:
            if not services.block_author(target, by=by):
                continue
        except Refused as refused:
            results[pk] = refused.detail
            continue
        identity = target.identity if isinstance(target, Message) else target
        if identity and identity.blocked_at:
            results[pk] = {"identity": identity.pk, "at": identity.blocked_at.isoformat()}
    return results


def unblock(conversations: list[Conversation], values: Values, by: Actor) -> dict[int, Before | str]:
    results: dict[int, Before | str] = {}
    for pk, target in _targets(conversations, values):
        identity = target.identity if isinstance(target, Message) else target
        if identity and services.unblock_author(identity, by=by):
            results[pk] = {"identity": identity.pk}
    return results


def let_write(conversation: Conversation, before: Before, by: Actor) -> bool:
    """Take a block back. Raises Refused when somebody lifted it, or blocked again, since."""
    identity = _locked(conversation, before)
    if identity.blocked_at is None or identity.blocked_at.isoformat() != before["at"]:
        raise changed_since()
    return services.unblock_author(identity, by=by)


def block_again(conversation: Conversation, before: Before, by: Actor) -> bool:
    return services.block_author(_locked(conversation, before), by=by)


def _locked(conversation: Conversation, before: Before) -> Identity:
    rows = Identity.objects.select_for_update(no_key=True, of=("self",)).select_related("contact", "channel")
    return rows.get(workspace=conversation.workspace_id, pk=before["identity"])


def _targets(conversations: list[Conversation], values: Values) -> Iterator[tuple[int, Message | Identity]]:
    if named := values.get("messages"):
        related = ("channel__workspace", "conversation", "identity__contact", "identity__channel")
        rows = Message.objects.filter(conversation__in=conversations, pk__in=named, is_own=False)
        yield from ((each.conversation_id, each) for each in rows.select_related(*related).order_by("pk"))
        return
    people = Identity.objects.filter(conversations__in=conversations).select_related("contact", "channel")
    theirs = {identity.pk: identity for identity in people}
    yield from ((each.pk, theirs[each.identity_id]) for each in conversations if each.identity_id)
