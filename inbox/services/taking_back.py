"""Take back what a person did with a comment, unless somebody decided on it since."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.audit import Actor
from inbox.models import Message, PlatformCall
from inbox.services import moderation
from inbox.services.calling import cancel, derived
from inbox.services.refusals import Refused

Verb, Status, Visibility = PlatformCall.Verb, PlatformCall.Status, Message.Visibility
MODERATES = frozenset({Verb.HIDE, Verb.UNHIDE, Verb.HOLD, Verb.REMOVE})
_IN_VAIN = frozenset({Status.FAILED, Status.CANCELLED})


@transaction.atomic
def take_back(call: PlatformCall, was: str, *, by: Actor) -> bool:
    """Undo a hide, hold, unhide, deletion or like; return whether there was anything to undo.

    `was` is the visibility that the comment had before. Raises Refused when a person or rule
    decided on the comment since, and when it is too late.
    """
    message = call.message
    assert message is not None  # a call that moderates has its message
    if call.verb == Verb.LIKE:
        return _cancel_like(call, by)
    _require_last_word(call)
    if call.status in _IN_VAIN:
        return False
    if call.verb == Verb.REMOVE:
        _cancel_removal(call, by)
    _turn_back(message, call, was, by)
    return True


def _cancel_removal(call: PlatformCall, by: Actor) -> None:
    if not cancel(call, by=by):
        raise Refused("too_late", _("It is deleted already: that cannot be taken back."))
    call.refresh_from_db(fields=["status"])


def _cancel_like(call: PlatformCall, by: Actor) -> bool:
    if not cancel(call, by=by):
        raise Refused("too_late", _("It is liked already: take that back on the platform."))
    return True


def _require_last_word(call: PlatformCall) -> None:
    since = PlatformCall.objects.filter(message=call.message_id, verb__in=MODERATES, pk__gt=call.pk)
    if since.exclude(status__in=_IN_VAIN).exclude(pk__in=_siblings(call).values("pk")).exists():
        raise Refused("changed_since", _("It was changed since, so it stays as it is."))


def _turn_back(message: Message, call: PlatformCall, was: str, by: Actor) -> None:
    """Bring the visibility back. What no worker has begun needs no call of its own."""
    begun = [each for each in (call, *_siblings(call)) if not _is_cancelled(each, by)]
    if not begun:
        return
    if was == Visibility.HELD:
        moderation.hold(message, by=by)
    elif was == Visibility.HIDDEN:
        moderation.hide(message, by=by)
    else:
        moderation.unhide(message, by=by)


def _is_cancelled(call: PlatformCall, by: Actor) -> bool:
    """Whether nothing of it reached the platform, nor ever will."""
    if call.status == Status.QUEUED and not call.attempts:
        return cancel(call, by=by)
    return call.status == Status.CANCELLED or call.verb == Verb.REMOVE


def _siblings(call: PlatformCall) -> QuerySet[PlatformCall]:
    """The hide that goes before a deletion."""
    keys = [derived(call.idempotency_key, "hide")] if call.verb == Verb.REMOVE else []
    return PlatformCall.objects.filter(workspace=call.workspace_id, idempotency_key__in=keys)
