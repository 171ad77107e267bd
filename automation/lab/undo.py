"""Undo what rules did: one act, all of a rule, or those of a time. What cannot be undone is said first."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from accounts import audit
from accounts.audit import SYSTEM, Actor
from accounts.models import Workspace
from automation import services as rules
from automation.lab.taking_back import Item, fate_of, take_back
from automation.models import Rule, RuleApplication, Suggestion, UndoRun
from inbox import jobs
from inbox.models import Channel, PlatformCall
from inbox.services import Refused
from platforms.base import Capability

PIECE = 20
MOST_PREVIEWED = 5_000
MOST_ITEMS = 500
_LOADED = (
    "version",
    "message__channel__workspace",
    "message__conversation__post",
    "message__conversation__identity",
    "message__identity__contact",
)


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What undoing would come to, before it starts. Counts by kind of act.

    `irreversible`  what stays as it is; `removable` of these are public answers of our own that can
                    be removed from the platform if that is asked for.
    `cancellable`   what has not gone out yet and never will.
    `is_partial`    there are more than MOST_PREVIEWED applications; these are the newest.
    """

    irreversible: dict[str, int] = field(default_factory=dict)
    removable: int = 0
    reversible: dict[str, int] = field(default_factory=dict)
    cancellable: dict[str, int] = field(default_factory=dict)
    already_undone: int = 0
    suggestions: int = 0
    applications: int = 0
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Which acts: of a workspace, and narrower."""

    workspace_id: int
    rule: Rule | None = None
    application: RuleApplication | None = None
    since: datetime | None = None
    until: datetime | None = None

    def applications(self) -> QuerySet[RuleApplication]:
        found = RuleApplication.objects.filter(workspace=self.workspace_id)
        if self.application:
            return found.filter(pk=self.application.pk)
        found = found.filter(rule=self.rule) if self.rule else found
        return self._in_time(found)

    def suggestions(self) -> QuerySet[Suggestion]:
        """What waits for a person; one act that was done leaves none."""
        pending = Suggestion.objects.filter(workspace=self.workspace_id, status=Suggestion.Status.PENDING)
        if self.application:
            return pending.none()
        pending = pending.filter(version__rule=self.rule) if self.rule else pending
        return self._in_time(pending)

    def _in_time(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = rows.filter(created_at__gte=self.since) if self.since else rows
        return rows.filter(created_at__lt=self.until) if self.until else rows


def preview(
    workspace: Workspace,
    rule: Rule | None = None,
    application: RuleApplication | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> UndoPreview:
    """Return what undoing these acts would come to now. Reads only."""
    choice = Choice(workspace.pk, rule, application, since, until)
    rows = list(
        choice.applications().order_by("-pk").values_list("pk", "acts", "undone_at")[: MOST_PREVIEWED + 1]
    )
    fresh = [acts for _, acts, undone_at in rows[:MOST_PREVIEWED] if undone_at is None]
    fates, removable = _fates(fresh)
    return UndoPreview(
        irreversible=fates["irreversible"],
        removable=removable,
        reversible=fates["undo"],
        cancellable=fates["cancel"],
        already_undone=len(rows[:MOST_PREVIEWED]) - len(fresh),
        suggestions=choice.suggestions().count(),
        applications=len(fresh),
        is_partial=len(rows) > MOST_PREVIEWED,
    )


def _fates(applications: list[list[dict[str, Any]]]) -> tuple[dict[str, dict[str, int]], int]:
    ids = [act["call"] for acts in applications for act in acts if act.get("call")]
    calls = PlatformCall.objects.select_related("channel", "sent_message").in_bulk(ids)
    fates: dict[str, Counter[str]] = {
        fate: Counter() for fate in ("irreversible", "undo", "cancel", "nothing")
    }
    removable = 0
    for acts in applications:
        for act in acts:
            call = calls.get(act.get("call", 0))
            fate = fate_of(act, call)
            fates[fate][act["type"]] += 1
            removable += fate == "irreversible" and act["type"] == "reply" and _is_removable(call)
    return {fate: dict(counts) for fate, counts in fates.items()}, removable


def _is_removable(call: PlatformCall | None) -> bool:
    sent = call.sent_message if call else None
    return bool(call and sent and sent.removed_at is None and call.channel.can(Capability.REMOVE))


@transaction.atomic
def start_undo(
    workspace: Workspace,
    *,
    rule: Rule | None = None,
    application: RuleApplication | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    removes_replies: bool = False,
    by: Actor,
) -> UndoRun:
    """Take these acts back, the newest first; the work is queued on commit.

    What rules do after this moment is not touched. Raises Refused when nothing is chosen.
    """
    if not (rule or application or since):
        raise Refused("invalid", gettext("Choose one act, a rule, or from when on."))
    if since and until and since >= until:
        raise Refused("invalid", gettext("The end lies before the beginning."))
    now = timezone.now()
    run = UndoRun.objects.create(
        workspace=workspace,
        rule=rule,
        application=application,
        since=since,
        until=min(until or now, now) if not application else None,
        summary={"removes_replies": removes_replies},
        created_by=by.user,
    )
    audit.record(workspace, "undo", run, by=by, rule=rule.pk if rule else None)
    queue(run.pk)
    return run


def cancel_undo(run: UndoRun, *, by: Actor) -> bool:
    """Stop an undo where it is; what it took back stays so. Return whether it was still at work."""
    is_news = jobs.cancel(run)
    if is_news:
        audit.record(run.workspace_id, "undo_cancel", run, by=by)
    return is_news


def run_undo(pk: int, *, now: datetime) -> None:
    """Go on with an undo for a slice of time, and queue what is left of it."""
    run = jobs.claim(UndoRun, pk, now)
    if run is None:
        return
    pace = jobs.Pace()
    if not run.total:
        choice = _choice(run)
        left = choice.applications().filter(undone_at=None).count() + choice.suggestions().count()
        jobs.save(run, total=left)

    def step() -> bool:
        has_more = _step(run)
        if not has_more or pace.is_due():
            jobs.announce(run)
        return has_more

    # Each piece is written with its effects: there is nothing else to keep.
    if jobs.run_slice(run, step, lambda: None):
        queue(pk)


def queue(pk: int) -> None:
    from automation.lab.tasks import work_on_undo  # noqa: PLC0415 - the task calls this module

    work_on_undo.delay_on_commit(pk)


def _choice(run: UndoRun) -> Choice:
    return Choice(run.workspace_id, run.rule, run.application, run.since, run.until)


@transaction.atomic
def _step(run: UndoRun) -> bool:
    """Take back the next applications, else reject the next suggestions; return whether there is more."""
    choice, by = _choice(run), _actor(run)
    left = choice.applications().order_by("-pk")
    left = left.filter(pk__lt=run.cursor) if run.cursor else left
    ids = list(left.values_list("pk", flat=True)[:PIECE])
    if ids:
        items = [entry for pk in ids for entry in _take_back(pk, run, by)]
        cursor = ids[-1]
    else:
        pending = list(choice.suggestions().order_by("-pk")[:PIECE])
        items = [entry for suggestion in pending for entry in _reject(suggestion, by)]
        cursor, ids = run.cursor, [each.pk for each in pending]
    if not ids:
        jobs.finish(run)
        return False
    jobs.save(run, cursor=cursor, done=run.done + len(ids), summary=_added(run.summary, items))
    return True


def _take_back(pk: int, run: UndoRun, by: Actor) -> list[dict[str, Any]]:
    application = RuleApplication.objects.select_related("message").get(pk=pk)
    Channel.objects.locked(application.message.channel_id)
    # Read anew under the lock: the one before may have touched the same conversation.
    application = RuleApplication.objects.select_related(*_LOADED).get(pk=pk)
    items = take_back(application, by=by, removes_replies=run.summary.get("removes_replies", False))
    place = {"application": pk, "message": application.message_id}
    return [place | _entry(item) for item in items]


def _reject(suggestion: Suggestion, by: Actor) -> list[dict[str, Any]]:
    entry = {"suggestion": suggestion.pk, "message": suggestion.message_id, "act": "suggestion"}
    try:
        rules.reject(suggestion, by=by)
    except Refused as refused:
        return [entry | {"result": "skipped", "reason": refused.code}]
    return [entry | {"result": "undone"}]


def _entry(item: Item) -> dict[str, str]:
    return {name: value for name, value in asdict(item).items() if value}


def _added(summary: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the summary with these items counted; of the items themselves the first are kept."""
    counts = Counter(item["result"] for item in items)
    skipped = Counter(summary.get("skipped", {}))
    skipped.update(item["reason"] for item in items if item["result"] == "skipped")
    return {
        **summary,
        "undone": summary.get("undone", 0) + counts["undone"] + counts["cancelled"],
        "irreversible": summary.get("irreversible", 0) + counts["irreversible"],
        "skipped": dict(skipped),
        "items": [*summary.get("items", []), *items][:MOST_ITEMS],
    }


def _actor(run: UndoRun) -> Actor:
    return Actor.person(run.created_by) if run.created_by else SYSTEM
