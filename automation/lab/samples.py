"""Matched messages to look at: their words with what was found, and what would be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from automation.acts.texts import text_of
from automation.lab.asking import Hit
from automation.lab.reality import Happened
from automation.lab.replay import Would
from automation.lab.stored import Row, load
from inbox.models import Message

LONGEST_SHOWN = 1_000
MOST_RULES = 5
MOST_SPANS = 20
Done = Sequence[tuple[Hit, list[Would]]]


def samples(
    rows: Sequence[Row], done: Mapping[int, Done], happened: Mapping[int, Happened]
) -> list[dict[str, Any]]:
    """Return these messages as a report shows them."""
    return [_sample(message, done[message.pk], happened[message.pk]) for message in load(rows)]


def _sample(message: Message, done: Done, happened: Happened) -> dict[str, Any]:
    return {
        "message": message.pk,
        "conversation": message.conversation_id,
        "sent_at": message.sent_at.isoformat(),
        "author": str(message.identity or "")[:100],
        "text": message.text[:LONGEST_SHOWN],
        "rules": [_of_rule(message, hit, acts) for hit, acts in done[:MOST_RULES]],
        "happened": happened.as_json(),
    }


def _of_rule(message: Message, hit: Hit, acts: Sequence[Would]) -> dict[str, Any]:
    spans = [list(span) for span in hit.outcome.spans if span[1] <= LONGEST_SHOWN]
    return {
        "rule": hit.rule.rule_id,
        "name": hit.rule.spec.name,
        "reason": hit.outcome.reason[:300],
        "spans": spans[:MOST_SPANS],
        "views": sorted(hit.outcome.views),
        "acts": [_act(message, hit, act) for act in acts],
    }


def _act(message: Message, hit: Hit, act: Would) -> dict[str, str]:
    told = {
        "type": act.action.type,
        "state": "held_back" if act.reason else "would",
        "reason": act.reason,
        "text": text_of(act.action, hit.rule, message)[:LONGEST_SHOWN],
    }
    return {name: value for name, value in told.items() if value}
