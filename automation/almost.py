"""What else almost acted on a message, and who switched the rules on that did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Event
from automation.decide import RECEIVED
from automation.engine.facts import facts_from
from automation.engine.ruleset import OUT_OF_SCOPE
from automation.models import Decision
from automation.rulesets import current_ruleset
from automation.why import texts_at

MOST_NEAR = 3
MOST_EVENTS = 200


@dataclass(frozen=True, slots=True)
class Near:
    """A rule whose words were in the text, and why it did not act: nothing when another stopped it."""

    name: str
    version: int
    missed: str


@dataclass(frozen=True, slots=True)
class Switch:
    """Who put a rule into the mode it was in, and when."""

    who: str
    at: datetime


def near_misses(decision: Decision) -> list[Near]:
    """Return the rules that looked closer at a message and did not act.

    None when rules or lists changed since: then nobody can say what they would have done.
    """
    ruleset = current_ruleset(decision.workspace_id)
    if ruleset.fingerprint != decision.fingerprint or decision.reason:
        return []
    facts = facts_from(decision.facts, texts_at(decision, ruleset.index), ruleset.index)
    matched = {entry["rule"] for entry in decision.results}
    found: list[Near] = []
    for rule in ruleset.candidates(facts):
        # Without words of its own a rule looks at every message: that is not near.
        if rule.gate is None or rule.rule_id in matched or rule.body.trigger.type != RECEIVED:
            continue
        outcome = rule.ask(facts)
        if outcome is not OUT_OF_SCOPE and len(found) < MOST_NEAR:
            found.append(Near(rule.spec.name, rule.spec.number, "" if outcome.value else outcome.reason))
    return found


def switches(decision: Decision, rules: Iterable[int]) -> dict[int, Switch]:
    """Return by rule who last changed its mode before a decision: one query."""
    events = Event.objects.filter(
        workspace=decision.workspace_id,
        target_type="rule",
        target_id__in=[rule for rule in rules if rule],
        verb__in=("create", "change"),
        data__has_key="mode",
        created_at__lte=decision.created_at,
    ).select_related("user")
    newest = list(events.order_by("-created_at", "-pk")[:MOST_EVENTS])
    return {
        event.target_id: Switch(str(event.user or event.get_actor_display()), event.created_at)
        for event in reversed(newest)
    }
