"""What a backtest counts, kept as plain JSON so that another worker can go on counting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from automation.engine.ruleset import CompiledRule
from automation.lab.asking import Hit
from automation.lab.conflicts import contradictions
from automation.lab.reality import Happened
from automation.lab.replay import Would
from automation.lab.stored import Row
from automation.schema import ANSWERS, MODERATES

MOST_SAMPLES = 50
MOST_CONFLICTS = 100
# What of a rule can be compared with what people did by hand.
ASPECTS = {"moderate": MODERATES, "answer": ANSWERS | {"suggest_reply"}}
State = dict[str, Any]


def empty() -> State:
    """Return the counts before the first message."""
    return {
        "seen": 0,
        "gone": 0,
        "matched": 0,
        "milliseconds": 0.0,
        "days": {},
        "rules": {},
        "overlap": {},
        "conflicts": {},
        "samples": [],
        "caps": {},
    }


def aspects_of(rule: CompiledRule) -> list[str]:
    return [name for name, types in ASPECTS.items() if rule.body.types & types]


def count_day(state: State, row: Row, zone: ZoneInfo, *, is_match: bool) -> None:
    """Count a message on its day in the workspace's own time: [seen, matched]."""
    day = state["days"].setdefault(row.at.astimezone(zone).date().isoformat(), [0, 0])
    day[0] += 1
    day[1] += is_match
    state["seen"] += 1
    state["matched"] += is_match


def count_acts(state: State, done: Sequence[tuple[Hit, list[Would]]]) -> None:
    """Count for each rule what it would have done: by act, `would` or what held it back."""
    for hit, acts in done:
        rule = _of_rule(state, hit.rule)
        for act in acts:
            outcomes = rule["acts"].setdefault(act.action.type, {})
            key = act.reason or "would"
            outcomes[key] = outcomes.get(key, 0) + 1


def count_overlap(state: State, hits: Sequence[Hit], happened: Happened, aspects: Iterable[str]) -> None:
    """Compare with what people did. Where nobody can tell, nothing is counted."""
    for aspect in aspects:
        truth = happened.was_taken_away if aspect == "moderate" else happened.was_answered
        if truth is None:
            continue
        matched = [hit.rule for hit in hits if aspect in aspects_of(hit.rule)]
        both = state["overlap"].setdefault(aspect, {"both": 0, "rule_only": 0, "people_only": 0})
        if matched or truth:
            both["both" if matched and truth else "rule_only" if matched else "people_only"] += 1
        for rule in matched:
            right = _of_rule(state, rule)["overlap"].setdefault(aspect, [0, 0])
            right[0] += truth
            right[1] += 1


def count_conflicts(state: State, row: Row, tested: Sequence[Hit], others: Sequence[Hit]) -> None:
    """Count each pair of rules that wants contradictory things of this message."""
    pairs = [*combinations(tested, 2), *((one, other) for one in tested for other in others)]
    for one, other in pairs:
        key = f"{one.rule.rule_id}:{other.rule.rule_id}"
        known = state["conflicts"].get(key)
        if known is not None:
            known["count"] += 1
        elif len(state["conflicts"]) < MOST_CONFLICTS and (
            acts := contradictions(one.rule.body, other.rule.body)
        ):
            state["conflicts"][key] = {
                "rule": one.rule.rule_id,
                "name": one.rule.spec.name,
                "other": other.rule.rule_id,
                "other_name": other.rule.spec.name,
                "acts": acts,
                "count": 1,
                "sample": {"message": row.pk, "text": row.text[:200]},
            }


def count_matches(state: State, hits: Sequence[Hit]) -> None:
    for hit in hits:
        _of_rule(state, hit.rule)["matches"] += 1


def chosen(state: State, matched: Sequence[Row]) -> list[Row]:
    """Return which of these messages are to be samples.

    Chance chooses, but always the same: those whose id hashes lowest, however the work was cut up.
    """
    kept = [order for order, _ in state["samples"]]
    all_of_them = sorted([*kept, *(_order(row.pk) for row in matched)])
    worst = all_of_them[:MOST_SAMPLES][-1:] or [""]
    return [row for row in matched if _order(row.pk) <= worst[0]]


def add_samples(state: State, samples: Iterable[dict[str, Any]]) -> None:
    fresh = [[_order(sample["message"]), sample] for sample in samples]
    state["samples"] = sorted([*state["samples"], *fresh], key=lambda pair: pair[0])[:MOST_SAMPLES]


def _order(pk: int) -> str:
    return hashlib.blake2b(str(pk).encode(), digest_size=8).hexdigest()


def _of_rule(state: State, rule: CompiledRule) -> dict[str, Any]:
    fresh: dict[str, Any] = {"matches": 0, "acts": {}, "overlap": {}}
    return state["rules"].setdefault(str(rule.rule_id), fresh)  # type: ignore[no-any-return]  # plain JSON
