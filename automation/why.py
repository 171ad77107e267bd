"""Why a rule did not act on a message: asked again from what the decision kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

from automation.decide import RECEIVED, RESTING
from automation.engine.conditions import compile_condition
from automation.engine.facts import Facts, facts_from
from automation.engine.index import Index
from automation.engine.outcomes import Outcome
from automation.engine.ruleset import RuleSpec, compile_rules, in_schedule, in_scope
from automation.gather import LOADED, texts_of
from automation.history import History
from automation.models import Decision, Mode, Rule, RuleVersion
from automation.rulesets import lists_of
from automation.schema import AnyLeaf, Group, RuleBody
from inbox.models import Message


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of the rule and its answer then. `role`: all, any or none."""

    role: str
    condition: AnyLeaf | Group
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to “why not rule X?”.

    `code`  one of docs/rules.md: no_match, excluded_term, signal_missing, outside_hours,
            stopped_by_rule, rule_off, the decision's own reason, or what the rule's entry says; empty
            when the rule acted.
    """

    version: RuleVersion
    code: str
    outcome: Outcome
    parts: tuple[Part, ...]


def why_not(decision: Decision, rule: Rule) -> Why:
    """Recompute what a rule made of a message at a decision. Raises ValueError for a rule younger than it."""
    version = _version_at(decision, rule)
    body = version.parsed()
    lists = lists_of(decision.workspace_id)
    ruleset = compile_rules([RuleSpec(rule.pk, rule.name, body)], lists)
    facts = facts_from(decision.facts, texts_at(decision, ruleset.index), ruleset.index)
    compiled = ruleset.rules[0]
    outcome = compiled.ask(facts)
    parts = tuple(
        Part(role, item, compile_condition(item, lists)(facts))
        for role in ("all", "any", "none")
        for item in getattr(body.conditions, role)
    )
    why = Why(version, "", outcome, parts)
    return replace(why, code=_code(decision, rule, why, facts))


def _version_at(decision: Decision, rule: Rule) -> RuleVersion:
    version = rule.versions.filter(created_at__lte=decision.created_at).order_by("-number").first()
    if version is None:
        raise ValueError("This rule was made after the decision.")
    return version


def texts_at(decision: Decision, index: Index) -> dict[str, str]:
    """Return the text as it was when the rules looked; who wrote it and where, as they are called now."""
    message = Message.objects.select_related(*LOADED).get(pk=decision.message_id)
    texts = texts_of(message, History([message], decision.workspace_id), index)
    if message.text_at > decision.created_at:
        earlier = message.revisions.filter(written_at__lte=decision.created_at).order_by("-written_at")
        texts["body"] = next((revision.text for revision in earlier[:1]), message.text)
    return texts


def _code(decision: Decision, rule: Rule, why: Why, facts: Facts) -> str:
    if decision.reason:
        return decision.reason
    for entry in decision.results:
        if entry["rule"] == rule.pk:
            reasons = [act["reason"] for act in entry["acts"] if act.get("reason")]
            return reasons[0] if reasons else ""
    body = why.version.parsed()
    if why.outcome.value is False:
        is_excluded = any(part.role == "none" and part.outcome.value for part in why.parts)
        return "excluded_term" if is_excluded and in_scope(body.scope, facts) else "no_match"
    if not decision.occasion and body.trigger.type != RECEIVED:
        return "rule_off"
    if _is_stopped(decision, rule, body):
        return "stopped_by_rule"
    if why.outcome.value is None:
        return "signal_missing"
    return "rule_off" if in_schedule(body.schedule, facts) else "outside_hours"


def _is_stopped(decision: Decision, rule: Rule, body: RuleBody) -> bool:
    """Whether the last rule that matched stopped the rules, and this one stands after it."""
    last = decision.results[-1] if decision.results else {}
    if not last or last["mode"] == Mode.SHADOW or all(act.get("reason") in RESTING for act in last["acts"]):
        return False
    number = {"rule": last["rule"], "number": last["version"]}
    stopper = RuleVersion.objects.filter(**number).select_related("rule").first()
    if stopper is None or not stopper.parsed().stop_processing:
        return False
    place = (stopper.parsed().phase, stopper.rule.position, stopper.rule_id)
    return (body.phase, rule.position, rule.pk) > place
