"""Decide what to do about messages: batches of ids in, decisions and platform calls out.

One transaction a channel: the decision, the claim that a rule acted, the counters and the
calls it wants are written together or not at all. The channel's lock is held, so two workers
never count the same cap at the same time.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import DatabaseError, transaction

from automation import breaker, crisis, noting
from automation.acts.carry_out import Act, Occasion, carry_out
from automation.engine.facts import Facts
from automation.engine.outcomes import Outcome
from automation.engine.ruleset import CompiledRule, Ruleset, in_schedule
from automation.gather import LOADED, gather
from automation.limits import Standing, holds_back
from automation.models import Decision, Mode, RuleApplication
from automation.rulesets import current_ruleset
from automation.schema import MODERATES
from inbox.models import Channel, Message

log = structlog.get_logger(__name__)
Origin = Message.Origin
RECEIVED = "message_received"
# Why a rule that matches is not at work: it stops no others then.
RESTING = frozenset({"circuit_open", "outside_hours"})
LONGEST_REASON = 200
MOST_SPANS = 20


@dataclass(frozen=True, slots=True)
class Asking:
    """Why rules are asked: for which trigger, on what occasion, and how far they may go."""

    occasion: Occasion
    trigger: str = RECEIVED
    is_asked_for: bool = False
    at_most: Mode = Mode.LIVE
    only_rules: frozenset[int] | None = None


def decide_messages(message_ids: Iterable[int], *, now: datetime) -> None:
    """Decide on those of these messages that nobody has dealt with yet."""
    waiting = Message.objects.awaiting_processing().filter(pk__in=list(message_ids))
    by_channel: dict[int, list[int]] = defaultdict(list)
    for channel_id, pk in waiting.order_by("sent_at", "pk").values_list("channel_id", "pk"):
        by_channel[channel_id].append(pk)
    for channel_id, ids in by_channel.items():
        try:
            _decide_waiting(channel_id, ids, now)
        except DatabaseError:
            raise  # the sweep asks again
        except Exception:
            log.exception("batch_not_decided", channel=channel_id, messages=ids)
            _decide_one_by_one(channel_id, ids, now)


def _decide_one_by_one(channel_id: int, message_ids: Sequence[int], now: datetime) -> None:
    """One message that breaks a rule holds up no others: it is set aside, and its decision says so."""
    for pk in message_ids:
        try:
            _decide_waiting(channel_id, [pk], now)
        except DatabaseError:
            raise
        except Exception:
            log.exception("message_not_decided", message=pk)
            _set_aside(pk, now)


@transaction.atomic
def _set_aside(message_id: int, now: datetime) -> None:
    message = Message.objects.get(pk=message_id)
    Decision.objects.get_or_create(
        message=message,
        fingerprint="",
        occasion="",
        defaults={
            "workspace_id": message.workspace_id,
            "outcome": Decision.Outcome.HELD_BACK,
            "reason": "internal_error",
            "created_at": now,
        },
    )
    Message.objects.filter(pk=message_id).update(processed_at=now)


@transaction.atomic
def _decide_waiting(channel_id: int, message_ids: Sequence[int], now: datetime) -> None:
    channel = Channel.objects.locked(channel_id)
    messages = list(_loaded(message_ids).filter(processed_at=None))
    _decide_batch(channel, messages, Asking(Occasion(now)))
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
    return _decide_batch(channel, messages, Asking(Occasion(now), is_asked_for=True, at_most=at_most))


@transaction.atomic
def decide_on(channel: Channel, message_ids: Sequence[int], asking: Asking) -> int:
    """Ask the rules of another trigger about messages. Returns how many new decisions there are."""
    Channel.objects.locked(channel.pk)
    messages = list(_loaded(message_ids).filter(channel=channel, is_own=False))
    return _decide_batch(channel, messages, asking)


def _loaded(message_ids: Sequence[int]):  # type: ignore[no-untyped-def]  # the plugin's queryset type
    return Message.objects.filter(pk__in=message_ids).select_related(*LOADED).order_by("sent_at", "pk")


def _decide_batch(channel: Channel, messages: Sequence[Message], asking: Asking) -> int:
    if not messages:
        return 0
    ruleset = current_ruleset(channel.workspace_id)
    known = Decision.objects.filter(
        message__in=messages, fingerprint=ruleset.fingerprint, occasion=asking.occasion.key
    )
    decided = set(known.values_list("message_id", flat=True))
    fresh = [message for message in messages if message.pk not in decided]
    now = asking.occasion.now
    facts = gather(fresh, ruleset.index, at=None if asking.is_asked_for else now)
    decisions = [_decide(*pair, ruleset, asking) for pair in zip(fresh, facts, strict=True)]
    Decision.objects.bulk_create(decisions)
    noting.note(fresh, facts, ruleset.abuse)
    breaker.count(channel, ruleset, decisions, now=now)
    log.info("messages_decided", **Counter(str(decision.outcome) for decision in decisions))
    return len(decisions)


def _decide(message: Message, facts: Facts, ruleset: Ruleset, asking: Asking) -> Decision:
    started = time.perf_counter()
    decision = Decision(
        workspace_id=message.workspace_id,
        message=message,
        fingerprint=ruleset.fingerprint,
        occasion=asking.occasion.key,
        created_at=asking.occasion.now,
    )
    decision.reason = _excluded(message, asking)
    if not decision.reason:
        decision.results = crisis.held(message, facts, now=asking.occasion.now)
        decision.results += _run(ruleset, message, facts, asking)
    decision.facts = facts.snapshot()
    decision.outcome = _outcome(decision)
    decision.milliseconds = round((time.perf_counter() - started) * 1000, 2)
    return decision


def _excluded(message: Message, asking: Asking) -> str:
    """Return why no rule may look at this message at all, or nothing."""
    if message.is_own:
        return "own_account"
    if message.identity and message.identity.contact.is_team:
        return "own_account"
    if message.visibility == Message.Visibility.REMOVED and asking.trigger != "removed":
        return "target_gone"
    if not (message.channel.is_automation_on and message.channel.workspace.is_automation_on):
        return "kill_switch"
    if asking.is_asked_for:
        return ""
    if message.origin == Origin.IMPORT:
        return "imported"
    if message.origin == Origin.HISTORY or message.sent_at < message.channel.connected_at:
        return "too_old"
    return ""


def _run(ruleset: Ruleset, message: Message, facts: Facts, asking: Asking) -> list[dict[str, object]]:
    """Ask every rule that can match, in order; return one entry for each that did."""
    results: list[dict[str, object]] = []
    standing = Standing.of(message, is_author_approved=bool(facts.signal("approved")))
    for rule in ruleset.candidates(facts):
        if not _is_asked(rule, asking):
            continue
        outcome = rule.ask(facts)
        if not outcome.value:
            continue
        acts = _apply(rule, message, facts, standing, asking)
        results.append(entry_of(rule, outcome, acts))
        _note(standing, acts)
        if stops(rule, acts):
            break
    return results


def stops(rule: CompiledRule, acts: Sequence[Act]) -> bool:
    """Whether no later rule is asked: a rule in shadow, paused or off duty stops no others."""
    is_resting = all(act.reason in RESTING for act in acts)
    return rule.body.stop_processing and rule.spec.mode != Mode.SHADOW and not is_resting


def _is_asked(rule: CompiledRule, asking: Asking) -> bool:
    if asking.only_rules is not None:
        return rule.rule_id in asking.only_rules
    return rule.body.trigger.type == asking.trigger


def _note(standing: Standing, acts: Sequence[Act]) -> None:
    """Remember for the rules that follow what this one did to the message."""
    done = {act.type for act in acts if act.is_done}
    standing.is_hidden = (standing.is_hidden or bool(done & MODERATES)) and "unhide" not in done
    standing.is_approved = standing.is_approved or "approve" in done


def _apply(
    rule: CompiledRule, message: Message, facts: Facts, standing: Standing, asking: Asking
) -> list[Act]:
    """Carry out a rule on a message, once an occasion; return what came of each action."""
    actions = rule.body.actions
    if reason := _held_whole(rule, message, facts, asking):
        return [Act(action.type, reason=reason) for action in actions]
    held = {
        place: reason
        for place, action in enumerate(actions)
        if (reason := holds_back(rule, action, message, asking.occasion.now, standing))
    }
    mode = _weaker(Mode(rule.spec.mode), asking.at_most)
    return carry_out(rule, message, mode=mode, held=held, occasion=asking.occasion)


def _held_whole(rule: CompiledRule, message: Message, facts: Facts, asking: Asking) -> str:
    """Return why a rule that matches does nothing at all, or nothing."""
    if rule.spec.is_paused:
        return "circuit_open"
    if not in_schedule(rule.body.schedule, facts):
        return "outside_hours"
    applied = RuleApplication.objects.filter(rule=rule.rule_id, message=message, occasion=asking.occasion.key)
    return "already_applied" if applied.exists() else ""


def _weaker(mode: Mode, at_most: Mode) -> Mode:
    order = [Mode.OFF, Mode.SHADOW, Mode.SUGGEST, Mode.LIVE]
    return min(mode, at_most, key=order.index)


def entry_of(rule: CompiledRule, outcome: Outcome, acts: Sequence[Act]) -> dict[str, object]:
    """Return what a decision keeps about a rule that matched."""
    entry: dict[str, object] = {
        "rule": rule.rule_id,
        "name": rule.spec.name,
        "version": rule.spec.number,
        "mode": rule.spec.mode,
        "why": outcome.reason[:LONGEST_REASON],
        "spans": [list(span) for span in outcome.spans[:MOST_SPANS]],
        "acts": [act.as_json() for act in acts],
    }
    if outcome.views - {"clean"}:
        entry["views"] = sorted(outcome.views)
    return entry


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
