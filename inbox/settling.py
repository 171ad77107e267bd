"""Finish the calls that no worker will: abandoned ones, and those whose outcome nobody knows.

A text of unknown outcome is looked for on the platform before it is sent again. Only workers come here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F, Q

from inbox import budget, standing
from inbox.calls import MOST_ATTEMPTS, complete, finish, place_of, recipient_of
from inbox.models import Channel, PlatformCall
from platforms.base import Connector, Sent
from platforms.errors import Ambiguous, AuthExpired, PlatformError, TargetGone, Throttled, Unsupported

log = structlog.get_logger(__name__)
Status = PlatformCall.Status
Verb = PlatformCall.Verb

MOST_READS = 2
# So long it is looked for whether a text arrived; then a person is to look.
LONGEST_LOOK = timedelta(days=1)


def settle(*, now: datetime, most: int = 100) -> None:
    """Deal with calls that no worker will finish: abandoned ones, and unknown outcomes."""
    for call in PlatformCall.objects.abandoned(now).order_by("lease_until")[:most]:
        _settle_abandoned(call, now)
    may_call = Q(channel__calls_resume_at=None) | Q(channel__calls_resume_at__lte=now)
    unknown = PlatformCall.objects.filter(
        may_call, status=Status.UNKNOWN, run_at__lte=now, channel__status=Channel.Status.CONNECTED
    ).order_by("run_at")
    for call_id in list(unknown.values_list("pk", flat=True)[:most]):
        _reconcile(call_id, now)


def _settle_abandoned(call: PlatformCall, now: datetime) -> None:
    detail = "The worker that made this call stopped in the middle of it."
    if call.is_send:
        # The text may be out already: look before anything is sent again.
        finish(call, Status.UNKNOWN, now=now, code="ambiguous", detail=detail, run_at=now)
    elif call.attempts >= MOST_ATTEMPTS:
        finish(call, Status.FAILED, now=now, code="internal_error", detail=detail)
    else:
        finish(call, Status.QUEUED, now=now, code="ambiguous", detail=detail, run_at=now)


def _reconcile(call_id: int, now: datetime) -> None:
    """Look on the platform whether a send of unknown outcome arrived."""
    call = _claim_look(call_id, now)
    if call is None:
        return
    connector = call.channel.connector()
    try:
        sent = _find(connector, call)
    except PlatformError as error:
        _fail_look(call, error, now)
    else:
        _settle_look(call, sent, now)
    budget.spend(call.channel, connector, now)


def _fail_look(call: PlatformCall, error: PlatformError, now: datetime) -> None:
    """Look again after a passing fault. What cannot be found out a person is to see."""
    log.info("could_not_look", call=call.pk, code=error.code, detail=str(error))
    is_hopeless = isinstance(error, Unsupported | TargetGone)
    is_enough = isinstance(error, Ambiguous) and call.reads >= MOST_READS
    if is_hopeless or is_enough or now - call.created_at > LONGEST_LOOK:
        detail = "Nobody knows whether this was sent. Look on the platform, then send it again or leave it."
        finish(call, Status.FAILED, now=now, code="outcome_unknown", detail=detail)
        return
    if isinstance(error, Throttled):
        standing.pause(call.channel_id, error, now)
    elif isinstance(error, AuthExpired):
        standing.lose_access(call.channel, error, now)
    if not isinstance(error, Ambiguous):
        # Only a look that was answered says that nothing is there.
        PlatformCall.objects.filter(pk=call.pk, status=Status.UNKNOWN).update(reads=F("reads") - 1)


def _settle_look(call: PlatformCall, sent: Sent | None, now: datetime) -> None:
    if sent is not None:
        complete(call, sent, now=now)
    elif call.reads >= MOST_READS:
        # Twice not there, some time apart: it was never sent.
        status = Status.QUEUED if call.attempts < MOST_ATTEMPTS else Status.FAILED
        finish(call, status, now=now, code="ambiguous", detail="Not found on the platform.", run_at=now)


def _claim_look(call_id: int, now: datetime) -> PlatformCall | None:
    pause = now + timedelta(seconds=settings.RECONCILE_AFTER_SECONDS)
    took = PlatformCall.objects.filter(pk=call_id, status=Status.UNKNOWN, run_at__lte=now).update(
        run_at=pause, reads=F("reads") + 1
    )
    if not took:
        return None
    related = ("channel", "conversation__post", "message__identity")
    return PlatformCall.objects.select_related(*related).get(pk=call_id)


def _find(connector: Connector, call: PlatformCall) -> Sent | None:
    """Return our text as it stands on the platform, unless it is there for another call."""
    message = call.message
    assert message is not None  # policy refuses calls without their message
    known = _ids_of_other_calls(call)
    if call.verb == Verb.REPLY:
        return connector.find_own_reply(
            comment_id=message.external_id,
            text=call.text,
            since=call.created_at,
            known_ids=known,
            **place_of(call),
        )
    person = recipient_of(call)
    if not person:
        raise Unsupported
    return connector.find_own_direct(
        recipient_id=person, text=call.text, since=call.created_at, known_ids=known
    )


def _ids_of_other_calls(call: PlatformCall) -> frozenset[str]:
    """The same text may rightly stand there for another message: those are taken."""
    others = PlatformCall.objects.filter(
        channel=call.channel_id, text=call.text, created_at__gte=call.created_at - timedelta(days=1)
    )
    return frozenset(others.exclude(pk=call.pk).exclude(external_id="").values_list("external_id", flat=True))
