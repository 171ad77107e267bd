"""What the checker has to say: about a rule that somebody is writing, and about all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Workspace
from automation.checker import Finding, check_rules, unmatched_rules
from automation.models import Mode, Rule
from automation.rulesets import lists_of
from automation.screens.editing import Editing

MOST_FINDINGS = 10
MOST_RULES = 200


def findings_of(edited: Editing) -> list[Finding]:
    """Return what the checker would find once this rule is live; nothing while its body is not finished."""
    body = edited.find_problems()
    if body is None:
        return []
    workspace = edited.visit.workspace
    others = Rule.objects.filter(workspace=workspace).active().select_related("version")
    if edited.rule:
        others = others.exclude(pk=edited.rule.pk)
    others = others.order_by("position", "pk")
    name = edited.name or _("This rule")
    rules = [*others[:MOST_RULES], (name, body, Mode.LIVE)]
    found = check_rules(rules, lists_of(workspace.pk))
    mine = [finding for finding in found if name in {finding.rule, finding.other}]
    # Its red examples stand beside the form already.
    return [finding for finding in mine if finding.kind != "red_example"][:MOST_FINDINGS]


def findings_by_rule(
    workspace: Workspace, rules: Sequence[Rule], now: datetime
) -> Mapping[str, list[Finding]]:
    """Return the findings about rules in use, by the rule's name. Of very many the first are compared."""
    found: dict[str, list[Finding]] = defaultdict(list)
    in_use = [rule for rule in rules if rule.mode != Mode.OFF]
    for finding in check_rules(in_use[:MOST_RULES], lists_of(workspace.pk)):
        found[finding.rule].append(finding)
    for rule in unmatched_rules(workspace, now):
        found[rule.name].append(_unmatched(rule))
    return found


def _unmatched(rule: Rule) -> Finding:
    sentence = _("No message has matched this rule for 30 days.")
    return Finding(rule.name, "unmatched", sentence, _("Check its words, or archive it."))
