"""Rules about edits, hides, removals, labels, assignments, statuses and corrected sentiments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.audit import Actor
from accounts.models import Event
from automation.acts.carry_out import Occasion
from automation.decide import Asking, decide_on
from automation.engine.ruleset import CompiledRule, RuleSpec, compile_rules
from automation.gather import LOADED, gather
from automation.lab.reality import IN_VAIN, TAKES_AWAY
from automation.models import RuleApplication
from automation.rulesets import current_ruleset, lists_of
from automation.schema import MODERATES, HideAction, LabelTrigger, StatusTrigger
from inbox import services
from inbox.models import Channel, Message, Occurrence

MOST_HIDES = 20


def process_occurrences(ids: Iterable[int], *, now: datetime) -> None:
    """Ask the rules that listen about each of these that nobody has dealt with."""
    waiting = Occurrence.objects.awaiting_processing().filter(pk__in=list(ids)).order_by("pk")
    for occurrence in waiting.select_related("channel"):
        _process(occurrence, now)


@transaction.atomic
def _process(occurrence: Occurrence, now: datetime) -> None:
    """One transaction: what rules do about it and that it was dealt with belong together."""
    Channel.objects.locked(occurrence.channel_id)
    taken = Occurrence.objects.awaiting_processing().filter(pk=occurrence.pk).update(processed_at=now)
    if not taken:
        return
    if occurrence.kind == Occurrence.Kind.EDITED and occurrence.message_id:
        _show_what_no_longer_matches(occurrence.message_id)
    rules = [rule for rule in current_ruleset(occurrence.workspace_id).rules if _listens(rule, occurrence)]
    message_id = occurrence.message_id or _last_inbound(occurrence.conversation_id)
    if rules and message_id:
        asking = Asking(
            Occasion(now, key=f"{occurrence.kind}:{occurrence.pk}"),
            trigger=occurrence.kind,
            only_rules=frozenset(rule.rule_id for rule in rules),
        )
        decide_on(occurrence.channel, [message_id], asking)


def _listens(rule: CompiledRule, occurrence: Occurrence) -> bool:
    trigger = rule.body.trigger
    if trigger.type != occurrence.kind:
        return False
    if isinstance(trigger, LabelTrigger):
        return not trigger.labels or occurrence.detail in trigger.labels
    if isinstance(trigger, StatusTrigger):
        return not trigger.to or occurrence.detail in trigger.to
    return True


def _last_inbound(conversation_id: int) -> int | None:
    inbound = Message.objects.filter(conversation=conversation_id).inbound()
    return inbound.order_by("-sent_at", "-pk").values_list("pk", flat=True).first()


def _show_what_no_longer_matches(message_id: int) -> None:
    """Unhide what rules hid because of words that were edited away, where they say so.

    Only when every rule that hid it says so: what a person hid, or another rule for another reason, stays.
    """
    message = Message.objects.select_related(*LOADED).get(pk=message_id)
    if message.visibility != Message.Visibility.HIDDEN:
        return
    applications = RuleApplication.objects.filter(message=message_id, undone_at=None).select_related(
        "version"
    )
    hidden = [each for each in applications.order_by("-pk")[:MOST_HIDES] if _has_hidden(each)]
    if not hidden or not all(_no_longer_matches(each, message) for each in hidden):
        return
    by_hand = message.platform_calls.filter(verb__in=TAKES_AWAY).exclude(actor=Event.Actor.RULE)
    if not by_hand.exclude(status__in=IN_VAIN).exclude(rule_applications__in=hidden).exists():
        services.unhide(message, by=Actor.rule(hidden[0].version.cause))


def _has_hidden(application: RuleApplication) -> bool:
    return any(act["type"] in MODERATES and act["state"] == "done" for act in application.acts)


def _no_longer_matches(application: RuleApplication, message: Message) -> bool:
    body = application.version.parsed()
    if not any(isinstance(action, HideAction) and action.unhide_when_edited_away for action in body.actions):
        return False
    ruleset = compile_rules([RuleSpec(application.rule_id, "", body)], lists_of(application.workspace_id))
    [facts] = gather([message], ruleset.index)
    return ruleset.rules[0].ask(facts).value is False
