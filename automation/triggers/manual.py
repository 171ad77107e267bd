"""A rule that a person runs by hand on chosen messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from accounts import audit
from accounts.audit import Actor
from automation.acts.carry_out import Occasion
from automation.decide import Asking, decide_on
from automation.models import Rule
from inbox.models import Channel, Message
from inbox.services import Refused

MOST = 500


def run_by_hand(rule: Rule, message_ids: Sequence[int], *, by: Actor, now: datetime) -> int:
    """Ask one rule about these messages, whatever its trigger; return how many it looked at.

    Its mode, conditions, limits and brakes hold as always. Raises Refused for too many
    messages, and for a rule that is off.
    """
    if len(message_ids) > MOST:
        raise Refused("invalid", gettext("Run a rule on at most %(n)d messages at a time.") % {"n": MOST})
    if rule.mode == "off":
        raise Refused("rule_off", gettext("This rule is off. Set it to shadow, suggest or live first."))
    chosen = Message.objects.filter(workspace=rule.workspace_id, pk__in=message_ids).inbound()
    by_channel: dict[int, list[int]] = defaultdict(list)
    for channel_id, pk in chosen.values_list("channel_id", "pk"):
        by_channel[channel_id].append(pk)
    asking = Asking(
        Occasion(now, key=f"manual:{now.timestamp():.3f}"),
        trigger="manual",
        is_asked_for=True,
        only_rules=frozenset({rule.pk}),
    )
    audit.record(rule.workspace_id, "run_by_hand", rule, by=by, messages=len(message_ids))
    return sum(
        decide_on(Channel.objects.get(pk=channel_id), ids, asking) for channel_id, ids in by_channel.items()
    )
