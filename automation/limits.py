"""What holds a rule's act back. Each reason has its code in docs/rules.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from automation.engine.ruleset import CompiledRule
from automation.hours import end_of_quiet
from automation.models import RuleApplication
from automation.schema import ANSWERS, MODERATES, PUBLIC, Action
from inbox.models import Message, PlatformCall

SENDS = ("reply", "private_reply")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True)
class Standing:
    """How things stand with a message while its rules run, one after the other."""

    is_hidden: bool = False
    is_approved: bool = False

    @classmethod
    def of(cls, message: Message, *, is_author_approved: bool) -> Standing:
        return cls(message.visibility != Message.Visibility.VISIBLE, is_author_approved)


def holds_back(
    rule: CompiledRule, action: Action, message: Message, now: datetime, standing: Standing
) -> str:
    """Return the reason code why this action must not be taken, or nothing.

    Only answers have caps: hiding and labelling the tenth insult is as right as the first.
    """
    if action.type in MODERATES | {"block_author"}:
        return _spares(message, standing)
    if standing.is_hidden and action.type in PUBLIC:
        return "hidden_earlier"
    if action.type == "suggest_reply":
        return _is_answered(message)
    if action.type not in ANSWERS:
        return ""
    return _person_wants_none(message, now) or _capped(rule, action, message, now) or _is_answered(message)


def _spares(message: Message, standing: Standing) -> str:
    """An allow-list beats a block-list, and what a person showed again is not hidden again."""
    if standing.is_approved:
        return "approved_author"
    by_hand = message.platform_calls.filter(verb=PlatformCall.Verb.UNHIDE, actor="person")
    return "human_active" if by_hand.exclude(_gone()).exists() else ""


def _person_wants_none(message: Message, now: datetime) -> str:
    identity = message.identity
    if identity and identity.opted_out_at:
        return "opted_out"
    if identity and identity.blocked_at:
        return "author_blocked"
    return "crisis" if message.channel.workspace.is_in_crisis(now) else ""


def _capped(rule: CompiledRule, action: Action, message: Message, now: datetime) -> str:
    limits = rule.body.limits
    quiet = limits.quiet_hours
    if quiet and quiet.then == "skip" and end_of_quiet(now, quiet, message.channel.workspace.zone):
        return "outside_hours"
    if _person_wrote(message, now - timedelta(minutes=limits.quiet_after_person_minutes)):
        return "human_active"
    if limits.once_per_post and _answered_on_post(rule, message):
        return "cap_post"
    if _answers_to(message, now - DAY) >= limits.per_person_per_day:
        return "cap_author"
    if _answers_in_thread(message) >= limits.per_thread:
        return "cap_thread"
    is_public = action.type == "reply" and message.kind == "comment"
    most = limits.public_per_channel_per_hour if is_public else limits.private_per_channel_per_hour
    return "cap_channel" if _sent_lately(message, now - HOUR, is_public=is_public) >= most else ""


def _gone() -> Q:
    return Q(status__in=[PlatformCall.Status.FAILED, PlatformCall.Status.CANCELLED])


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


def _answers_in_thread(message: Message) -> int:
    automatic = PlatformCall.objects.filter(
        conversation=message.conversation_id, actor="rule", verb__in=PlatformCall.SENDS
    )
    return automatic.exclude(_gone()).count()


def _sent_lately(message: Message, since: datetime, *, is_public: bool) -> int:
    """Return how many automatic answers the channel gave, or is about to give."""
    automatic = PlatformCall.objects.filter(
        channel=message.channel_id, actor="rule", verb__in=PlatformCall.SENDS, created_at__gt=since
    ).exclude(_gone())
    public = Q(verb=PlatformCall.Verb.REPLY)
    return automatic.filter(public if is_public else ~public).count()


def _is_answered(message: Message) -> str:
    """Whether another rule, or a person, has answered this very message."""
    calls = message.platform_calls.filter(verb__in=PlatformCall.SENDS)
    return "already_replied" if calls.exclude(_gone()).exists() else ""
