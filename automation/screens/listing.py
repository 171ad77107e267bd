"""The list of rules: grouped by phase, in the order in which they run, with how they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from automation.checker import Finding
from automation.examples import check_examples
from automation.lab.ladder import Reviews, reviews_of
from automation.lab.precision import Precision, activity_of, precision_of
from automation.models import Rule
from automation.rulesets import lists_of
from automation.schema import PHASES, RuleBody
from automation.screens.findings import findings_by_rule
from automation.screens.ladder import missing_of
from automation.screens.spark import Spark, spark_of
from automation.services import MOST_RULES
from automation.summary import summarise

DAYS = 7
PRECISION_DAYS = 90
PHASE_NAMES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "block": (_("who may pass"), _("blocks people, lets messages pass")),
    "moderate": (_("moderate"), _("hides, holds, deletes")),
    "route": (_("sort"), _("assigns, labels, resolves")),
    "reply": (_("answer"), _("replies, suggests, likes")),
    "log": (_("tell"), _("notes and notices")),
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as the list shows it."""

    rule: Rule
    body: RuleBody
    sentence: str
    spark: Spark
    precision: Precision
    missing: Sequence[str]
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Phase:
    name: str
    lines: Sequence[RuleLine]

    @property
    def title(self) -> str | Promise:
        return PHASE_NAMES[self.name][0]

    @property
    def says(self) -> str | Promise:
        return PHASE_NAMES[self.name][1]


def rules_of(workspace: Workspace) -> list[Rule]:
    """Return the rules in use, in the order that people gave them."""
    rules = Rule.objects.filter(workspace=workspace).in_use()
    return list(
        rules.select_related("version__created_by", "workspace").order_by("position", "pk")[:MOST_RULES]
    )


def phases_of(workspace: Workspace, now: datetime) -> list[Phase]:
    """Return the phases that have rules."""
    rules = rules_of(workspace)
    by_phase: dict[int, list[RuleLine]] = defaultdict(list)
    for line in _lines(workspace, rules, now):
        by_phase[line.body.phase].append(line)
    return [Phase(name, by_phase[number]) for number, name in enumerate(PHASES) if by_phase[number]]


def _lines(workspace: Workspace, rules: Sequence[Rule], now: datetime) -> list[RuleLine]:
    lists, names = lists_of(workspace.pk), dict(workspace.channels.values_list("pk", "name"))
    activity = activity_of(rules, now, days=DAYS, zone=workspace.zone)
    precision = precision_of(rules, now - timedelta(days=PRECISION_DAYS))
    reviews = reviews_of(rules)
    findings = findings_by_rule(workspace, rules, now)
    lines = []
    for rule in rules:
        if rule.version is None:
            continue
        body = rule.version.parsed()
        red = sum(not each.is_met for each in check_examples(body, lists)) if body.examples.match else 0
        lines.append(
            RuleLine(
                rule=rule,
                body=body,
                sentence=summarise(body, names),
                spark=spark_of(activity[rule.pk]),
                precision=precision[rule.pk],
                missing=missing_of(reviews.get(rule.pk, Reviews()), red),
                findings=findings.get(rule.name, []),
            )
        )
    return lines
