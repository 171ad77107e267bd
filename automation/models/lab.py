"""Long work of the rule lab. The rows are the truth: a worker that dies leaves them to the next."""

from __future__ import annotations

from django.db import models

from automation.models.decisions import RuleApplication
from automation.models.rules import Rule
from inbox.models import Job


class Backtest(Job):
    """A rule, or the whole set, tried on stored messages. Nothing goes outward.

    `rules`   what is tried: [{"rule": id or null, "name": …, "body": …}, …], in order.
    `cursor`  the last message looked at: {"at": ISO time, "id": …}; empty before the first.
    `state`   what is counted so far; `result` the finished report.
    """

    rule = models.ForeignKey(Rule, null=True, blank=True, on_delete=models.CASCADE, related_name="backtests")
    rules = models.JSONField(default=list)
    days = models.PositiveSmallIntegerField(default=30)
    until = models.DateTimeField()
    cursor = models.JSONField(default=dict)
    state = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    class Meta(Job.Meta):
        indexes = (
            models.Index(
                fields=["created_at"],
                name="backtest_unfinished",
                condition=models.Q(status__in=["waiting", "running"]),
            ),
        )

    def __str__(self) -> str:
        return f"Backtest of {len(self.rules)} rules over {self.days} days"


class UndoRun(Job):
    """Acts of a rule that a person takes back: one, all of a rule, or those of a time.

    `summary`  {"undone": n, "skipped": {reason: n}, "irreversible": n}.
    """

    rule = models.ForeignKey(Rule, null=True, blank=True, on_delete=models.CASCADE, related_name="undo_runs")
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    application = models.ForeignKey(
        RuleApplication, null=True, blank=True, on_delete=models.CASCADE, related_name="undo_runs"
    )
    cursor = models.PositiveBigIntegerField(default=0)
    summary = models.JSONField(default=dict)

    class Meta(Job.Meta):
        indexes = (
            models.Index(
                fields=["created_at"],
                name="undo_run_unfinished",
                condition=models.Q(status__in=["waiting", "running"]),
            ),
        )

    def __str__(self) -> str:
        return f"Undo of {self.rule or 'one act'}"
