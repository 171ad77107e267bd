"""Take a matching rule's actions, as far as its mode and its limits let it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from accounts.audit import Actor
from automation.acts.perform import Doing, perform
from automation.acts.texts import text_of
from automation.engine.ruleset import CompiledRule
from automation.hours import end_of_quiet
from automation.models import Mode, RuleApplication, Suggestion
from automation.schema import ANSWERS, Action, Texts
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
    undo: dict[str, object] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    def as_json(self, *, with_undo: bool = False) -> dict[str, object]:
        """Return what is kept: only what is set. How to undo is kept with the application only."""
        entry: dict[str, object] = {"type": self.type, "state": self.state}
        if self.reason:
            entry["reason"] = self.reason
        if self.text:
            entry["text"] = self.text
        if self.call:
            entry["call"] = self.call.pk
        if with_undo and self.undo:
            entry["undo"] = self.undo
        return entry


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and why rules look at a message. `key` is empty for a new message."""

    now: datetime
    key: str = ""


def carry_out(
    rule: CompiledRule, message: Message, *, mode: Mode, held: Mapping[int, str], occasion: Occasion
) -> list[Act]:
    """Take a rule's actions in their order, but those `held` back, by their place.

    Only mode LIVE leaves the caller's database.
    """
    acts = []
    for place, action in enumerate(rule.body.actions):
        act = Act(action.type, reason=held.get(place, ""))
        acts.append(act)
        if act.reason:
            continue
        act.text = text_of(action, rule, message)
        if isinstance(action, Texts) and not act.text:
            act.reason = "text_empty"
        elif mode is Mode.SHADOW:
            act.state, act.reason = "shadow", "shadow_mode"
        elif mode is Mode.SUGGEST or action.type == "suggest_reply":
            _suggest(act, action, rule, message, place)
        elif mode is Mode.LIVE:
            _do(act, action, rule, message, place, occasion)
    if any(act.is_done for act in acts):
        _remember(rule, message, acts, occasion)
    return acts


def _suggest(act: Act, action: Action, rule: CompiledRule, message: Message, place: int) -> None:
    suggestion, _ = Suggestion.objects.get_or_create(
        version_id=rule.spec.version_id,
        message=message,
        position=place,
        defaults={
            "workspace_id": message.workspace_id,
            "action": action.model_dump(mode="json"),
            "text": act.text,
        },
    )
    if suggestion.status == Suggestion.Status.PENDING:
        act.state, act.reason = "suggested", "needs_review"
    else:
        act.reason = "already_decided"


def _do(
    act: Act, action: Action, rule: CompiledRule, message: Message, place: int, occasion: Occasion
) -> None:
    key = f"rule:{rule.rule_id}:{message.pk}:{place}" + (f":{occasion.key}" if occasion.key else "")
    doing = Doing(
        action=action,
        message=message,
        text=act.text,
        by=Actor.rule(rule.cause),
        key=key,
        run_at=_run_at(rule, message, occasion.now) if action.type in ANSWERS else None,
    )
    try:
        with transaction.atomic():
            done = perform(doing)
    except services.Refused as refused:
        act.reason = refused.code
    else:
        act.state, act.call, act.undo = "done", done.call, dict(done.undo)


def _run_at(rule: CompiledRule, message: Message, now: datetime) -> datetime:
    """People do not answer within a second, nor in the night: wait a while, each time another one."""
    limits = rule.body.limits
    chance = random.Random(message.pk)  # noqa: S311 - variety, not secrecy
    delay = timedelta(seconds=chance.uniform(limits.delay_min_seconds, limits.delay_max_seconds))
    if limits.quiet_hours is None:
        return now + delay
    morning = end_of_quiet(now + delay, limits.quiet_hours, message.channel.workspace.zone)
    return morning + delay if morning else now + delay


def _remember(rule: CompiledRule, message: Message, acts: Sequence[Act], occasion: Occasion) -> None:
    """Write that the rule acted, in a way that it cannot act on this occasion again."""
    has_answered = any(act.is_done and act.type in ANSWERS for act in acts)
    once = has_answered and rule.body.limits.once_per_post
    application = RuleApplication.objects.create(
        workspace_id=message.workspace_id,
        rule_id=rule.rule_id,
        version_id=rule.spec.version_id,
        message=message,
        occasion=occasion.key,
        identity=message.identity,
        channel_id=message.channel_id,
        has_answered=has_answered,
        once_on_post_id=message.conversation.post_id if once else None,
        acts=[act.as_json(with_undo=True) for act in acts],
        created_at=occasion.now,
    )
    application.calls.add(*[act.call for act in acts if act.call])
