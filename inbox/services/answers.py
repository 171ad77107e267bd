"""Write to people: in public under a comment, or directly."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from accounts.audit import Actor
from inbox.models import Message, PlatformCall, PrivateReplyClaim, SavedReply
from inbox.services.calling import cancel, queue
from inbox.services.refusals import Refused
from inbox.services.saved_replies import count_use
from inbox.variables import render, unfilled_in, values_for
from platforms.base import Kind

Verb = PlatformCall.Verb


@transaction.atomic
def reply(
    message: Message,
    text: str,
    *,
    by: Actor,
    key: str = "",
    run_at: datetime | None = None,
    saved: SavedReply | None = None,
) -> PlatformCall:
    """Answer a message where it stands: a comment in public, a direct message directly.

    `key` names the intended effect: the same key never sends twice. `saved` is what the text was
    made from. Raises Refused.
    """
    verb = Verb.DIRECT
    if message.kind == Kind.COMMENT:
        verb = Verb.REPLY
        _require_public(message, text, saved, by)
    _require_filled_in(text, by)
    call, is_new = queue(verb, message, by=by, text=text, key=key, run_at=run_at)
    if saved and is_new:
        count_use(saved)
    return call


def _require_public(message: Message, text: str, saved: SavedReply | None, by: Actor) -> None:
    """Raises Refused for a saved reply that is for private messages only, also when it was changed since."""
    private = SavedReply.objects.filter(workspace=message.workspace_id, is_private_only=True)
    texts = list(private.values_list("text", flat=True))
    values = values_for(message, by.user) if texts else {}
    is_one = any(text.strip() in {each.strip(), render(each, values)} for each in texts)
    if is_one or (saved and saved.is_private_only):
        raise Refused("private_only", gettext("This saved reply is for private messages only."))


def _require_filled_in(text: str, by: Actor) -> None:
    if by.is_person and (names := unfilled_in(text)):
        detail = gettext("Write what belongs in place of {{%(name)s}} first.") % {"name": names[0]}
        raise Refused("invalid", detail)


@transaction.atomic
def private_reply(
    message: Message,
    text: str,
    *,
    by: Actor,
    key: str = "",
    run_at: datetime | None = None,
    saved: SavedReply | None = None,
) -> PlatformCall:
    """Send the one direct message that a comment allows. Raises Refused when it was used."""
    if message.kind != Kind.COMMENT:
        raise Refused(
            "unsupported_on_platform", gettext("Only a comment can get a private reply. Use a reply.")
        )
    _require_filled_in(text, by)
    call, is_new = queue(Verb.PRIVATE_REPLY, message, by=by, text=text, key=key, run_at=run_at)
    try:
        with transaction.atomic():
            claim, _ = PrivateReplyClaim.objects.get_or_create(message=message, defaults={"call": call})
    except IntegrityError:
        claim = PrivateReplyClaim.objects.get(message=message)
    if claim.call_id != call.pk:
        # Raising undoes the call that was just written.
        raise Refused("already_replied_private", gettext("This comment has had its one private reply."))
    if saved and is_new:
        count_use(saved)
    return call


def after_second_thoughts(now: datetime) -> datetime:
    """Return when a text goes out that a person wants to send now: until then it can be taken back."""
    return now + timedelta(seconds=settings.UNDO_SECONDS)


def let_wait(call: PlatformCall, now: datetime) -> None:
    """Give a person the time for second thoughts about a text that was queued to go out before that."""
    if not settings.UNDO_SECONDS:
        return
    later = after_second_thoughts(now)
    waiting = PlatformCall.objects.filter(pk=call.pk, status=PlatformCall.Status.QUEUED, run_at__lt=later)
    if waiting.update(run_at=later, woken_at=None):
        call.run_at = later


def unsend(call: PlatformCall, *, by: Actor) -> bool:
    """Take back a text that waits out its time for second thoughts; return whether it was still to be sent.

    Raises Refused when a worker was faster.
    """
    if cancel(call, by=by):
        return True
    call.refresh_from_db()
    if call.status != PlatformCall.Status.CANCELLED:
        raise Refused("too_late", gettext("It was sent already, so it cannot be taken back here."))
    return False
