"""Rules that nothing matches."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Workspace
from automation.models import Rule, RuleTally

QUIET = timedelta(days=30)
MOST_RULES = 1_000
_MATCHED = Q(acted__gt=0) | Q(suggested__gt=0) | Q(shadow__gt=0) | Q(held_back__gt=0)


def unmatched_rules(workspace: Workspace, now: datetime) -> list[Rule]:
    """Return the rules, older than 30 days, that no message matched in that time; in order."""
    since = now - QUIET
    tallies = RuleTally.objects.filter(_MATCHED, rule__workspace=workspace, bucket_at__gte=since)
    rules = Rule.objects.filter(workspace=workspace, created_at__lt=since).active()
    quiet = rules.exclude(pk__in=tallies.values("rule_id")).select_related("version")
    return list(quiet.order_by("position", "pk")[:MOST_RULES])
