"""Rules about edits, hides, removals, labels, assignments, statuses and corrected sentiments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.audit import Actor
from automation.acts.carry_out import Occasion
from automation.decide import Asking, decide_on
from automation.engine.ruleset import CompiledRule, RuleSpec, compile_rules
from automation.gather import LOADED, gather
from automation.models import RuleApplication
from automation.rulesets import current_ruleset, lists_of
from automation.schema import HideAction, LabelTrigger, StatusTrigger
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
    """Unhide what a rule hid because of words that were edited away, where the rule says so."""
    hidden = RuleApplication.objects.filter(message=message_id, undone_at=None).select_related("version")
    for application in hidden.order_by("-pk")[:MOST_HIDES]:
        body = application.version.parsed()
        hides = [action for action in body.actions if isinstance(action, HideAction)]
        if not (hides and hides[0].unhide_when_edited_away):
            continue
        ruleset = compile_rules([RuleSpec(application.rule_id, "", body)], lists_of(application.workspace_id))
        message = Message.objects.select_related(*LOADED).get(pk=message_id)
        [facts] = gather([message], ruleset.index)
        if message.visibility == Message.Visibility.HIDDEN and ruleset.rules[0].ask(facts).value is False:
            services.unhide(message, by=Actor.rule(application.version.cause))
