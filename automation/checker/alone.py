"""What is wrong with one rule by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext

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
            sentence = gettext("“%(name)s” should not match “%(text)s”: %(reason)s.")
            if result.wanted:
                sentence = gettext("“%(name)s” should match “%(text)s”: %(reason)s.")
            yield Finding(
                rule.name,
                "red_example",
                sentence % {"name": rule.name, "text": result.text, "reason": result.outcome.reason},
                gettext("Change its conditions, or the example."),
            )


def _own(rule: CheckedRule, known: Known, lists: Lists) -> Iterator[Finding]:
    if not any(isinstance(leaf, OwnCondition) and leaf.value for leaf in known.true):
        return
    remedy = gettext("Take the condition “is our own” out.")
    if text := _own_text_that_matches(rule.body, lists):
        sentence = gettext(
            "“%(name)s” would answer itself: its text “%(text)s” meets its own conditions."
        ) % {"name": rule.name, "text": text}
        yield Finding(rule.name, "answers_itself", sentence, remedy)
    else:
        sentence = gettext("“%(name)s” never runs: your own messages do not get to rules.") % {
            "name": rule.name
        }
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
            gettext("“%(name)s” never runs: its conditions contradict one another, or where it looks.")
            % {"name": rule.name},
            gettext("Take one of the conditions out."),
        )
    ends = [leaf.to_date for leaf in known.true if isinstance(leaf, DateCondition) and leaf.to_date]
    if rule.body.schedule.to_date:
        ends.append(rule.body.schedule.to_date)
    if ends and min(ends) < today:
        sentence = gettext("“%(name)s” does not run any more: it ended on %(day)s.") % {
            "name": rule.name,
            "day": min(ends),
        }
        yield Finding(
            rule.name, "unreachable", sentence, gettext("Give it a later last day, or remove the rule.")
        )


def _lists(rule: CheckedRule, lists: Lists) -> Iterator[Finding]:
    for leaf in rule.body.conditions.leaves():
        if not isinstance(leaf, WordListCondition):
            continue
        if leaf.list not in lists:
            what = gettext("there is no list “%(list)s”") % {"list": leaf.list}
        elif not lists[leaf.list].chosen(leaf):
            what = gettext("the list “%(list)s” has no word of this severity and language") % {
                "list": leaf.list
            }
        else:
            continue
        sentence = gettext("A condition of “%(name)s” never holds: %(what)s.") % {
            "name": rule.name,
            "what": what,
        }
        yield Finding(rule.name, "empty_list", sentence, gettext("Fill the list, or choose another one."))


def _acts(rule: CheckedRule, known: Known) -> Iterator[Finding]:
    scope = rule.body.scope
    chosen = [CONNECTORS[slug] for slug in scope.platforms if slug in CONNECTORS]
    for action in rule.body.actions:
        needs = NEEDS.get(action.type)
        if needs and chosen and not any(needs & connector.capabilities for connector in chosen):
            names = ", ".join(connector.name for connector in chosen)
            sentence = gettext("“%(name)s” cannot %(type)s on %(names)s: the platform has no such act.") % {
                "name": rule.name,
                "type": action.type,
                "names": names,
            }
            yield Finding(
                rule.name, "unreachable", sentence, gettext("Choose another platform, or take the act out.")
            )
        if action.type in COMMENTS_ONLY and set(scope.kinds) == {Kind.DIRECT}:
            sentence = gettext("“%(name)s” cannot %(type)s direct messages.") % {
                "name": rule.name,
                "type": action.type,
            }
            yield Finding(
                rule.name, "unreachable", sentence, gettext("Let it look at comments, or take the act out.")
            )
