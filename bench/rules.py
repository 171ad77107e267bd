"""How many messages a second the rules decide in memory, and rule libraries on the same rules.

    python -m bench.rules

Decided means here: normalised, every rule that can match asked, and the decision's record built
as it is stored. The corpus is made from a seed: short comments in four languages, a tenth of
them with disguised words, capitals and emoji.
"""

# ruff: noqa: E402 - Django is set up before its models are imported

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from automation.acts.carry_out import Act
from automation.decide import entry_of
from automation.engine.facts import Facts
from automation.engine.ruleset import Ruleset, RuleSpec, compile_rules
from automation.schema import RuleBody

MESSAGES = 1_000
TRIES = 3
SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstvwz" for vowel in "aeio"]
FILLER = (
    "wat mooi deze foto is echt geweldig love this so much great place waar kan ik dit vinden "
    "wann habt ihr offen sehr schön merci beaucoup c'est magnifique gisteren geweest top"
)
DISGUISES: tuple[Callable[[str], str], ...] = (
    str.upper,
    lambda word: word.replace("e", "3").replace("o", "0"),
    " ".join,
    lambda word: word[0] + word[1] * 4 + word[2:],
    lambda word: f"{word} 😍🔥",
)


def words(amount: int, chance: random.Random) -> list[str]:
    """Return invented words of three syllables, all different."""
    found: dict[str, None] = {}
    while len(found) < amount:
        found["".join(chance.choices(SYLLABLES, k=3))] = None
    return list(found)


def bodies(amount: int) -> list[RuleBody]:
    """Return rules: nine of ten on words, some with more conditions, every tenth on a pattern."""
    chance = random.Random(7)  # noqa: S311 - a corpus, no secret
    vocabulary = words(amount * 3, chance)
    made = []
    for number in range(amount):
        mine = vocabulary[number * 3 : number * 3 + 3]
        text: dict[str, Any] = {"type": "text", "words": mine, "hardening": 1 + number % 3}
        if number % 10 == 9 and number < amount // 5 + 200:
            text = {"type": "regex", "patterns": [rf"{mine[0]}\s*[0-9]{{2,4}}"]}
        also = [{"type": "flag", "of": "ad", "value": False}] if number % 3 == 0 else []
        made.append(
            RuleBody.model_validate(
                {"conditions": {"all": [text, *also]}, "actions": [{"type": "label", "label": "found"}]}
            )
        )
    return made


def comments(amount: int) -> list[str]:
    """Return short comments; one in five has a word that a rule may look for."""
    chance = random.Random(11)  # noqa: S311 - a corpus, no secret
    wanted = words(3_000, random.Random(7))  # noqa: S311 - the rules' own words
    made = []
    for _ in range(amount):
        said = chance.choices(FILLER.split(), k=chance.randint(3, 22))
        if chance.random() < 0.2:
            word = chance.choice(wanted)
            said.insert(
                chance.randrange(len(said)), chance.choice(DISGUISES)(word) if chance.random() < 0.5 else word
            )
        made.append(" ".join(said))
    return made


def decide(ruleset: Ruleset, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return the records of decisions about these texts, as they would be stored."""
    records = []
    for text in texts:
        known = {"kind": "comment", "platform": "instagram", "channel_id": 1, "ad": False, "is_own": False}
        facts = Facts({"body": text}, known, ruleset.index)
        results = []
        for rule in ruleset.candidates(facts):
            outcome = rule.ask(facts)
            if outcome.value:
                results.append(entry_of(rule, outcome, [Act("label", state="done")]))
        records.append({"facts": facts.snapshot(), "results": results})
    return records


def seconds(work: Callable[[], Any]) -> float:
    """Return the processor time of the best of some tries."""
    best = float("inf")
    for _ in range(TRIES):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def run() -> list[dict[str, Any]]:
    """Return the rows of `make bench` about deciding."""
    texts = comments(MESSAGES)
    sets = {amount: _compiled(amount) for amount in (100, 1_000)}
    cost = {amount: seconds(partial(decide, ruleset, texts)) for amount, ruleset in sets.items()}
    rate = MESSAGES / cost[1_000]
    rows = [
        _row("decide against 1,000 rules", rate, "messages/s", 5_000, rate >= 5_000),
        _row(
            "1,000 rules cost times 100 rules",
            cost[1_000] / cost[100],
            "×",
            1.5,
            cost[1_000] <= 1.5 * cost[100],
        ),
    ]
    for name, library, factor in (("business-rules", _business_rules, 30), ("rule-engine", _rule_engine, 50)):
        peer = library(texts[:50])
        times = rate / peer
        rows.append(_row(f"faster than {name} ({peer:,.0f} messages/s)", times, "×", factor, times >= factor))
    return rows


def _compiled(amount: int) -> Ruleset:
    return compile_rules([RuleSpec(n, f"rule {n}", body) for n, body in enumerate(bodies(amount))], {})


def _row(name: str, value: float, unit: str, target: float, ok: bool) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "target": target, "ok": ok}


def _needles() -> list[str]:
    return words(3_000, random.Random(7))[::3]  # noqa: S311 - the rules' own words


def _business_rules(texts: Sequence[str]) -> float:
    """Return messages/s of business-rules on 1,000 rules: platform and text contains a word."""
    from business_rules import run_all  # noqa: PLC0415 - only `make bench` installs it
    from business_rules.actions import BaseActions, rule_action  # noqa: PLC0415
    from business_rules.variables import BaseVariables, string_rule_variable  # noqa: PLC0415

    class Variables(BaseVariables):  # type: ignore[misc]  # untyped library
        def __init__(self, text: str) -> None:
            self.said = text

        @string_rule_variable()  # type: ignore[untyped-decorator]  # untyped library
        def text(self) -> str:
            return self.said

        @string_rule_variable()  # type: ignore[untyped-decorator]  # untyped library
        def platform(self) -> str:
            return "instagram"

    class Actions(BaseActions):  # type: ignore[misc]  # untyped library
        @rule_action()  # type: ignore[untyped-decorator]  # untyped library
        def found(self) -> None:
            pass

    rules = [
        {
            "conditions": {
                "all": [
                    {"name": "platform", "operator": "equal_to", "value": "instagram"},
                    {"name": "text", "operator": "contains", "value": word},
                ]
            },
            "actions": [{"name": "found"}],
        }
        for word in _needles()
    ]
    return len(texts) / seconds(lambda: [run_all(rules, Variables(text), Actions()) for text in texts])


def _rule_engine(texts: Sequence[str]) -> float:
    """Return messages/s of rule-engine on the same 1,000 rules."""
    import rule_engine  # noqa: PLC0415 - only `make bench` installs it

    rules = [rule_engine.Rule(f'platform == "instagram" and "{word}" in text') for word in _needles()]
    things = [{"platform": "instagram", "text": text} for text in texts]
    return len(texts) / seconds(lambda: [[rule.matches(thing) for rule in rules] for thing in things])
