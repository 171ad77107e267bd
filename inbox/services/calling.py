"""Queue a platform call, and take one back. The other services are built on these."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts import audit
from accounts.audit import Actor
from accounts.models import Event
from inbox import live, policy
from inbox.models import Message, PlatformCall, PrivateReplyClaim
from inbox.services.refusals import Refused
from inbox.tasks import SOON, make_calls
from platforms.cleaning import clean

Verb = PlatformCall.Verb
Status = PlatformCall.Status


@transaction.atomic
def queue(
    verb: PlatformCall.Verb,
    message: Message,
    *,
    by: Actor,
    text: str = "",
    key: str = "",
    run_at: datetime | None = None,
) -> tuple[PlatformCall, bool]:
    """Return the call for this wish, and whether it is new. Raises Refused.

    `key` names the intended effect: the same key never makes a second call.
    """
    now = timezone.now()
    run_at = run_at or now
    wish = PlatformCall(
        workspace_id=message.workspace_id,
        channel=message.channel,
        conversation=message.conversation,
        message=message,
        verb=verb,
        text=clean(text),
        idempotency_key=key or uuid.uuid4().hex,
        actor=by.kind,
        user=by.user,
        cause=by.cause,
        run_at=run_at,
        woken_at=now if run_at <= now + SOON else None,
    )
    refusal = policy.refusal(wish, run_at)
    if refusal:
        raise Refused(refusal.code, refusal.detail)
    call, is_new = _store(wish)
    if is_new:
        audit.record(message.workspace_id, verb.value, message, by=by, call=call.pk)
        live.announce(message.workspace_id, [message.conversation_id])
        if call.woken_at:
            make_calls.delay_on_commit([call.pk])
    return call, is_new


def _store(wish: PlatformCall) -> tuple[PlatformCall, bool]:
    """Insert the call, or return the one that has its key already."""
    try:
        with transaction.atomic():
            wish.save(force_insert=True)
    except IntegrityError:
        stored = PlatformCall.objects.get(
            workspace_id=wish.workspace_id, idempotency_key=wish.idempotency_key
        )
        if (stored.verb, stored.message_id) != (wish.verb, wish.message_id):
            raise Refused(
                "idempotency_key_reused", gettext("This key names another act already. Use a new one.")
            ) from None
        return stored, False
    return wish, True


@transaction.atomic
def cancel(call: PlatformCall, *, by: Actor) -> bool:
    """Take back a call that no worker has begun; return whether that was still possible.

    A comment whose private reply is cancelled may get another one.
    """
    moved = PlatformCall.objects.filter(pk=call.pk, status=Status.QUEUED).update(
        status=Status.CANCELLED,
        finished_at=timezone.now(),
        error_code="cancelled",
        error_detail=_cancelled_by(by),
    )
    if not moved:
        return False
    PrivateReplyClaim.objects.filter(call=call).delete()
    audit.record(call.workspace_id, "cancel", call, by=by)
    live.announce(call.workspace_id, [call.conversation_id])
    return True


def _cancelled_by(by: Actor) -> str:
    return gettext("Cancelled by %(person)s.") % {"person": by.user} if by.user else gettext("Cancelled.")


def withdraw(
    message: Message, verbs: Iterable[PlatformCall.Verb], *, by: Actor, but: PlatformCall | None = None
) -> int:
    """Cancel the waiting calls of these kinds on a message, all `but` one; return how many.

    A person overrules everybody, a rule only rules.
    """
    waiting = PlatformCall.objects.filter(message=message, status=Status.QUEUED, verb__in=list(verbs))
    if not by.is_person:
        waiting = waiting.filter(actor=Event.Actor.RULE)
    return sum(cancel(call, by=by) for call in waiting.order_by("pk") if call != but)


def derived(key: str, part: str) -> str:
    """Return the key of a call that belongs to the call named by `key`."""
    return f"{key}:{part}" if key else ""
