"""One act on all the conversations of a list, as a job in pieces; and the job that takes it back.

A run looks at the list again for each piece, in the order of the rows' numbers, which no act changes.
What came after it was asked for is left alone: nobody has seen it. A piece is one transaction, with an
item for each conversation: a worker that is killed has done all of a piece or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import audit
from accounts.audit import Actor
from accounts.models import User, Workspace
from inbox import jobs
from inbox.bulk.acts import Result
from inbox.bulk.shown import messages_in
from inbox.bulk.table import ALL_ACTS
from inbox.models import BulkItem, BulkRun, Conversation
from inbox.screens.navigation import read_query
from inbox.services import Refused

PIECE = 100
# Each of these has a platform call, and a piece holds its locks while it is done.
OUTWARD_PIECE = 20
MOST = 20_000
MOST_AT_ONCE = 5
LONGEST_QUERY = 500
# So long one can look up what a run did, and take it back.
KEPT = timedelta(days=90)
MOST_FORGOTTEN = 10
# Kept as it is, and translated for whoever reads it.
_HAS_LEFT = gettext_noop("Whoever wanted it has left, or may not act any more.")
Outcome = BulkItem.Outcome
Rows = QuerySet[Conversation]


def matching(
    workspace: Workspace, user: User, query: str, until: datetime, only: Collection[int] = ()
) -> Rows:
    """Return the conversations that this person's list holds, as far as they were there at `until`.

    With `only`, those of them alone.
    """
    rows = read_query(query).apply(workspace, user, now=until)
    rows = rows.filter(pk__in=only) if only else rows
    return rows.filter(last_message_at__lte=until, created_at__lte=until).order_by("pk")


def number_matching(rows: Rows) -> int:
    """Return how many there are; MOST + 1 for any number beyond what a run takes."""
    return rows.order_by()[: MOST + 1].count()


@transaction.atomic
def start_run(
    workspace: Workspace,
    act: str,
    values: Mapping[str, Any],
    query: str,
    *,
    by: Actor,
    until: datetime | None = None,
    only: Collection[int] = (),
) -> BulkRun:
    """Do one act on all that a list holds, or on `only` those of it; the work is queued on commit.

    `query` is the list as `Filters.query` writes it. `until` is when the person saw how many there are.
    Raises Refused for an act or list that is none, for too many, and while too much is going on.
    """
    if act not in ALL_ACTS or by.user is None or len(query) > LONGEST_QUERY:
        raise Refused("invalid", _("This cannot be done with all of a list."))
    now = timezone.now()
    until = min(until or now, now)
    total = number_matching(matching(workspace, by.user, query, until, only))
    if total > MOST:
        text = _("A run takes %(most)s at most. Narrow the list.")
        raise Refused("too_many", text % {"most": localize(MOST)})
    if not total:
        raise Refused("invalid", _("Nothing matches any more."))
    _require_room(workspace)
    run = BulkRun.objects.create(
        workspace=workspace,
        act=act,
        values={**values, "only": list(only)} if only else dict(values),
        query=query,
        total=total,
        until=until,
        created_by=by.user,
    )
    audit.record(workspace, "bulk_run", run, by=by, act=act, total=total)
    queue(run.pk)
    return run


def _require_room(workspace: Workspace) -> None:
    # The lock makes two who start at once count one another.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    busy = BulkRun.objects.filter(workspace=workspace, status__in=["waiting", "running"]).count()
    if busy >= MOST_AT_ONCE:
        raise Refused("busy", _("Too much is going on. Wait until it is done, or stop it."))


def start_undo(run: BulkRun, *, by: Actor) -> BulkRun:
    """Take back what a run did, wherever nobody changed it since; one that is at work is stopped first.

    Return the undo, or the run itself when it was stopped before it did anything: then that was all.
    Raises Refused when it is itself an undo, was taken back already, or did nothing.
    """
    if run.undoes_id:
        raise Refused("already_undone", _("This was taken back already."))
    # Before all that can be refused: whatever comes of the undo, the run has stopped.
    if cancel_run(run, by=by) and not _did(run):
        return BulkRun.objects.get(pk=run.pk)
    return _begin_undo(run, by)


@transaction.atomic
def _begin_undo(run: BulkRun, by: Actor) -> BulkRun:
    # Whoever asks second waits here, and then finds that it is done.
    run = BulkRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if BulkRun.objects.filter(undoes=run).exists():
        raise Refused("already_undone", _("This was taken back already."))
    total = _did(run)
    if not total:
        raise Refused("invalid", _("There is nothing to undo."))
    undo = BulkRun.objects.create(
        workspace_id=run.workspace_id, act=run.act, total=total, undoes=run, created_by=by.user
    )
    audit.record(run.workspace_id, "bulk_undo", undo, by=by, run=run.pk, total=total)
    queue(undo.pk)
    return undo


def _did(run: BulkRun) -> int:
    return run.items.filter(outcome=Outcome.DONE).count()


def cancel_run(run: BulkRun, *, by: Actor) -> bool:
    """Stop a run where it is; what it did stays done. Return whether it was still at work."""
    is_news = jobs.cancel(run)
    if is_news:
        audit.record(run.workspace_id, "bulk_cancel", run, by=by)
    return is_news


def go_on(pk: int, *, now: datetime) -> None:
    """Go on with a run for a slice of time, and queue what is left of it.

    It ends when whoever wanted it is no member any more, or one who may not act.
    """
    run = jobs.claim(BulkRun, pk, now)
    if run is None:
        return
    if run.created_by is None or not jobs.asker_may_act(run):
        jobs.fail(run, _HAS_LEFT)
        return
    pace, take = jobs.Pace(), _take_back if run.undoes_id else _do
    by = Actor.person(run.created_by)

    def step() -> bool:
        has_more = _step(run, take(run, by))
        if not has_more or pace.is_due():
            jobs.announce(run)
        return has_more

    # Each piece is written with its effects: there is nothing else to keep.
    if jobs.run_slice(run, transaction.atomic(step), lambda: None):
        queue(pk)


def queue(pk: int) -> None:
    from inbox.bulk.tasks import work_on_bulk_run  # noqa: PLC0415 - the task calls this module

    work_on_bulk_run.delay_on_commit(pk)


def _step(run: BulkRun, piece: tuple[Sequence[Result], int]) -> bool:
    """Write what came of a piece, or that there is none left; return whether there is more to do."""
    results, last = piece
    if not results:
        jobs.finish(run, total=run.done)
        return False
    BulkItem.objects.bulk_create(
        BulkItem(
            run=run,
            conversation_id=result.pk,
            outcome=result.outcome,
            detail=result.detail[:300],
            before=result.before,
        )
        for result in results
    )
    jobs.save(run, cursor={"id": last}, done=run.done + len(results))
    return True


def _do(run: BulkRun, by: Actor) -> tuple[Sequence[Result], int]:
    """Act on the next conversations of the list; return what came of it, and the last one's number."""
    assert by.user is not None
    rows = matching(run.workspace, by.user, run.query, run.until, run.values.get("only", ()))
    rows = rows.filter(pk__gt=run.cursor.get("id", 0))
    size = OUTWARD_PIECE if ALL_ACTS[run.act].is_outward else PIECE
    chosen = list(rows.select_related("channel__workspace", "post", "identity")[:size])
    if not chosen:
        return [], 0
    values = _values(run, chosen)
    return ALL_ACTS[run.act].run(chosen, values, by), chosen[-1].pk


def _values(run: BulkRun, chosen: Sequence[Conversation]) -> Mapping[str, Any]:
    """Return what the act needs; if the public sees it, with the messages that the list stood for."""
    values = {**run.values, "from": run.done}
    if not ALL_ACTS[run.act].is_outward:
        return values
    return values | {"messages": messages_in(run.workspace, read_query(run.query), chosen, run.until)}


def _take_back(run: BulkRun, by: Actor) -> tuple[Sequence[Result], int]:
    """Restore the next conversations; return what came of it, and the last item's number."""
    items = BulkItem.objects.filter(
        run=run.undoes_id, outcome=Outcome.DONE, pk__gt=run.cursor.get("id", 0)
    ).order_by("pk")
    size = OUTWARD_PIECE if ALL_ACTS[run.act].is_outward else PIECE
    chosen = list(items.select_related("conversation__channel__workspace", "conversation__post")[:size])
    if not chosen:
        return [], 0
    results = ALL_ACTS[run.act].undo([(item.conversation, item.before) for item in chosen], by)
    undone = [result.pk for result in results if result.outcome == Outcome.UNDONE]
    BulkItem.objects.filter(run=run.undoes_id, conversation__in=undone).update(outcome=Outcome.UNDONE)
    return results, chosen[-1].pk


def forget_old(now: datetime) -> int:
    """Delete runs that were over KEPT ago, with their items, a bounded number; return how many."""
    old = BulkRun.objects.filter(finished_at__lte=now - KEPT).order_by("pk")
    ids = list(old.values_list("pk", flat=True)[:MOST_FORGOTTEN])
    BulkItem.objects.filter(run__in=ids).delete()
    BulkRun.objects.filter(pk__in=ids).delete()
    return len(ids)
