"""What a set of rules would do to itself: rules that never run, act against one another, or repeat.

A finding is never a guess. Where the checker says “never”, it has a proof from the conditions
(`automation.checker.logic`); where it says that two rules act against one another, it has a text that
both match. What it cannot prove it does not say, so silence is no promise.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from automation.checker.alone import findings_alone
from automation.checker.findings import AnyRule, CheckedRule, Finding, checked
from automation.checker.silent import unmatched_rules
from automation.checker.together import findings_together
from automation.engine.index import Lists

__all__ = ["CheckedRule", "Finding", "check_rules", "unmatched_rules"]

MOST_FINDINGS = 200


def check_rules(rules: Iterable[AnyRule], lists: Lists, *, today: date | None = None) -> list[Finding]:
    """Return what is wrong with rules, given in the order that people gave them; MOST_FINDINGS at most.

    A rule is a stored one, or (name, body, mode). `today` decides which dates are past.
    """
    whole = [checked(rule) for rule in rules]
    day = today or timezone.localdate()
    alone = [finding for rule in whole for finding in findings_alone(rule, lists, day)]
    return [*alone, *findings_together(whole, lists)][:MOST_FINDINGS]
