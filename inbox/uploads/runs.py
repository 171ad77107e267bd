"""Import an uploaded file as a job in pieces: started, gone on with, cancelled, forgotten.

A piece is one transaction: its rows are stored with how far the file is read, and the bad ones of it are
written to a file of their own, which is cut back to what that transaction knew when a worker died.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import audit
from accounts.audit import Actor
from accounts.models import Workspace
from inbox import jobs
from inbox.imports.channels import NotForImport, create_channel, find_channel
from inbox.imports.lines import UnusableFile
from inbox.imports.reading import Row
from inbox.imports.runner import Import, Summary
from inbox.imports.seen import SeenIds
from inbox.imports.storing import storing
from inbox.models import FileImport
from inbox.services import Refused
from inbox.uploads import files
from inbox.uploads.bad_rows import BadRows
from inbox.uploads.looking import mapping_of
from inbox.uploads.sources import Source, open_source

PIECE = 500
MOST_AT_ONCE = 3
# So long one can look up what an import did.
KEPT = timedelta(days=90)
MOST_FORGOTTEN = 50
# Kept as they are, and translated for whoever reads them.
GONE = gettext_noop("The file is not there any more. Upload it again.")
_HAS_LEFT = gettext_noop("Whoever wanted it has left, or may not act any more; or its channel is gone.")


@transaction.atomic
def start(run: FileImport, *, by: Actor) -> None:
    """Import a file that was looked at; the work is queued on commit.

    Raises Refused without a usable channel or a column for the text, and while too much is going on.
    """
    # The lock makes two who start at once count one another.
    Workspace.objects.select_for_update(no_key=True).get(pk=run.workspace_id)
    busy = FileImport.objects.filter(workspace=run.workspace_id, status__in=["waiting", "running"])
    if busy.count() >= MOST_AT_ONCE:
        raise Refused("busy", _("Too much is going on. Wait until it is done, or stop it."))
    name = run.choices.get("channel", "")
    try:
        channel = find_channel(run.workspace, name) or create_channel(run.workspace, name, by=by)
    except NotForImport as refused:
        raise Refused("invalid", str(refused)) from None
    mine = FileImport.objects.filter(pk=run.pk, status=FileImport.UPLOADED)
    waiting = FileImport.Status.WAITING
    if not mine.update(status=waiting, channel=channel, choices=run.choices, started_at=timezone.now()):
        raise Refused("already_decided", _("This file is being imported already."))
    audit.record(run.workspace_id, "import", run, by=by, file=run.name, channel=channel.pk)
    queue(run.pk)


def cancel(run: FileImport, *, by: Actor) -> None:
    """Stop an import where it is; what it stored stays. A file that was only looked at is forgotten."""
    if run.is_uploaded:
        files.delete(run, with_errors=True)
        run.delete()
    elif jobs.cancel(run):
        audit.record(run.workspace_id, "import_cancel", run, by=by)
        files.delete(run)


def queue(pk: int) -> None:
    from inbox.uploads.tasks import work_on_import  # noqa: PLC0415 - the task calls this module

    work_on_import.delay_on_commit(pk)


def go_on(pk: int, *, now: datetime) -> None:
    """Go on with an import for a slice of time, and queue what is left of it.

    It ends when whoever wanted it is no member any more, or one who may not act.
    """
    run = jobs.claim(FileImport, pk, now)
    if run is None:
        return
    if run.channel is None or not jobs.asker_may_act(run):
        jobs.fail(run, _HAS_LEFT)
    elif _work(run):
        queue(pk)
        return
    run.refresh_from_db()
    if run.is_over:
        files.delete(run)
        jobs.announce(run)


def _work(run: FileImport) -> bool:
    """Do pieces of a claimed import; return whether more is to do."""
    with jobs.faults_end(run):
        try:
            return _do_pieces(run)
        except UnusableFile as problem:
            jobs.fail(run, str(problem))
        except FileNotFoundError:
            jobs.fail(run, GONE)
    return False


def _do_pieces(run: FileImport) -> bool:
    choices = run.choices
    encoding = choices.get("encoding") or "utf-8"
    with ExitStack() as stack:
        path, owner = files.path_of(run), choices.get("owner", "")
        source = stack.enter_context(open_source(path, run.form, owner=owner, encoding=encoding))
        bad = stack.enter_context(BadRows.opened(run, source.columns))
        work = _Work(run, source, bad, stack.enter_context(closing(SeenIds())))
        return jobs.run_slice(run, work.step, lambda: None)


class _Work:
    """One worker's part of an import."""

    def __init__(self, run: FileImport, source: Source, bad: BadRows, seen: SeenIds) -> None:
        assert run.channel is not None  # it has one since it was started
        columns = mapping_of(run, source.columns)
        store = storing(run.channel, now=run.created_at)
        self._take = partial(Import, store, columns, run.workspace.zone, run.created_at, bad, seen)
        self._run, self._source, self._bad = run, source, bad
        self._rows: Iterator[Row] = source.rows(run.cursor.get("source", {}))
        self._pace = jobs.Pace()

    def step(self) -> bool:
        """Store the next rows together with how far the file is read; return whether there are more."""
        try:
            rows = list(islice(self._rows, PIECE))
        except UnusableFile as problem:
            jobs.fail(self._run, str(problem))
            return False
        with transaction.atomic():
            taken = self._take()
            taken.take(rows)
            counts = _counts(self._run.counts, taken.summary)
            done = min(self._source.done(), self._source.total)
            if len(rows) < PIECE:
                jobs.finish(self._run, counts=counts, done=self._source.total, total=self._source.total)
                return False
            told: dict[str, Any] = {"source": self._source.cursor(), "errors": self._bad.size()}
            jobs.save(self._run, counts=counts, cursor=told, done=done, total=self._source.total)
            if self._pace.is_due():
                jobs.announce(self._run)
        return True


def _counts(before: dict[str, int], summary: Summary) -> dict[str, int]:
    """Return the counts with those of a piece. A row repeated in the file was known at its second coming."""
    more = {
        "rows": summary.rows,
        "new": summary.new,
        "known": summary.already_there + summary.repeated,
        "changes": summary.changes,
        "bad": summary.bad,
    }
    return {name: before.get(name, 0) + number for name, number in more.items()}


def forget_old(now: datetime) -> None:
    """Delete files nobody needs, uploads that nobody started, and imports that were over KEPT ago."""
    files.sweep(now)
    stale = FileImport.objects.filter(status=FileImport.UPLOADED, created_at__lte=now - files.KEPT)
    old = FileImport.objects.filter(finished_at__lte=now - KEPT)
    for rows in (stale, old):
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_FORGOTTEN])
        # Asked again: somebody may have started one of them a moment ago.
        rows.filter(pk__in=ids).delete()
