"""What is wrong with one rule by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from automation.checker.findings import CheckedRule, Finding
from automation.checker.logic import Known, known_of
from automation.engine.facts import Facts
from automation.engine.index import Lists
from automation.engine.ruleset import RuleSpec, compile_rules
from automation.examples import check_examples
from automation.schema import DateCondition, OwnCondition, RuleBody, Texts, WordListCondition
from automation.schema.actions import ANSWERS
from automation.services.checks import NEEDS
from platforms.base import Kind
from platforms.registry import CONNECTORS

# Acts for which there is nothing to do on a direct message.
COMMENTS_ONLY = frozenset({"hide", "unhide", "hold", "like"})


def findings_alone(rule: CheckedRule, lists: Lists, today: date) -> Iterator[Finding]:
    """Yield what is wrong with one rule, whatever other rules there are."""
    known = known_of(rule.body)
    yield from _own(rule, known, lists)
    yield from _impossible(rule, known, today)
    yield from _lists(rule, lists)
    yield from _acts(rule, known)
    for result in check_examples(rule.body, lists):
        if not result.is_met:
            should = "match" if result.wanted else "not match"
            yield Finding(
                rule.name,
                "red_example",
                f"“{rule.name}” should {should} “{result.text}”: {result.outcome.reason}.",
                "Change its conditions, or the example.",
            )


def _own(rule: CheckedRule, known: Known, lists: Lists) -> Iterator[Finding]:
    if not any(isinstance(leaf, OwnCondition) and leaf.value for leaf in known.true):
        return
    remedy = "Take the condition “is our own” out."
    if text := _own_text_that_matches(rule.body, lists):
        sentence = f"“{rule.name}” would answer itself: its text “{text}” meets its own conditions."
        yield Finding(rule.name, "answers_itself", sentence, remedy)
    else:
        sentence = f"“{rule.name}” never runs: your own messages do not get to rules."
        yield Finding(rule.name, "unreachable", sentence, remedy)


def _own_text_that_matches(body: RuleBody, lists: Lists) -> str:
    ruleset = compile_rules([RuleSpec(0, "", body)], lists)
    for action in body.actions:
        for text in action.variants if isinstance(action, Texts) and action.type in ANSWERS else ():
            facts = Facts(texts={"body": text}, known={"is_own": True}, index=ruleset.index)
            if ruleset.rules[0].condition(facts).value is not False:
                return text
    return ""


def _impossible(rule: CheckedRule, known: Known, today: date) -> Iterator[Finding]:
    if known.is_impossible:
        yield Finding(
            rule.name,
            "unreachable",
            f"“{rule.name}” never runs: its conditions contradict one another, or where it looks.",
            "Take one of the conditions out.",
        )
    ends = [leaf.to_date for leaf in known.true if isinstance(leaf, DateCondition) and leaf.to_date]
    if rule.body.schedule.to_date:
        ends.append(rule.body.schedule.to_date)
    if ends and min(ends) < today:
        sentence = f"“{rule.name}” does not run any more: it ended on {min(ends)}."
        yield Finding(rule.name, "unreachable", sentence, "Give it a later last day, or remove the rule.")


def _lists(rule: CheckedRule, lists: Lists) -> Iterator[Finding]:
    for leaf in rule.body.conditions.leaves():
        if not isinstance(leaf, WordListCondition):
            continue
        if leaf.list not in lists:
            what = f"there is no list “{leaf.list}”"
        elif not lists[leaf.list].chosen(leaf):
            what = f"the list “{leaf.list}” has no word of this severity and language"
        else:
            continue
        sentence = f"A condition of “{rule.name}” never holds: {what}."
        yield Finding(rule.name, "empty_list", sentence, "Fill the list, or choose another one.")


def _acts(rule: CheckedRule, known: Known) -> Iterator[Finding]:
    scope = rule.body.scope
    chosen = [CONNECTORS[slug] for slug in scope.platforms if slug in CONNECTORS]
    for action in rule.body.actions:
        needs = NEEDS.get(action.type)
        if needs and chosen and not any(needs & connector.capabilities for connector in chosen):
            names = ", ".join(connector.name for connector in chosen)
            sentence = f"“{rule.name}” cannot {action.type} on {names}: the platform has no such act."
            yield Finding(rule.name, "unreachable", sentence, "Choose another platform, or take the act out.")
        if action.type in COMMENTS_ONLY and set(scope.kinds) == {Kind.DIRECT}:
            sentence = f"“{rule.name}” cannot {action.type} direct messages."
            yield Finding(rule.name, "unreachable", sentence, "Let it look at comments, or take the act out.")
