"""Every change that people would notice, one function each: screens, API, admin and rules call these.

Each writes the change, its line in the audit trail and the platform call it needs in one
transaction, and queues the call on commit.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.audit import Actor
from accounts.models import User
from inbox import live, policy
from inbox.models import (
    Conversation,
    ConversationLabel,
    Label,
    Message,
    PlatformCall,
    PrivateReplyClaim,
)
from inbox.tasks import SOON, make_calls
from platforms.cleaning import clean

Verb = PlatformCall.Verb
Status = Conversation.Status


class Refused(Exception):
    """The act is not possible. `code` is one of docs/rules.md; the text says what to do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def reply(
    message: Message, text: str, *, by: Actor, key: str = "", run_at: datetime | None = None
) -> PlatformCall:
    """Answer a message where it stands: a comment in public, a direct message directly.

    `key` names the intended effect: the same key never sends twice. Raises Refused.
    """
    verb = Verb.REPLY if message.kind == "comment" else Verb.DIRECT
    return _call(verb, message, by=by, text=text, key=key, run_at=run_at)


@transaction.atomic
def private_reply(
    message: Message, text: str, *, by: Actor, key: str = "", run_at: datetime | None = None
) -> PlatformCall:
    """Send the one direct message that a comment allows. Raises Refused when it was used."""
    if message.kind != "comment":
        raise Refused("unsupported_on_platform", "Only a comment can get a private reply. Use a reply.")
    call = _call(Verb.PRIVATE_REPLY, message, by=by, text=text, key=key, run_at=run_at)
    try:
        with transaction.atomic():
            claim, _ = PrivateReplyClaim.objects.get_or_create(message=message, defaults={"call": call})
    except IntegrityError:
        claim = PrivateReplyClaim.objects.get(message=message)
    if claim.call_id != call.pk:
        # Raising undoes the call that was just written.
        raise Refused("already_replied_private", "This comment has had its one private reply.")
    return call


def hide(message: Message, *, by: Actor, key: str = "") -> PlatformCall:
    """Hide a comment from everyone but its author. Raises Refused."""
    return _call(Verb.HIDE, message, by=by, key=key)


def unhide(message: Message, *, by: Actor, key: str = "") -> PlatformCall:
    """Show a hidden comment again. Raises Refused."""
    return _call(Verb.UNHIDE, message, by=by, key=key)


@transaction.atomic
def _call(
    verb: Verb,
    message: Message,
    *,
    by: Actor,
    text: str = "",
    key: str = "",
    run_at: datetime | None = None,
) -> PlatformCall:
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
    return call


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
                "idempotency_key_reused", "This key names another act already. Use a new one."
            ) from None
        return stored, False
    return wish, True


def resolve(conversations: Iterable[Conversation], *, by: Actor) -> int:
    """Mark as done; return how many were not yet."""
    return _set_status(conversations, Status.RESOLVED, by=by)


def reopen(conversations: Iterable[Conversation], *, by: Actor) -> int:
    """Bring back to the inbox; return how many were elsewhere."""
    return _set_status(conversations, Status.OPEN, by=by)


@transaction.atomic
def _set_status(conversations: Iterable[Conversation], status: Status, *, by: Actor) -> int:
    chosen = list(conversations)
    changing = [c for c in chosen if c.status != status]
    Conversation.objects.filter(pk__in=[c.pk for c in changing]).update(
        status=status, snoozed_until=None, version=F("version") + 1
    )
    for conversation in changing:
        conversation.status = status
        conversation.snoozed_until = None
    _record(changing, f"status_{status}", by=by)
    return len(changing)


@transaction.atomic
def assign(conversations: Iterable[Conversation], assignee: User | None, *, by: Actor) -> int:
    """Give conversations to a member, or to nobody; return how many changed hands.

    Raises Refused when the person is not a member who may act in that workspace.
    """
    chosen = list(conversations)
    if assignee is not None:
        for workspace_id in {c.workspace_id for c in chosen}:
            _require_agent(assignee, workspace_id)
    assignee_id = assignee.pk if assignee else None
    changing = [c for c in chosen if c.assignee_id != assignee_id]
    Conversation.objects.filter(pk__in=[c.pk for c in changing]).update(
        assignee=assignee, version=F("version") + 1
    )
    for conversation in changing:
        conversation.assignee = assignee
    _record(changing, "assign", by=by, assignee=assignee_id)
    return len(changing)


def _require_agent(user: User, workspace_id: int) -> None:
    membership = user.memberships.filter(workspace_id=workspace_id).first()
    if membership is None or not membership.may_act:
        raise Refused("not_a_member", f"{user} cannot be assigned: not an agent of this workspace.")


@transaction.atomic
def label(conversations: Iterable[Conversation], name: str, *, by: Actor) -> int:
    """Put a label on conversations, made when it is new; return how many got it."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise Refused("invalid", "A label has 1 to 60 characters.")
    chosen = list(conversations)
    labels = {
        workspace_id: Label.objects.get_or_create(workspace_id=workspace_id, name=name)[0]
        for workspace_id in {c.workspace_id for c in chosen}
    }
    has_it = ConversationLabel.objects.filter(label__in=labels.values(), conversation__in=chosen)
    labelled = set(has_it.values_list("conversation_id", flat=True))
    changing = [c for c in chosen if c.pk not in labelled]
    ConversationLabel.objects.bulk_create(
        [ConversationLabel(conversation=c, label=labels[c.workspace_id]) for c in changing],
        ignore_conflicts=True,
    )
    _record(changing, "label", by=by, label=name)
    return len(changing)


@transaction.atomic
def unlabel(conversations: Iterable[Conversation], name: str, *, by: Actor) -> int:
    """Take a label off; return how many had it."""
    chosen = {c.pk: c for c in conversations}
    links = ConversationLabel.objects.filter(conversation__in=chosen, label__name=name)
    changing = [chosen[pk] for pk in set(links.values_list("conversation_id", flat=True))]
    links.delete()
    _record(changing, "unlabel", by=by, label=name)
    return len(changing)


def _record(changing: list[Conversation], verb: str, *, by: Actor, **data: object) -> None:
    for workspace_id in {c.workspace_id for c in changing}:
        mine = [c for c in changing if c.workspace_id == workspace_id]
        audit.record_all(workspace_id, verb, mine, by=by, **data)
        live.announce(workspace_id, [c.pk for c in mine])
