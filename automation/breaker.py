"""Counts what rules do, and pauses a rule that acts far more than it should.

Written in the decisions' own transaction, under the channel's lock, so the counts are exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from django.db.models import F, Sum

from accounts import audit
from accounts.audit import SYSTEM
from automation.engine.ruleset import CompiledRule, Ruleset
from automation.models import ChannelTally, Decision, Mode, Rule, RuleApplication, RuleTally
from inbox import live
from inbox.models import Channel
from inbox.services import notify

log = structlog.get_logger(__name__)
BUCKET = timedelta(minutes=10)
# docs/rules.md: more than a share of a channel's messages, or ten times the shadow rate, within 10 minutes.
TIMES_SHADOW = 10
# Fewer acts say nothing: three of five messages on a quiet evening are no misfire.
FEWEST_ACTS = 20
FEWEST_SEEN = 200
SHADOW_DAYS = 30
STATES = {"done": "acted", "suggested": "suggested", "shadow": "shadow", "held_back": "held_back"}
_ORDER = ("done", "suggested", "shadow", "held_back")


def bucket_of(at: datetime) -> datetime:
    """Return the beginning of the ten minutes that a moment lies in."""
    return at.replace(minute=at.minute - at.minute % 10, second=0, microsecond=0)


def count(channel: Channel, ruleset: Ruleset, decisions: Sequence[Decision], *, now: datetime) -> None:
    """Add a batch of decisions to the counters, then look whether a rule must pause."""
    considered = [decision for decision in decisions if not decision.reason]
    if not considered:
        return
    counts = _counts(considered)
    # What a person chose, or the clock, says nothing of how many messages a rule acts on.
    arrived = sum(not decision.occasion for decision in considered)
    if arrived:
        _count_channel(channel, bucket_of(now), arrived)
        for rule in ruleset.rules:
            if rule.spec.mode == Mode.SHADOW:
                counts[rule.rule_id]["seen"] += arrived
    _count_rules(channel, bucket_of(now), counts)
    for rule in ruleset.rules if arrived else ():
        if counts[rule.rule_id]["acted"] and not rule.spec.is_paused:
            _look(rule, channel, now)


def _counts(decisions: Iterable[Decision]) -> dict[int, Counter[str]]:
    """Count for each rule the messages by the strongest thing that came of it."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for decision in decisions:
        for entry in decision.results:
            if entry["rule"] is None:
                continue  # the crisis, not a rule
            states = {act["state"] for act in entry["acts"]}
            strongest = next((STATES[state] for state in _ORDER if state in states), "held_back")
            counts[entry["rule"]][strongest] += 1
    return counts


def _count_channel(channel: Channel, bucket: datetime, amount: int) -> None:
    """Add to a channel's row, made when it is the first. The channel's lock keeps others away."""
    row = ChannelTally.objects.filter(channel=channel, bucket_at=bucket)
    if not row.update(decided=F("decided") + amount):
        ChannelTally.objects.create(channel=channel, bucket_at=bucket, decided=amount)


def _count_rules(channel: Channel, bucket: datetime, counts: Mapping[int, Mapping[str, int]]) -> None:
    """Add to the rows of rules, those with the same amounts at once: most of them only looked."""
    alike: dict[tuple[tuple[str, int], ...], list[int]] = defaultdict(list)
    for rule_id, amounts in counts.items():
        alike[tuple(sorted((name, amount) for name, amount in amounts.items() if amount))].append(rule_id)
    rows = RuleTally.objects.filter(channel=channel, bucket_at=bucket)
    known = set(rows.filter(rule__in=counts.keys()).values_list("rule_id", flat=True))
    fresh = []
    for added, rule_ids in alike.items():
        old = [pk for pk in rule_ids if pk in known]
        if old and added:
            rows.filter(rule__in=old).update(**{name: F(name) + amount for name, amount in added})
        fresh += [
            RuleTally(rule_id=pk, channel=channel, bucket_at=bucket, **dict(added))
            for pk in rule_ids
            if pk not in known and added
        ]
    RuleTally.objects.bulk_create(fresh)


def _look(rule: CompiledRule, channel: Channel, now: datetime) -> None:
    resumed = Rule.objects.filter(pk=rule.rule_id).values_list("resumed_at", flat=True).first()
    bucket = bucket_of(now)
    since_resume = bucket_of(resumed) + BUCKET if resumed else None
    for since in (bucket, bucket - BUCKET):
        if since_resume and since < since_resume:
            continue
        if reason := _misfires(rule, channel, since):
            _pause(rule.rule_id, channel, reason, now)
            return


def _misfires(rule: CompiledRule, channel: Channel, since: datetime) -> str:
    """Return why a rule acts too much on a channel since a moment, in words for its owner; or nothing."""
    acts = RuleApplication.objects.filter(rule=rule.rule_id, channel=channel, occasion="")
    acted = acts.filter(created_at__gte=since).count()
    if acted < FEWEST_ACTS:
        return ""
    decided = _sum(ChannelTally.objects.filter(channel=channel, bucket_at__gte=since), "decided")
    if acted * 100 > decided * rule.body.limits.breaker_percent:
        return f"It acted on {acted} of {decided} messages of {channel.name} within ten minutes."
    tries = RuleTally.objects.filter(rule=rule.rule_id, bucket_at__gte=since - timedelta(days=SHADOW_DAYS))
    seen, matched = _sum(tries, "seen"), _sum(tries, "shadow")
    if seen < FEWEST_SEEN or not decided:
        return ""
    usual = max(matched, 1) / seen
    if acted / decided > TIMES_SHADOW * usual:
        return (
            f"It acted on {acted} of {decided} messages of {channel.name} within ten minutes; "
            f"in shadow it matched {matched} of {seen}."
        )
    return ""


def _sum(rows, name: str) -> int:  # type: ignore[no-untyped-def]  # querysets of two models
    return rows.aggregate(total=Sum(name))["total"] or 0


def _pause(rule_id: int, channel: Channel, reason: str, now: datetime) -> None:
    """Stop a rule, and tell who owns it. What it did stays, and can be undone."""
    paused = Rule.objects.filter(pk=rule_id, paused_at=None).update(paused_at=now, paused_reason=reason)
    if not paused:
        return
    rule = Rule.objects.select_related("workspace", "owner").get(pk=rule_id)
    audit.record(rule.workspace, "pause", rule, by=SYSTEM, reason=reason)
    notify(
        rule.workspace,
        [rule.owner] if rule.owner else None,
        f"The rule “{rule.name}” paused itself. {reason} Look at what it did, then resume it or change it.",
        email=True,
        webhook=True,
        cause=f"rule {rule.pk}",
    )
    live.announce_all(rule.workspace_id)
    log.warning("rule_paused", rule=rule.pk, channel=channel.pk, reason=reason)
