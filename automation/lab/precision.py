"""How rules do in use: how much of what they took away people gave back, and how often they act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import TruncDate

from accounts.models import Event
from automation.lab.reality import IN_VAIN, TAKES_AWAY
from automation.lab.statistics import share
from automation.models import Rule, RuleApplication, RuleTally
from inbox.models import PlatformCall


@dataclass(frozen=True, slots=True)
class Precision:
    """Of `acted` messages that a rule hid, held or deleted, people `restored` so many.

    `value` is the share that stayed away, None of nothing; `low` and `high` its 95 % interval.
    """

    acted: int
    restored: int
    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Day:
    """How many messages a rule dealt with on one day, by what came of it."""

    day: date
    acted: int = 0
    suggested: int = 0
    shadow: int = 0
    held_back: int = 0


def precision_of(rules: Sequence[Rule], since: datetime) -> dict[int, Precision]:
    """Return how precise rules were from `since` on, by rule; one query for all of them."""
    took_away = PlatformCall.objects.filter(rule_applications=OuterRef("pk"), verb__in=TAKES_AWAY)
    gave_back = PlatformCall.objects.filter(
        message=OuterRef("message"),
        verb=PlatformCall.Verb.UNHIDE,
        actor=Event.Actor.PERSON,
        created_at__gt=OuterRef("created_at"),
    ).exclude(status__in=IN_VAIN)
    applications = RuleApplication.objects.filter(
        Exists(took_away.exclude(status=PlatformCall.Status.FAILED)),
        rule__in=[rule.pk for rule in rules],
        created_at__gte=since,
    )
    counted = (
        applications.order_by()
        .values("rule")
        .annotate(
            acted=Count("pk"),
            restored=Count("pk", filter=Q(undone_at__isnull=False) | Q(Exists(gave_back))),
        )
    )
    found = {row["rule"]: (row["acted"], row["restored"]) for row in counted}
    return {rule.pk: _precision(*found.get(rule.pk, (0, 0))) for rule in rules}


def _precision(acted: int, restored: int) -> Precision:
    stayed = share(acted - restored, acted)
    return Precision(acted, restored, stayed.value, stayed.low, stayed.high)


def activity_of(
    rules: Sequence[Rule], now: datetime, days: int = 7, zone: tzinfo = UTC
) -> dict[int, list[Day]]:
    """Return what rules did on each of the last days, the oldest first, by rule; one query.

    Days are those of `zone`, today included.
    """
    last = now.astimezone(zone).date()
    wanted = [last - timedelta(days=back) for back in reversed(range(days))]
    rows = (
        RuleTally.objects.filter(
            rule__in=[rule.pk for rule in rules], bucket_at__gte=now - timedelta(days=days)
        )
        .annotate(day=TruncDate("bucket_at", tzinfo=zone))
        .values("rule", "day")
        .annotate(
            total_acted=Sum("acted"),
            total_suggested=Sum("suggested"),
            total_shadow=Sum("shadow"),
            total_held_back=Sum("held_back"),
        )
        .values_list("rule", "day", "total_acted", "total_suggested", "total_shadow", "total_held_back")
    )
    found = {(rule, day): Day(day, *counts) for rule, day, *counts in rows}
    return {rule.pk: [found.get((rule.pk, day), Day(day)) for day in wanted] for rule in rules}
