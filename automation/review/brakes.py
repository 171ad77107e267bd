"""What is stopped in a workspace: automation altogether, a channel, answers for a while, single rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Event, Workspace
from automation.models import Rule
from inbox.models import Channel

MOST_NAMED = 20
MOST_ROWS = 200
MOST_PAUSES = 20


@dataclass(frozen=True, slots=True)
class Brakes:
    """The brakes that are on. `has_more_rules`: more rules are paused than are named here."""

    is_off: bool
    crisis_until: datetime | None
    crisis_reason: str
    channels: Sequence[Channel]
    rules: Sequence[Rule]
    has_more_rules: bool

    @property
    def any(self) -> bool:
        return bool(self.is_off or self.crisis_until or self.channels or self.rules)


def pulled(workspace: Workspace, now: datetime) -> Brakes:
    """Return which brakes are on: two small queries, for every page."""
    paused = Rule.objects.filter(workspace=workspace).active().exclude(paused_at=None)
    rules = list(paused.order_by("-paused_at", "pk")[: MOST_NAMED + 1])
    is_in_crisis = workspace.is_in_crisis(now)
    return Brakes(
        is_off=not workspace.is_automation_on,
        crisis_until=workspace.crisis_until if is_in_crisis else None,
        crisis_reason=workspace.crisis_reason if is_in_crisis else "",
        channels=list(_channels(workspace).filter(is_automation_on=False)[:MOST_NAMED]),
        rules=rules[:MOST_NAMED],
        has_more_rules=len(rules) > MOST_NAMED,
    )


def channels_of(workspace: Workspace) -> list[Channel]:
    return list(_channels(workspace)[:MOST_ROWS])


def rules_of(workspace: Workspace) -> list[Rule]:
    """Return the rules in use in the order in which they run, those that are off too."""
    rules = Rule.objects.filter(workspace=workspace).in_use()
    return list(rules.order_by("position", "pk")[:MOST_ROWS])


def recent_pauses(workspace: Workspace) -> list[Event]:
    """Return when rules paused themselves and were resumed, newest first, with the figures."""
    events = Event.objects.filter(workspace=workspace, target_type="rule", verb__in=["pause", "resume"])
    return list(events.select_related("user").order_by("-created_at", "-pk")[:MOST_PAUSES])


def _channels(workspace: Workspace) -> QuerySet[Channel]:
    return Channel.objects.filter(workspace=workspace).order_by("name", "pk")
