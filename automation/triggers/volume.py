"""Rules about waves: far more messages on a post or channel than is usual there."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from statistics import median

from django.db import transaction
from django.db.models import Count, Q

from accounts.models import Workspace
from automation.acts.carry_out import Occasion
from automation.decide import Asking, decide_on
from automation.engine.ruleset import CompiledRule
from automation.models import Episode
from automation.schema import VolumeTrigger
from inbox.models import Channel, Message

# What is usual: the median of so many stretches of the same length before this one.
WINDOWS = 48
MOST_MOMENTS = 20_000
MOST_WAVES = 20


def fire(workspace: Workspace, rule: CompiledRule, *, now: datetime) -> int:
    """Ask a rule about waves that began; return how many did."""
    trigger = rule.body.trigger
    assert isinstance(trigger, VolumeTrigger)
    place = "conversation__post" if trigger.per == "post" else "channel"
    length = timedelta(minutes=trigger.within_minutes)
    lately = Message.objects.filter(workspace=workspace, origin=Message.Origin.LIVE).inbound()
    counts = (
        lately.filter(sent_at__gt=now - length, sent_at__lte=now)
        .exclude(**{place: None})
        .order_by()
        .values_list(place)
        .annotate(amount=Count("pk"))
        .filter(amount__gte=trigger.at_least)
        .order_by("-amount")[:MOST_WAVES]
    )
    return sum(
        _fire_once(rule, trigger, place, pk, now)
        for pk, amount in counts
        if amount >= trigger.times_median * _usual(lately.filter(**{place: pk}), length, now)
    )


def _usual(messages, length: timedelta, now: datetime) -> float:  # type: ignore[no-untyped-def]  # queryset
    """Return the median number of messages in a stretch of this length; at least one."""
    since = now - length * (WINDOWS + 1)
    moments = messages.filter(sent_at__gt=since, sent_at__lte=now - length).order_by("-sent_at")
    counts = Counter((now - at) // length for at in moments.values_list("sent_at", flat=True)[:MOST_MOMENTS])
    return max(median([counts.get(number, 0) for number in range(1, WINDOWS + 1)]), 1)


@transaction.atomic
def _fire_once(rule: CompiledRule, trigger: VolumeTrigger, place: str, pk: int, now: datetime) -> int:
    """A wave goes on while it is seen again within twice its length; then it is over."""
    newest = Message.objects.filter(Q(**{place: pk}), sent_at__lte=now).inbound()
    message = newest.select_related("channel").order_by("-sent_at", "-pk").first()
    if message is None:
        return 0
    Channel.objects.locked(message.channel_id)  # two clocks would both see a new wave
    name = f"volume:{trigger.per}:{pk}:"
    quiet = now - timedelta(minutes=trigger.within_minutes) * 2
    going_on = Episode.objects.filter(rule=rule.rule_id, key__startswith=name, seen_at__gte=quiet)
    if going_on.update(seen_at=now):
        return 0
    key = f"{name}{now.timestamp():.0f}"
    Episode.objects.create(rule_id=rule.rule_id, key=key, started_at=now, seen_at=now)
    asking = Asking(Occasion(now, key=key), trigger="volume", only_rules=frozenset({rule.rule_id}))
    return decide_on(message.channel, [message.pk], asking)
