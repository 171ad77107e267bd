"""Rules about people who wait for an answer. They fire once a wait, from the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from accounts.models import Workspace
from automation import hours
from automation.acts.carry_out import Occasion
from automation.decide import Asking, decide_on
from automation.engine.ruleset import CompiledRule
from automation.models import Episode
from automation.schema import UnansweredTrigger
from inbox.models import Conversation, Message

MOST = 200
WAITING = (Conversation.Status.OPEN, Conversation.Status.PENDING)


def fire(workspace: Workspace, rule: CompiledRule, *, now: datetime) -> int:
    """Ask a rule about conversations that wait too long; return how many new waits there were."""
    trigger = rule.body.trigger
    assert isinstance(trigger, UnansweredTrigger)
    fired = 0
    for conversation in _long_waiting(workspace, rule.rule_id, trigger, now):
        fired += _fire_once(rule, conversation, now)
    return fired


def _long_waiting(
    workspace: Workspace, rule_id: int, trigger: UnansweredTrigger, now: datetime
) -> list[Conversation]:
    """Return the longest waits of which the rule has not heard, the longest first."""
    known = Episode.objects.filter(
        rule=rule_id, conversation=OuterRef("pk"), started_at=OuterRef("waiting_since")
    )
    least = timedelta(minutes=trigger.minutes)
    waiting = (
        Conversation.objects.filter(
            workspace=workspace,
            status__in=WAITING,
            waiting_since__lte=now - least,
            # What was waiting before the connection is history: no rule acts on it.
            waiting_since__gte=F("channel__connected_at"),
        )
        .exclude(Exists(known))
        .select_related("channel")
        .order_by("waiting_since", "pk")
    )
    chosen = list(waiting[:MOST])
    if not trigger.business_hours:
        return chosen
    return [
        conversation
        for conversation in chosen
        if conversation.waiting_since
        and hours.open_time(conversation.waiting_since, now, workspace.business_hours, workspace.zone)
        >= least
    ]


@transaction.atomic
def _fire_once(rule: CompiledRule, conversation: Conversation, now: datetime) -> int:
    since = conversation.waiting_since
    assert since is not None
    key = f"unanswered:{conversation.pk}:{since.timestamp():.0f}"
    _, is_new = Episode.objects.get_or_create(
        rule_id=rule.rule_id,
        key=key,
        defaults={"conversation": conversation, "started_at": since, "seen_at": now},
    )
    message = Message.objects.filter(conversation=conversation).inbound().order_by("-sent_at", "-pk").first()
    if not is_new or message is None:
        return 0
    asking = Asking(Occasion(now, key=key), trigger="unanswered", only_rules=frozenset({rule.rule_id}))
    return decide_on(conversation.channel, [message.pk], asking)
