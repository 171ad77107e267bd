"""What is done with a comment on the platform: hide, hold, show again, remove, like."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.audit import Actor
from inbox.models import Message, PlatformCall
from inbox.services.calling import cancel, derived, queue, withdraw
from inbox.services.refusals import Refused
from platforms.base import Capability

Verb = PlatformCall.Verb
# A deletion cannot be undone: this long, whoever sees the hidden comment can cancel it.
REMOVE_GRACE = timedelta(minutes=30)


@transaction.atomic
def hide(message: Message, *, by: Actor, key: str = "", unhide_at: datetime | None = None) -> PlatformCall:
    """Hide a comment from everyone but its author, for good or until `unhide_at`. Raises Refused.

    When a person hides it again, an end that was set before no longer holds.
    """
    if unhide_at is not None and unhide_at <= timezone.now():
        raise Refused("invalid", gettext("Choose a moment in the future to show the comment again."))
    call, is_new = queue(Verb.HIDE, message, by=by, key=key)
    if is_new and by.is_person:
        withdraw(message, [Verb.UNHIDE], by=by)
    if is_new and unhide_at is not None:
        queue(Verb.UNHIDE, message, by=by, key=derived(key, "unhide"), run_at=unhide_at)
    return call


@transaction.atomic
def unhide(message: Message, *, by: Actor, key: str = "") -> PlatformCall:
    """Show a hidden or held comment again, and take back what would hide or remove it. Raises Refused."""
    call, is_new = queue(Verb.UNHIDE, message, by=by, key=key)
    if is_new:
        withdraw(message, [Verb.HIDE, Verb.HOLD, Verb.REMOVE, Verb.UNHIDE], by=by, but=call)
    return call


@transaction.atomic
def hold(message: Message, *, by: Actor, key: str = "") -> PlatformCall:
    """Keep a comment back until a person has looked at it. Raises Refused.

    Where the platform knows no such state, the comment is hidden there and held here.
    """
    call, is_new = queue(Verb.HOLD, message, by=by, key=key)
    if is_new:
        withdraw(message, [Verb.UNHIDE], by=by)
    return call


@transaction.atomic
def approve_message(message: Message, *, by: Actor, key: str = "") -> PlatformCall:
    """End a hold, a hide, or a deletion that waits: a person looked, and it is shown. Raises Refused."""
    if not message.channel.can(Capability.HIDE):
        waiting = PlatformCall.objects.filter(
            message=message, verb=Verb.REMOVE, status=PlatformCall.Status.QUEUED
        ).first()
        if waiting and cancel(waiting, by=by):
            return waiting
    return unhide(message, by=by, key=key)


@transaction.atomic
def remove(message: Message, *, by: Actor, key: str = "", grace: timedelta = REMOVE_GRACE) -> PlatformCall:
    """Hide a comment now and delete it for good after `grace`; return the deletion. Raises Refused.

    Until then `cancel` takes the deletion back; the comment stays hidden.
    """
    key = key or uuid.uuid4().hex
    # The deletion is written last: it is what the thread shows as waiting.
    if message.channel.can(Capability.HIDE) and not message.is_own:
        queue(Verb.HIDE, message, by=by, key=derived(key, "hide"))
    call, is_new = queue(Verb.REMOVE, message, by=by, key=key, run_at=timezone.now() + grace)
    if is_new:
        withdraw(message, [Verb.UNHIDE], by=by)
    return call


def like(message: Message, *, by: Actor, key: str = "") -> PlatformCall:
    """Like a comment in the channel's name. Raises Refused."""
    return queue(Verb.LIKE, message, by=by, key=key)[0]
