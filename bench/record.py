"""How many bytes a message's decision takes in the database, with a hundred rules."""

# ruff: noqa: E402 - Django is set up before its models are imported

from __future__ import annotations

import json
import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from automation.engine.ruleset import RuleSpec, compile_rules
from bench.rules import MESSAGES, bodies, comments, decide

# Beside its two JSON columns a decision has ids, times and names of fixed size.
FIXED = 120
TARGET = 1_000


def run() -> dict[str, Any]:
    """Return one row of `make bench`: the mean size of a decision about a message."""
    ruleset = compile_rules([RuleSpec(n, f"Rule number {n}", body) for n, body in enumerate(bodies(100))], {})
    texts = comments(MESSAGES)
    sizes = [
        len(json.dumps(record["facts"])) + len(json.dumps(record["results"])) + FIXED
        for record in decide(ruleset, texts)
    ]
    mean = sum(sizes) / len(sizes)
    return {
        "name": "a decision's record with 100 rules",
        "value": round(mean),
        "unit": "bytes",
        "target": TARGET,
        "ok": mean < TARGET,
    }
