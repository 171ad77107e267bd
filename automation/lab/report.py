"""What a finished backtest says: the counts as sentences need them, and not too large to keep and show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from automation.lab.statistics import share
from automation.lab.tally import State

# Of a large set the report names the rules that matched most.
MOST_RULES = 200
LARGEST_BYTES = 200_000


def report(
    state: State, rules: Sequence[Mapping[str, Any]], days: int, *, is_approximate: bool
) -> dict[str, Any]:
    """Return what was counted, as JSON. The samples are the caller's to add.

    `rules` are the tested ones, {"rule", "name"}. `is_approximate`: more people, posts or threads
    were answered than the replay of the caps remembers.
    """
    told = sorted(
        (_rule(each, state, days) for each in rules), key=lambda rule: (-rule["matches"], rule["rule"])
    )
    return {
        "messages": state["seen"],
        "gone": state["gone"],
        "matched": state["matched"],
        "days": days,
        "per_day": _per_day(state["matched"], days),
        "by_day": [[day, *counts] for day, counts in sorted(state["days"].items())],
        "rules": told[:MOST_RULES],
        "rules_left_out": len(told[MOST_RULES:]),
        "unmatched": sum(1 for rule in told if not rule["matches"]),
        "overlap": {aspect: _overlap(counts) for aspect, counts in state["overlap"].items()},
        "held_back": _held_back(told),
        "caps_are_approximate": is_approximate,
        "conflicts": sorted(state["conflicts"].values(), key=lambda each: -each["count"]),
        "milliseconds": round(state["milliseconds"]),
    }


def _rule(rule: Mapping[str, Any], state: State, days: int) -> dict[str, Any]:
    counted = state["rules"].get(str(rule["rule"] or 0), {"matches": 0, "acts": {}, "overlap": {}})
    return {
        "rule": rule["rule"] or 0,
        "name": rule["name"],
        "matches": counted["matches"],
        "per_day": _per_day(counted["matches"], days),
        "acts": {act: _outcomes(outcomes) for act, outcomes in counted["acts"].items()},
        "precision": {
            aspect: share(right, judged).as_json() for aspect, (right, judged) in counted["overlap"].items()
        },
    }


def _outcomes(outcomes: Mapping[str, int]) -> dict[str, Any]:
    held = {reason: count for reason, count in sorted(outcomes.items()) if reason != "would"}
    return {"would": outcomes.get("would", 0), "held_back": held}


def _overlap(counts: Mapping[str, int]) -> dict[str, Any]:
    both, rule_only, people_only = counts["both"], counts["rule_only"], counts["people_only"]
    return {
        **counts,
        "precision": share(both, both + rule_only).as_json(),
        "recall": share(both, both + people_only).as_json(),
    }


def _held_back(rules: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for rule in rules:
        for outcomes in rule["acts"].values():
            total.update(outcomes["held_back"])
    return dict(total.most_common())


def _per_day(count: int, days: int) -> float:
    return round(count / days, 2)


def bounded(whole: dict[str, Any]) -> dict[str, Any]:
    """Leave out samples, then conflicts, then rules, until the rest has at most LARGEST_BYTES."""
    for part in ("samples", "conflicts", "rules"):
        while whole[part] and len(json.dumps(whole)) > LARGEST_BYTES:
            whole[part] = whole[part][: len(whole[part]) * 3 // 4]
    return whole
