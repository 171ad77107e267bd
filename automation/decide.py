"""Decide what to do about new messages: batches of ids in, decisions and platform calls out.

One transaction a channel: the decision, the claim that a rule acted, and the calls it
wants are written together or not at all. The channel's lock is held, so two workers never
count the same cap at the same time.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import structlog
from django.db import transaction

from automation.acts import Act, carry_out
from automation.engine.conditions import Outcome
from automation.engine.facts import Facts
from automation.engine.ruleset import CompiledRule, Ruleset, current_ruleset
from automation.limits import holds_back
from automation.models import Decision, Mode, RuleApplication
from inbox.models import Channel, Message
from platforms.base import Kind

log = structlog.get_logger(__name__)
Origin = Message.Origin


def decide_messages(message_ids: Iterable[int], *, now: datetime) -> None:
    """Decide on those of these messages that nobody has dealt with yet."""
    waiting = Message.objects.awaiting_processing().filter(pk__in=list(message_ids))
    by_channel: dict[int, list[int]] = defaultdict(list)
    for channel_id, pk in waiting.order_by("sent_at", "pk").values_list("channel_id", "pk"):
        by_channel[channel_id].append(pk)
    for channel_id, ids in by_channel.items():
        _decide_waiting(channel_id, ids, now)


@transaction.atomic
def _decide_waiting(channel_id: int, message_ids: Sequence[int], now: datetime) -> None:
    Channel.objects.locked(channel_id)
    messages = list(_loaded(message_ids).filter(processed_at=None))
    _decide_batch(messages, now)
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(processed_at=now)


@transaction.atomic
def decide_again(
    channel: Channel, message_ids: Sequence[int], *, now: datetime, at_most: Mode = Mode.LIVE
) -> int:
    """Run the rules over messages that are history, imported or were decided before.

    `at_most` caps every rule's mode. A rule that acted on a message does not act again.
    Returns how many new decisions there are.
    """
    Channel.objects.locked(channel.pk)
    messages = list(_loaded(message_ids).filter(channel=channel, is_own=False))
    return _decide_batch(messages, now, is_asked_for=True, at_most=at_most)


def _loaded(message_ids: Sequence[int]):  # type: ignore[no-untyped-def]  # the plugin's queryset type
    related = ("channel__workspace", "conversation__post", "conversation__identity", "identity")
    return Message.objects.filter(pk__in=message_ids).select_related(*related).order_by("sent_at", "pk")


def _decide_batch(
    messages: Sequence[Message],
    now: datetime,
    *,
    is_asked_for: bool = False,
    at_most: Mode = Mode.LIVE,
) -> int:
    if not messages:
        return 0
    ruleset = current_ruleset(messages[0].workspace_id)
    known = Decision.objects.filter(message__in=messages, fingerprint=ruleset.fingerprint)
    decided = set(known.values_list("message_id", flat=True))
    decisions = [
        _decide(message, ruleset, now, is_asked_for=is_asked_for, at_most=at_most)
        for message in messages
        if message.pk not in decided
    ]
    Decision.objects.bulk_create(decisions)
    log.info("messages_decided", **Counter(str(decision.outcome) for decision in decisions))
    return len(decisions)


def _decide(
    message: Message, ruleset: Ruleset, now: datetime, *, is_asked_for: bool, at_most: Mode
) -> Decision:
    started = time.perf_counter()
    facts = facts_of(message, ruleset)
    decision = Decision(
        workspace_id=message.workspace_id,
        message=message,
        fingerprint=ruleset.fingerprint,
        facts=facts.snapshot(),
        created_at=now,
    )
    decision.reason = _excluded(message, is_asked_for=is_asked_for)
    if not decision.reason:
        decision.results = _run(ruleset, message, facts, now, at_most)
    decision.outcome = _outcome(decision)
    decision.milliseconds = round((time.perf_counter() - started) * 1000, 2)
    return decision


def facts_of(message: Message, ruleset: Ruleset) -> Facts:
    post = message.conversation.post
    return Facts(
        text=message.text,
        kind=Kind(message.kind),
        platform=message.channel.platform,
        channel_id=message.channel_id,
        is_own=message.is_own,
        is_reply=bool(message.parent_id),
        is_ad=bool(post and post.is_ad),
        keywords=ruleset.keywords,
    )


def _excluded(message: Message, *, is_asked_for: bool) -> str:
    """Return why no rule may look at this message at all, or nothing."""
    if message.is_own:
        return "own_account"
    if message.visibility == Message.Visibility.REMOVED:
        return "target_gone"
    if not (message.channel.is_automation_on and message.channel.workspace.is_automation_on):
        return "kill_switch"
    if is_asked_for:
        return ""
    if message.origin == Origin.IMPORT:
        return "imported"
    if message.origin == Origin.HISTORY or message.sent_at < message.channel.connected_at:
        return "too_old"
    return ""


def _run(
    ruleset: Ruleset, message: Message, facts: Facts, now: datetime, at_most: Mode
) -> list[dict[str, object]]:
    """Ask every rule in order; return one entry for each that matched."""
    results: list[dict[str, object]] = []
    is_hidden = message.visibility != Message.Visibility.VISIBLE
    for rule in ruleset.rules:
        outcome = rule.ask(facts)
        if not outcome.value:
            continue
        acts = _apply(rule, message, now, is_hidden=is_hidden, at_most=at_most)
        results.append(_entry(rule, outcome, acts))
        is_hidden = is_hidden or any(act.type == "hide" and act.is_done for act in acts)
        if rule.body.stop_processing:
            break
    return results


def _apply(
    rule: CompiledRule, message: Message, now: datetime, *, is_hidden: bool, at_most: Mode
) -> list[Act]:
    """Carry out a rule on a message, once for ever; return what came of each action."""
    mode = _weaker(Mode(rule.mode), at_most)
    if RuleApplication.objects.filter(rule=rule.rule_id, message=message).exists():
        return [Act(action.type, reason="already_applied") for action in rule.body.actions]
    held: dict[str, str] = {
        action.type: reason
        for action in rule.body.actions
        if (reason := holds_back(rule, action, message, now, is_hidden=is_hidden))
    }
    return carry_out(rule, message, mode=mode, held=held, now=now)


def _weaker(mode: Mode, at_most: Mode) -> Mode:
    order = [Mode.OFF, Mode.SHADOW, Mode.SUGGEST, Mode.LIVE]
    return min(mode, at_most, key=order.index)


def _entry(rule: CompiledRule, outcome: Outcome, acts: Sequence[Act]) -> dict[str, object]:
    return {
        "rule": rule.rule_id,
        "name": rule.name,
        "version": rule.version.number,
        "mode": rule.mode,
        "why": outcome.reason[:300],
        "spans": [list(span) for span in outcome.spans[:20]],
        "acts": [act.as_json() for act in acts],
    }


def _outcome(decision: Decision) -> Decision.Outcome:
    """Summarise the entries: the strongest thing that happened."""
    states = {act["state"] for entry in decision.results for act in entry["acts"]}
    for state, outcome in (
        ("done", Decision.Outcome.ACTED),
        ("suggested", Decision.Outcome.SUGGESTED),
        ("shadow", Decision.Outcome.SHADOW),
        ("held_back", Decision.Outcome.HELD_BACK),
    ):
        if state in states:
            return outcome
    return Decision.Outcome.HELD_BACK if decision.reason else Decision.Outcome.NO_MATCH
