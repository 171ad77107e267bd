"""Matched messages to look at: their words with what was found, and what would be said.

While a backtest runs, a sample holds what the rules said of it; the words that would be sent, and
who wrote it, are added at the end to the few that are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from automation.acts.texts import text_of
from automation.engine.ruleset import CompiledRule
from automation.gather import LOADED
from automation.lab.asking import Hit
from automation.lab.reality import Happened
from automation.lab.replay import Would
from automation.lab.stored import Row
from inbox.models import Message

LONGEST_SHOWN = 1_000
MOST_RULES = 5
MOST_SPANS = 20
Sample = dict[str, Any]


def sample(row: Row, done: Sequence[tuple[Hit, list[Would]]], happened: Happened) -> Sample:
    """Return one message as the report shows it: the rules that matched, and what became of it."""
    return {
        "message": row.pk,
        "conversation": row.conversation,
        "sent_at": row.at.isoformat(),
        "text": row.text[:LONGEST_SHOWN],
        "rules": [_of_rule(hit, acts) for hit, acts in done[:MOST_RULES]],
        "happened": happened.as_json(),
    }


def _of_rule(hit: Hit, acts: Sequence[Would]) -> dict[str, Any]:
    spans = [list(span) for span in hit.outcome.spans if span[1] <= LONGEST_SHOWN]
    return {
        "rule": hit.rule.rule_id,
        "name": hit.rule.spec.name,
        "reason": hit.outcome.reason[:300],
        "spans": spans[:MOST_SPANS],
        "views": sorted(hit.outcome.views),
        "acts": [_act(act) for act in acts],
    }


def _act(act: Would) -> dict[str, str]:
    if act.reason:
        return {"type": act.action.type, "state": "held_back", "reason": act.reason}
    return {"type": act.action.type, "state": "would"}


def with_texts(samples: Sequence[Sample], rules: Mapping[int, CompiledRule]) -> list[Sample]:
    """Return the samples with their authors and with the texts that each act would send."""
    found = Message.objects.select_related(*LOADED).in_bulk([each["message"] for each in samples])
    return [_with_texts(each, found[each["message"]], rules) for each in samples if each["message"] in found]


def _with_texts(told: Sample, message: Message, rules: Mapping[int, CompiledRule]) -> Sample:
    shown = [{**entry, "acts": _acts(entry, rules[entry["rule"]], message)} for entry in told["rules"]]
    return {**told, "author": str(message.identity or "")[:100], "rules": shown}


def _acts(entry: dict[str, Any], rule: CompiledRule, message: Message) -> list[dict[str, str]]:
    acts = []
    for act, action in zip(entry["acts"], rule.body.actions, strict=True):
        text = text_of(action, rule, message)[:LONGEST_SHOWN]
        acts.append(act | {"text": text} if text else act)
    return acts
