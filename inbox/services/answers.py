"""Write to people: in public under a comment, or directly."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.audit import Actor
from inbox.models import Message, PlatformCall, PrivateReplyClaim, SavedReply
from inbox.services.calling import queue
from inbox.services.refusals import Refused
from platforms.base import Kind

Verb = PlatformCall.Verb


def reply(
    message: Message, text: str, *, by: Actor, key: str = "", run_at: datetime | None = None
) -> PlatformCall:
    """Answer a message where it stands: a comment in public, a direct message directly.

    `key` names the intended effect: the same key never sends twice. Raises Refused.
    """
    if message.kind != Kind.COMMENT:
        return queue(Verb.DIRECT, message, by=by, text=text, key=key, run_at=run_at)[0]
    _require_public(message.workspace_id, text)
    return queue(Verb.REPLY, message, by=by, text=text, key=key, run_at=run_at)[0]


def _require_public(workspace_id: int, text: str) -> None:
    saved = SavedReply.objects.filter(workspace=workspace_id, is_private_only=True, text=text.strip())
    if saved.exists():
        raise Refused("private_only", "This saved reply is for private messages only.")


@transaction.atomic
def private_reply(
    message: Message, text: str, *, by: Actor, key: str = "", run_at: datetime | None = None
) -> PlatformCall:
    """Send the one direct message that a comment allows. Raises Refused when it was used."""
    if message.kind != Kind.COMMENT:
        raise Refused("unsupported_on_platform", "Only a comment can get a private reply. Use a reply.")
    call, _ = queue(Verb.PRIVATE_REPLY, message, by=by, text=text, key=key, run_at=run_at)
    try:
        with transaction.atomic():
            claim, _ = PrivateReplyClaim.objects.get_or_create(message=message, defaults={"call": call})
    except IntegrityError:
        claim = PrivateReplyClaim.objects.get(message=message)
    if claim.call_id != call.pk:
        # Raising undoes the call that was just written.
        raise Refused("already_replied_private", "This comment has had its one private reply.")
    return call
