"""Platform calls that a person sends again, or takes back before they are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.audit import Actor
from inbox import live, services
from inbox.models import PlatformCall, PrivateReplyClaim
from inbox.tasks import make_calls

Status = PlatformCall.Status
Verb = PlatformCall.Verb
# The platform has it: sending again would only show it twice, or fail the same way.
DONE_ALREADY = "already_done"


@transaction.atomic
def retry(calls: Iterable[PlatformCall], *, by: Actor) -> tuple[int, Counter[str]]:
    """Queue failed calls again; return how many, and why others were not.

    `attempts` is left as it is: it fences off the worker that held the call before.
    """
    queued, refused = [], Counter[str]()
    for call in calls:
        problem = _problem(call)
        if problem:
            refused[problem] += 1
        elif _claim(call) and _queue(call):
            queued.append(call)
        else:
            refused["It is no longer there to be tried again."] += 1
    if queued:
        make_calls.delay_on_commit([call.pk for call in queued])
    _record(queued, "retry", by=by)
    return len(queued), refused


def _problem(call: PlatformCall) -> str:
    if call.status != Status.FAILED:
        return "Only failed calls can be tried again."
    if call.error_code == DONE_ALREADY:
        return "The platform says that this was done before."
    return ""


def _claim(call: PlatformCall) -> bool:
    """Take the comment's one private reply again, unless another call has it by now."""
    if call.verb != Verb.PRIVATE_REPLY or call.message_id is None:
        return True
    claim, _ = PrivateReplyClaim.objects.get_or_create(message_id=call.message_id, defaults={"call": call})
    return claim.call_id == call.pk


def _queue(call: PlatformCall) -> bool:
    now = timezone.now()
    moved = PlatformCall.objects.filter(pk=call.pk, status=Status.FAILED).update(
        status=Status.QUEUED, run_at=now, woken_at=now, finished_at=None, reads=0
    )
    return bool(moved)


@transaction.atomic
def cancel(calls: Iterable[PlatformCall], *, by: Actor) -> tuple[int, Counter[str]]:
    """Take back calls that no worker has begun; return how many, and why others were not."""
    number, refused = 0, Counter[str]()
    for call in calls:
        if not services.cancel(call, by=by):
            refused["Only calls that are waiting can be cancelled."] += 1
        else:
            number += 1
    return number, refused


def _record(calls: list[PlatformCall], verb: str, *, by: Actor) -> None:
    for workspace_id in {call.workspace_id for call in calls}:
        mine = [call for call in calls if call.workspace_id == workspace_id]
        audit.record_all(workspace_id, verb, mine, by=by)
        live.announce(workspace_id, [call.conversation_id for call in mine])
