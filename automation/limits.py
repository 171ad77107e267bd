"""What holds a rule's answer back. Each reason has its code in docs/rules.md."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from automation.engine.ruleset import CompiledRule
from automation.models import RuleApplication
from automation.schema import Action
from inbox.models import Message, PlatformCall

ANSWERS = frozenset({"reply", "private_reply"})


def holds_back(
    rule: CompiledRule, action: Action, message: Message, now: datetime, *, is_hidden: bool
) -> str:
    """Return the reason code why this action must not be taken, or nothing.

    Only answers have limits: hiding and labelling the tenth insult is as right as the first.
    """
    if action.type not in ANSWERS:
        return ""
    limits = rule.body.limits
    if is_hidden and action.type == "reply":
        return "hidden_earlier"
    if _person_wrote(message, now - timedelta(minutes=limits.quiet_after_person_minutes)):
        return "human_active"
    if limits.once_per_post and _answered_on_post(rule, message):
        return "cap_post"
    if _answers_to(message, now - timedelta(days=1)) >= limits.per_person_per_day:
        return "cap_author"
    if _is_being_answered(message):
        return "already_replied"
    return ""


def _person_wrote(message: Message, since: datetime) -> bool:
    """Whether one of us wrote in this thread by hand, in Earful or in the platform's own app."""
    own = Message.objects.filter(
        conversation=message.conversation_id, is_own=True, sent_at__gte=since
    ).exclude(sent_by_call__actor="rule")
    queued = PlatformCall.objects.in_flight().filter(
        conversation=message.conversation_id, actor="person", verb__in=PlatformCall.SENDS
    )
    return own.exists() or queued.exists()


def _answered_on_post(rule: CompiledRule, message: Message) -> bool:
    post_id = message.conversation.post_id
    if message.identity_id is None or post_id is None:
        return False
    return RuleApplication.objects.filter(
        rule=rule.rule_id, identity=message.identity_id, once_on_post=post_id
    ).exists()


def _answers_to(message: Message, since: datetime) -> int:
    if message.identity_id is None:
        return 0
    return RuleApplication.objects.filter(
        identity=message.identity_id, has_answered=True, created_at__gt=since
    ).count()


def _is_being_answered(message: Message) -> bool:
    """Whether another rule, or a person, has answered this very message."""
    gone = Q(status__in=[PlatformCall.Status.FAILED, PlatformCall.Status.CANCELLED])
    return message.platform_calls.filter(verb__in=PlatformCall.SENDS).exclude(gone).exists()
