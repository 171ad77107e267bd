"""In short what was decided about a message, for who reads the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from automation.models import Decision
from automation.panels import ACTIONS, STATES
from automation.reasons import sentence
from inbox.models import Message

MOST_RULES = 5


@dataclass(frozen=True, slots=True)
class ToldRule:
    """`did`: what the rule did or would have done, in words."""

    name: str
    version: int
    did: str


@dataclass(frozen=True, slots=True)
class Told:
    outcome: str
    reason: str
    rules: Sequence[ToldRule]


def of(message: Message) -> Told | None:
    """Return what the newest decision about a message came to: one query."""
    decision = message.decisions.order_by("-created_at", "-pk").first()
    if decision is None:
        return None
    return Told(
        outcome=str(Decision.Outcome(decision.outcome).label),
        reason=sentence(decision.reason) if decision.reason else "",
        rules=[
            ToldRule(entry["name"], entry["version"], _did(entry["acts"]))
            for entry in decision.results[:MOST_RULES]
        ],
    )


def _did(acts: Sequence[dict[str, str]]) -> str:
    return ", ".join(
        f"{ACTIONS.get(act['type'], act['type'])} ({STATES.get(act['state'], act['state'])})" for act in acts
    )
