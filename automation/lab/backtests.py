"""Start, cancel and work on backtests: rules tried on stored messages. Nothing goes outward."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.audit import Actor
from accounts.models import Workspace
from automation import services
from automation.lab import tally
from automation.lab.trial import Trial
from automation.models import Backtest, Rule, WordList
from automation.schema import RuleBody
from inbox import jobs
from inbox.services import Refused

log = structlog.get_logger(__name__)

MOST_DAYS = 365
MOST_AT_ONCE = 3
# A report is of use while the rule is being written.
KEPT = timedelta(days=90)
UNSAVED = "Unsaved rule"
# What can be tried on stored messages: a rule that looks at each new one.
REPLAYABLE = frozenset({"message_received"})


@transaction.atomic
def start_backtest(
    workspace: Workspace,
    *,
    rule: Rule | None = None,
    body: RuleBody | None = None,
    days: int = 30,
    until: datetime | None = None,
    by: Actor,
) -> Backtest:
    """Try a stored rule, an unsaved body of it or of none, or without either the whole set.

    Looks at the inbound messages of the `days` before `until` (now). The work is queued on commit.
    Raises InvalidRule for a body that cannot be saved, and Refused for what cannot be tried.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refused("invalid", gettext("Choose 1 to %(n)d days.") % {"n": MOST_DAYS})
    if body is not None:
        services.check_body(workspace, body, by=by, rule=rule)
    # The lock makes two who start at once count one another.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    busy = Backtest.objects.filter(workspace=workspace, status__in=["waiting", "running"])
    if busy.count() >= MOST_AT_ONCE:
        detail = gettext("%(n)d backtests are running. Wait for one, or cancel it.")
        raise Refused("busy", detail % {"n": MOST_AT_ONCE})
    versions = WordList.objects.filter(workspace=workspace, version__isnull=False).order_by("pk")
    backtest = Backtest.objects.create(
        workspace=workspace,
        rule=rule,
        rules=_snapshot(workspace, rule, body),
        days=days,
        until=until or timezone.now(),
        state={**tally.empty(), "lists": list(versions.values_list("version_id", flat=True))},
        created_by=by.user,
    )
    queue(backtest.pk)
    return backtest


def cancel_backtest(backtest: Backtest, *, by: Actor) -> bool:
    """Stop a backtest; return whether it was still at work."""
    is_news = jobs.cancel(backtest)
    if is_news:
        log.info("backtest_cancelled", backtest=backtest.pk, user=by.user.pk if by.user else None)
    return is_news


def run_backtest(pk: int, *, now: datetime) -> None:
    """Go on with a backtest for a slice of time, and queue what is left of it."""
    backtest = jobs.claim(Backtest, pk, now)
    if backtest is None:
        return
    trial, pace = Trial(backtest), jobs.Pace()
    if not backtest.total:
        jobs.save(backtest, total=trial.total())

    def step() -> bool:
        has_more = trial.step()
        if not has_more:
            tested = [each for each in backtest.rules if each["is_tested"]]
            told = {"state": {}, "rules": tested, "result": trial.result()}
            jobs.finish(backtest, **trial.progress() | told)
            jobs.announce(backtest)
        elif pace.is_due():
            _keep(backtest, trial)
        return has_more

    if jobs.run_slice(backtest, step, lambda: _keep(backtest, trial)):
        queue(pk)


def forget_old(now: datetime) -> int:
    """Delete backtests that were over KEPT ago, a bounded number; return how many."""
    old = Backtest.objects.filter(finished_at__lte=now - KEPT).order_by("pk")
    deleted, _ = Backtest.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:100])).delete()
    return deleted


def queue(pk: int) -> None:
    from automation.lab.tasks import work_on_backtest  # noqa: PLC0415 - the task calls this module

    work_on_backtest.delay_on_commit(pk)


def _keep(backtest: Backtest, trial: Trial) -> None:
    jobs.save(backtest, **trial.progress())
    jobs.announce(backtest)


def _snapshot(workspace: Workspace, rule: Rule | None, body: RuleBody | None) -> list[dict[str, Any]]:
    """Return every rule that takes part, in order, with what it says now. Raises Refused."""
    is_whole_set = rule is None and body is None
    active = Rule.objects.filter(workspace=workspace).active().select_related("version")
    others = active.exclude(pk=rule.pk) if rule else active
    rules = [
        {"rule": each.pk, "name": each.name, "body": each.version.body, "is_tested": is_whole_set}
        for each in others.order_by("position", "pk")
        if each.version and _is_replayable(each.version.body)
    ]
    if is_whole_set:
        if not rules:
            raise Refused(
                "invalid", gettext("No rule that looks at new messages is in use. Switch one on first.")
            )
        return rules
    tested = body.model_dump(mode="json", by_alias=True) if body else _stored(rule)
    if not _is_replayable(tested):
        raise Refused("invalid", gettext("Only a rule about new messages can be tried on stored ones."))
    name = rule.name if rule else UNSAVED
    return [{"rule": rule.pk if rule else None, "name": name, "body": tested, "is_tested": True}, *rules]


def _stored(rule: Rule | None) -> dict[str, Any]:
    if rule is None or rule.version is None:
        raise Refused("invalid", gettext("This rule does not say anything yet."))
    return dict(rule.version.body)


def _is_replayable(body: dict[str, Any]) -> bool:
    return RuleBody.model_validate(body).trigger.type in REPLAYABLE
