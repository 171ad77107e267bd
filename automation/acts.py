"""What rules do. Every act is a call of an inbox service, with the rule version as its cause."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.audit import Actor
from accounts.models import User
from automation.engine.ruleset import CompiledRule
from automation.limits import ANSWERS
from automation.models import Mode, RuleApplication, Suggestion
from automation.schema import (
    Action,
    AssignAction,
    HideAction,
    LabelAction,
    Limits,
    PrivateReplyAction,
    ReplyAction,
    ResolveAction,
)
from automation.variables import render
from inbox import services
from inbox.models import Message, PlatformCall


@dataclass(slots=True)
class Act:
    """What came of one action: done, suggested, shadow, or held back for a reason."""

    type: str
    state: str = "held_back"
    reason: str = ""
    text: str = ""
    call: PlatformCall | None = None

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    def as_json(self) -> dict[str, object]:
        """Return what a decision keeps: only what is set."""
        entry: dict[str, object] = {"type": self.type, "state": self.state}
        if self.reason:
            entry["reason"] = self.reason
        if self.text:
            entry["text"] = self.text
        if self.call:
            entry["call"] = self.call.pk
        return entry


def carry_out(
    rule: CompiledRule, message: Message, *, mode: Mode, held: Mapping[str, str], now: datetime
) -> list[Act]:
    """Take a rule's actions in their order. Only mode LIVE leaves the caller's database."""
    acts = []
    for position, action in enumerate(rule.body.actions):
        act = Act(action.type, reason=held.get(action.type, ""))
        acts.append(act)
        if act.reason:
            continue
        act.text = _text(action, rule, message)
        if mode is Mode.SHADOW:
            act.state, act.reason = "shadow", "shadow_mode"
        elif mode is Mode.SUGGEST:
            _suggest(act, action, rule, message, position)
        elif mode is Mode.LIVE:
            _do(act, action, rule, message, position, now)
    if any(act.is_done for act in acts):
        _remember(rule, message, acts, now)
    return acts


def _text(action: Action, rule: CompiledRule, message: Message) -> str:
    """Choose a variant and fill it in. The same message always gets the same choice."""
    if not isinstance(action, ReplyAction | PrivateReplyAction):
        return ""
    texts = [render(variant, variable_values(message)) for variant in action.variants]
    others = [text for text in texts if text != _last_text(rule, message)]
    return random.Random(message.pk).choice(others or texts)  # noqa: S311 - variety, not secrecy


def variable_values(message: Message) -> dict[str, str]:
    """Return the values of VARIABLES for a message."""
    identity = message.identity
    post = message.conversation.post
    handle = f"@{identity.handle}" if identity and identity.handle else ""
    return {
        "contact.name": (identity.name if identity else "") or handle,
        "contact.handle": handle,
        "post.title": post.title if post else "",
        "channel.name": message.channel.name,
    }


def _last_text(rule: CompiledRule, message: Message) -> str:
    """Return what this rule last said under the same post: never twice the same in a row."""
    last = (
        PlatformCall.objects.filter(
            conversation__post=message.conversation.post_id, verb__in=PlatformCall.SENDS, actor="rule"
        )
        .filter(channel=message.channel_id, cause__startswith=f"rule {rule.rule_id} v")
        .order_by("-pk")
    )
    return last.values_list("text", flat=True).first() or ""


def _suggest(act: Act, action: Action, rule: CompiledRule, message: Message, position: int) -> None:
    Suggestion.objects.get_or_create(
        version=rule.version,
        message=message,
        position=position,
        defaults={
            "workspace_id": message.workspace_id,
            "action": action.model_dump(mode="json"),
            "text": act.text,
        },
    )
    act.state, act.reason = "suggested", "needs_review"


def _do(act: Act, action: Action, rule: CompiledRule, message: Message, position: int, now: datetime) -> None:
    by = Actor.rule(rule.version.cause)
    key = f"rule:{rule.rule_id}:{message.pk}:{position}"
    run_at = now + _delay(rule.body.limits, message) if action.type in ANSWERS else None
    try:
        with transaction.atomic():
            act.call = perform(action, message, act.text, by=by, key=key, run_at=run_at)
    except services.Refused as refused:
        act.reason = refused.code
    else:
        act.state = "done"


def perform(
    action: Action,
    message: Message,
    text: str,
    *,
    by: Actor,
    key: str = "",
    run_at: datetime | None = None,
) -> PlatformCall | None:
    """Do one action by its inbox service. Raises services.Refused."""
    conversation = [message.conversation]
    match action:
        case ReplyAction():
            return services.reply(message, text, by=by, key=key, run_at=run_at)
        case PrivateReplyAction() if message.kind == "direct":
            return services.reply(message, text, by=by, key=key, run_at=run_at)
        case PrivateReplyAction():
            return services.private_reply(message, text, by=by, key=key, run_at=run_at)
        case HideAction():
            return services.hide(message, by=by, key=key)
        case LabelAction():
            services.label(conversation, action.label, by=by)
        case AssignAction():
            services.assign(conversation, _member(action.email), by=by)
        case ResolveAction():
            services.resolve(conversation, by=by)
    return None


def _member(email: str) -> User:
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise services.Refused("not_a_member", f"{email} is not a member of this workspace.")
    return user


def _delay(limits: Limits, message: Message) -> timedelta:
    """People do not answer within a second: wait a while, each time another one."""
    chance = random.Random(message.pk)  # noqa: S311 - variety, not secrecy
    return timedelta(seconds=chance.uniform(limits.delay_min_seconds, limits.delay_max_seconds))


def _remember(rule: CompiledRule, message: Message, acts: Sequence[Act], now: datetime) -> None:
    """Write that the rule acted, in a way that it cannot act on this message again."""
    has_answered = any(act.is_done and act.type in ANSWERS for act in acts)
    once = has_answered and rule.body.limits.once_per_post
    application = RuleApplication.objects.create(
        workspace_id=message.workspace_id,
        rule_id=rule.rule_id,
        version=rule.version,
        message=message,
        identity=message.identity,
        has_answered=has_answered,
        once_on_post_id=message.conversation.post_id if once else None,
        acts=[act.as_json() for act in acts],
        created_at=now,
    )
    application.calls.add(*[act.call for act in acts if act.call])
