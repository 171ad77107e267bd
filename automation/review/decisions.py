"""“Why not rule X?”, “undo this act” and “was this right?” at one decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from automation.models import Decision, Rule
from automation.panels import highlighted
from automation.reasons import sentence
from automation.review.truths import Truth, truth_of
from automation.summary import condition_text
from automation.why import Why, why_not
from inbox.models import Channel, Message

MOST_RULES = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of a rule, whether it held, and what was seen. `role`: all, any or none."""

    role: str
    text: str
    truth: Truth
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Why a rule did, or did not, act on a message."""

    rule: Rule
    version: int
    code: str
    sentence: str
    is_met: bool | None
    parts: list[Part]
    segments: Sequence[tuple[str, bool]]


def rules_of(decision: Decision) -> list[Rule]:
    """Return the rules that can be asked about: those older than the decision."""
    rules = Rule.objects.filter(workspace=decision.workspace_id, created_at__lte=decision.created_at)
    return list(rules.in_use().order_by("position", "pk")[:MOST_RULES])


def answer(decision: Decision, rule: Rule) -> Answer:
    """Ask a rule again about a message. One that is younger than the decision was not asked."""
    try:
        why = why_not(decision, rule)
    except ValueError:
        return Answer(rule, 0, "not_asked", sentence("not_asked"), None, [], [])
    names = dict(Channel.objects.filter(workspace=decision.workspace_id).values_list("pk", "name")[:200])
    return Answer(
        rule=rule,
        version=why.version.number,
        code=why.code,
        sentence=_sentence(why),
        is_met=why.outcome.value,
        parts=[
            Part(
                part.role,
                condition_text(part.condition, names),
                truth_of(part.outcome.value),
                part.outcome.reason,
            )
            for part in why.parts
        ],
        segments=_segments(decision.message, decision, why),
    )


def _sentence(why: Why) -> str:
    """Say it of this one rule: the table speaks of a message and all its rules."""
    return _("This rule did not match.") if why.code == "no_match" else sentence(why.code or "acted")


def _segments(message: Message, decision: Decision, why: Why) -> list[tuple[str, bool]]:
    if not why.outcome.spans or message.text_at > decision.created_at:
        return []
    return highlighted(message.text, why.outcome.spans)
