"""Make the platform calls that were queued. Only workers come here.

The network is never touched inside a transaction: a call is claimed in one, made in none,
and finished in another. A worker that dies in between leaves the call `sending` with a
lease that runs out; what then happens depends on whether repeating it could be seen.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.models import Event
from inbox import budget, echoes, live, policy, standing
from inbox.changes import hold, show
from inbox.ingest import ingest
from inbox.models import Channel, Message, PlatformCall, PrivateReplyClaim
from platforms.base import Action, Capability, Connector, Incoming, Kind, Sent
from platforms.errors import (
    AlreadyDone,
    AuthExpired,
    PlatformError,
    TargetGone,
    Throttled,
)

log = structlog.get_logger(__name__)
Status = PlatformCall.Status
Verb = PlatformCall.Verb

MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)
# Of these the newest wish counts.
TURNS = (Verb.HIDE, Verb.UNHIDE, Verb.HOLD)


def make(call_id: int, *, now: datetime) -> None:
    """Make one queued call, if it is still there to be made."""
    lease = timedelta(seconds=settings.CALL_LEASE_SECONDS)
    call = PlatformCall.objects.claim(call_id, now=now, lease=lease)
    if call is None:
        return
    refusal = policy.refusal(call, now) or _superseded(call) or _withdrawn(call, now)
    if refusal:
        finish(call, Status.CANCELLED, now=now, code=refusal.code, detail=refusal.detail)
        return
    connector = call.channel.connector()
    try:
        sent = _perform(connector, call, now)
    except PlatformError as error:
        _fail(call, error, now=now)
    else:
        complete(call, sent, now=now)
    budget.spend(call.channel, connector, now)


def _superseded(call: PlatformCall) -> policy.Refusal | None:
    """Return why a call that waited to be repeated is no longer wanted: the opposite was asked for since."""
    if call.verb not in TURNS:
        return None
    newer = PlatformCall.objects.filter(message=call.message_id, verb__in=TURNS, pk__gt=call.pk)
    if not newer.exclude(status__in=[Status.FAILED, Status.CANCELLED]).exists():
        return None
    return policy.Refusal("superseded", "Something else was wanted for this message since.")


def _withdrawn(call: PlatformCall, now: datetime) -> policy.Refusal | None:
    """Return why an automatic call that waited must not be made any more."""
    if call.actor != "rule":
        return None
    channel = call.channel
    if not (channel.is_automation_on and channel.workspace.is_automation_on):
        return policy.Refusal("kill_switch", "Automation was switched off before this was sent.")
    return _unwanted_answer(call, now) if call.is_send else None


def _unwanted_answer(call: PlatformCall, now: datetime) -> policy.Refusal | None:
    """Return why nobody should get this automatic answer any more."""
    if call.channel.workspace.is_in_crisis(now):
        return policy.Refusal("crisis", "Automatic answers are stopped for now.")
    person = (call.message.identity if call.message else None) or call.conversation.identity
    if person and person.opted_out_at:
        return policy.Refusal("opted_out", "This person wants no automatic messages.")
    if person and person.is_blocked:
        return policy.Refusal("author_blocked", "This person was blocked.")
    if _person_wrote_since(call) or _person_is_about_to(call):
        return policy.Refusal("human_active", "A person answered first.")
    return None


def _person_wrote_since(call: PlatformCall) -> bool:
    later = Message.objects.filter(
        conversation=call.conversation_id, is_own=True, received_at__gte=call.created_at
    )
    return later.exclude(sent_by_call__actor="rule").exists()


def _person_is_about_to(call: PlatformCall) -> bool:
    """Whether a person's text waits here: it is on its way, or still has its time for second thoughts."""
    waiting = PlatformCall.objects.in_flight().filter(conversation=call.conversation_id)
    return waiting.filter(actor=Event.Actor.PERSON, verb__in=PlatformCall.SENDS).exists()


def _perform(connector: Connector, call: PlatformCall, now: datetime) -> Sent | None:
    """Translate a call into the connector's verb."""
    message = call.message
    assert message is not None  # policy refuses calls without their message
    match Verb(call.verb):
        case Verb.REPLY:
            return connector.reply(comment_id=message.external_id, text=call.text, **place_of(call))
        case Verb.PRIVATE_REPLY:
            return connector.private_reply(comment_id=message.external_id, text=call.text)
        case Verb.DIRECT:
            is_late = not call.conversation.is_reply_window_open(now)
            return connector.send_direct(
                recipient_id=call.conversation.thread_id, text=call.text, by_person=is_late
            )
        case Verb.BLOCK:
            assert message.identity is not None  # the service that queued it asked for one
            connector.block(person_id=message.identity.external_id)
        case verb:
            ad_id = call.conversation.post.ad_id if call.conversation.post else ""
            _moderate(connector, verb, message.external_id, ad_id, place_of(call)["post_id"])
    return None


def place_of(call: PlatformCall) -> dict[str, str]:
    """Where a comment stands, which some platforms want to hear again."""
    post = call.conversation.post
    return {"post_id": post.external_id if post else "", "thread_id": call.conversation.thread_id}


def _moderate(
    connector: Connector, verb: PlatformCall.Verb, comment_id: str, ad_id: str, post_id: str
) -> None:
    match verb:
        case Verb.HOLD if Capability.HOLD in connector.capabilities:
            connector.hold(comment_id=comment_id, ad_id=ad_id)
        case Verb.HIDE | Verb.HOLD:
            connector.hide(comment_id=comment_id, is_hidden=True, ad_id=ad_id, post_id=post_id)
        case Verb.UNHIDE:
            connector.hide(comment_id=comment_id, is_hidden=False, ad_id=ad_id, post_id=post_id)
        case Verb.REMOVE:
            connector.remove(comment_id=comment_id, ad_id=ad_id)
        case Verb.LIKE:
            connector.like(comment_id=comment_id)


@transaction.atomic
def complete(call: PlatformCall, sent: Sent | None, *, now: datetime) -> None:
    """Write down that a call worked, and what came of it."""
    external_id = sent.external_id if sent else ""
    if not finish(call, Status.DONE, now=now, external_id=external_id):
        return  # finished meanwhile, by its echo or by another worker
    if sent and call.is_send and recipient_of(call):
        ingest(call.channel, [_own_message(call, sent, now)], now=now)
        echoes.link_sent(call.channel, sent.external_id)
    elif call.message_id:
        _show_moderated(call, now)
    log.info("platform_call_done", call=call.pk, verb=call.verb, cause=call.cause)


def _own_message(call: PlatformCall, sent: Sent, now: datetime) -> Incoming:
    """Our sent text as the platform's echo will tell it, so that both are one row."""
    assert call.message is not None
    if call.verb == Verb.REPLY:
        return Incoming(
            action=Action.CREATE,
            kind=Kind.COMMENT,
            external_id=sent.external_id,
            thread_id=call.conversation.thread_id,
            parent_id=call.message.external_id,
            text=call.text,
            occurred_at=now,
            is_own=True,
        )
    return Incoming(
        action=Action.CREATE,
        kind=Kind.DIRECT,
        external_id=sent.external_id,
        thread_id=recipient_of(call),
        text=call.text,
        occurred_at=now,
        is_own=True,
    )


def _show_moderated(call: PlatformCall, now: datetime) -> None:
    Channel.objects.locked(call.channel_id)
    message = Message.objects.get(platform_calls=call)
    match Verb(call.verb):
        case Verb.REMOVE:
            message.visibility, message.removed_at = Message.Visibility.REMOVED, now
        case Verb.LIKE:
            message.liked_at = now
        case Verb.HOLD:
            hold(message, at=now)
        case Verb.HIDE:
            show(message, is_hidden=True, at=now, ends_hold=call.actor == Event.Actor.PERSON)
        case Verb.UNHIDE:
            show(message, is_hidden=False, at=now)
    message.save(update_fields=["visibility", "visibility_at", "removed_at", "liked_at"])


def finish(
    call: PlatformCall,
    status: Status,
    *,
    now: datetime,
    code: str = "",
    detail: str = "",
    external_id: str = "",
    run_at: datetime | None = None,
) -> bool:
    """Move a call on, if it is still ours: same attempt, still in flight. Return whether it was."""
    mine = PlatformCall.objects.filter(pk=call.pk, attempts=call.attempts, status=call.status)
    is_final = status in {Status.DONE, Status.FAILED, Status.CANCELLED}
    moved = mine.update(
        status=status,
        error_code=code,
        error_detail=detail[:500],
        external_id=external_id,
        lease_until=None,
        finished_at=now if is_final else None,
        run_at=run_at or F("run_at"),
        woken_at=None,
    )
    if moved and status in {Status.FAILED, Status.CANCELLED} and code != AlreadyDone.code:
        PrivateReplyClaim.objects.filter(call=call).delete()
    if moved:
        live.announce(call.workspace_id, [call.conversation_id])
    return bool(moved)


def _fail(call: PlatformCall, error: PlatformError, *, now: datetime) -> None:
    """Decide what an error means for a call. The one place where that is decided."""
    log.info("platform_call_failed", call=call.pk, verb=call.verb, code=error.code, detail=str(error))
    if isinstance(error, AlreadyDone):
        if call.is_send:
            finish(call, Status.FAILED, now=now, code=error.code, detail=str(error))
        else:
            complete(call, None, now=now)
    elif isinstance(error, Throttled):
        _pause_channel(call, error, now)
    elif isinstance(error, AuthExpired):
        _stop_channel(call, error, now)
    elif error.is_ambiguous and call.is_send:
        _look_later(call, error, now)
    elif (error.retryable or error.is_ambiguous) and call.attempts < MOST_ATTEMPTS:
        finish(call, Status.QUEUED, now=now, code=error.code, detail=str(error), run_at=now + _pause(call))
    elif isinstance(error, TargetGone) and call.verb == Verb.REMOVE:
        complete(call, None, now=now)
    else:
        finish(call, Status.FAILED, now=now, code=error.code, detail=str(error))


def _pause(call: PlatformCall) -> timedelta:
    """Full jitter: anything up to a bound that doubles with every attempt."""
    bound: timedelta = min(FIRST_PAUSE * 2**call.attempts, LONGEST_PAUSE)
    return bound * random.random()  # noqa: S311 - spreads retries, protects nothing


@transaction.atomic
def _pause_channel(call: PlatformCall, error: Throttled, now: datetime) -> None:
    """The whole account must slow down; this call waits with the others and loses no attempt."""
    resume_at = standing.pause(call.channel_id, error, now)
    spread = timedelta(seconds=random.random() * 5)  # noqa: S311 - spreads retries
    finish(call, Status.QUEUED, now=now, code=error.code, detail=str(error), run_at=resume_at + spread)
    PlatformCall.objects.filter(pk=call.pk, status=Status.QUEUED).update(attempts=F("attempts") - 1)


@transaction.atomic
def _stop_channel(call: PlatformCall, error: AuthExpired, now: datetime) -> None:
    """Nothing can be sent until there is new access; the call waits for that."""
    resume_at = standing.lose_access(call.channel, error, now)
    finish(call, Status.QUEUED, now=now, code=error.code, detail=str(error), run_at=resume_at)


def _look_later(call: PlatformCall, error: PlatformError, now: datetime) -> None:
    run_at = now + timedelta(seconds=settings.RECONCILE_AFTER_SECONDS)
    finish(call, Status.UNKNOWN, now=now, code=error.code, detail=str(error), run_at=run_at)


def recipient_of(call: PlatformCall) -> str:
    """The platform's id of the person a direct message goes to; "" for the author whom nobody named."""
    if call.verb != Verb.PRIVATE_REPLY:
        return call.conversation.thread_id
    return call.message.identity.external_id if call.message and call.message.identity else ""
