"""Whether texts match a rule, when nothing but the text is known."""

from __future__ import annotations

from dataclasses import dataclass

from automation.engine.facts import Facts
from automation.engine.index import Lists
from automation.engine.outcomes import Outcome
from automation.engine.ruleset import CompiledRule, Ruleset, RuleSpec, compile_rules
from automation.schema import RuleBody


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What a rule makes of one of its own examples. `is_met`: it does what its writer wanted."""

    text: str
    wanted: bool
    is_met: bool
    outcome: Outcome


def check_examples(body: RuleBody, lists: Lists) -> list[ExampleResult]:
    """Try a rule's examples, first those that must match. Empty when it has none."""
    ruleset = compile_rules([RuleSpec(0, "", body)], lists)
    examples = [(text, True) for text in body.examples.match] + [
        (text, False) for text in body.examples.no_match
    ]
    results = []
    for text, wanted in examples:
        outcome = _try(ruleset, text)
        results.append(ExampleResult(text, wanted, (outcome.value is not False) is wanted, outcome))
    return results


def try_text(body: RuleBody, lists: Lists, text: str) -> Outcome:
    """Return what the conditions say of a text. What a text cannot tell is unknown: None, not False."""
    return _try(compile_rules([RuleSpec(0, "", body)], lists), text)


def _try(ruleset: Ruleset, text: str) -> Outcome:
    rule: CompiledRule = ruleset.rules[0]
    return rule.condition(Facts(texts={"body": text}, known={}, index=ruleset.index))
