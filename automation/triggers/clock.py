"""What the clock starts: once a minute, the rules that are about time."""

from __future__ import annotations

from datetime import datetime

import structlog

from accounts.models import Workspace
from automation.models import Mode, Rule
from automation.rulesets import current_ruleset
from automation.triggers import unanswered, volume

log = structlog.get_logger(__name__)
FIRE = {"unanswered": unanswered.fire, "volume": volume.fire}


def tick(*, now: datetime) -> None:
    """Fire every rule about time whose time has come, in every workspace where automation is on."""
    with_rules = Rule.objects.active().order_by().values("workspace").distinct()
    for workspace in Workspace.objects.filter(pk__in=with_rules, is_automation_on=True).order_by("pk"):
        for rule in current_ruleset(workspace.pk).for_trigger(*FIRE):
            if rule.spec.mode == Mode.OFF or rule.spec.is_paused:
                continue
            if fired := FIRE[rule.body.trigger.type](workspace, rule, now=now):
                log.info("rule_fired", rule=rule.rule_id, trigger=rule.body.trigger.type, times=fired)
