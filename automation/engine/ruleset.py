"""A workspace's active rules, compiled once and kept until one of them changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from automation.engine.conditions import Condition, Outcome, compile_conditions
from automation.engine.facts import Facts
from automation.engine.keywords import KeywordIndex
from automation.models import Rule, RuleVersion
from automation.schema import Conditions, Group, RuleBody, Scope, TextCondition


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule at one version, in one mode, ready to be asked."""

    rule_id: int
    name: str
    mode: str
    version: RuleVersion
    body: RuleBody
    condition: Condition

    def ask(self, facts: Facts) -> Outcome:
        """Return whether the rule matches; a message out of its scope does not."""
        if not in_scope(self.body.scope, facts):
            return Outcome(False, "out of scope")
        return self.condition(facts)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """`fingerprint` names this state of the rules: which versions, in which order and mode."""

    fingerprint: str
    rules: Sequence[CompiledRule]
    keywords: KeywordIndex


def current_ruleset(workspace_id: int) -> Ruleset:
    """Return the compiled rules of a workspace as they are now: one query, compiled when new."""
    rows = (
        Rule.objects.filter(workspace_id=workspace_id)
        .active()
        .order_by("position", "pk")
        .values_list("pk", "version_id", "mode", "name")
    )
    return _compiled(tuple(rows))


@lru_cache(maxsize=64)
def _compiled(rows: tuple[tuple[int, int, str, str], ...]) -> Ruleset:
    versions = RuleVersion.objects.select_related("rule").in_bulk([version for _, version, _, _ in rows])
    rules = [compile_rule(versions[version_id], mode=mode, name=name) for _, version_id, mode, name in rows]
    rules.sort(key=lambda rule: rule.body.phase)  # stable: within a phase the position counts
    fingerprint = hashlib.sha256(repr([row[:3] for row in rows]).encode()).hexdigest()[:32]
    return Ruleset(fingerprint, tuple(rules), KeywordIndex(words_of(rule.body for rule in rules)))


def compile_rule(version: RuleVersion, *, mode: str, name: str) -> CompiledRule:
    body = version.parsed()
    return CompiledRule(version.rule_id, name, mode, version, body, compile_conditions(body.conditions))


def words_of(bodies: Iterable[RuleBody]) -> Iterable[str]:
    """Yield every keyword that these rules look for."""
    for body in bodies:
        yield from _words(body.conditions)


def _words(group: Conditions | Group) -> Iterable[str]:
    for condition in (*group.all, *group.any, *group.none):
        if isinstance(condition, TextCondition):
            yield from condition.words
        elif isinstance(condition, Group):
            yield from _words(condition)


def in_scope(scope: Scope, facts: Facts) -> bool:
    if scope.ads != "any" and facts.is_ad is not (scope.ads == "only"):
        return False
    return all(
        not allowed or value in allowed
        for allowed, value in (
            (scope.channels, facts.channel_id),
            (scope.platforms, facts.platform),
            (scope.kinds, facts.kind),
        )
    )
