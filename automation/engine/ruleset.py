"""A set of rules, compiled once: only the rules that can match a message are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from automation.engine.abuse import Abuse
from automation.engine.conditions import Condition, compile_conditions
from automation.engine.facts import Facts
from automation.engine.index import Index, Lists, build_index, terms_of
from automation.engine.keywords import Term
from automation.engine.outcomes import Outcome
from automation.schema import (
    AnyLeaf,
    Conditions,
    Group,
    PatternCondition,
    RuleBody,
    Schedule,
    Scope,
    TextCondition,
    WordListCondition,
)

# Words and patterns of which one must be in the text, or the rule cannot match.
Gate = frozenset[Term | str]
OUT_OF_SCOPE = Outcome(False, "out of scope")


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule to compile. `key` is the rule's id, or anything that names it."""

    key: int
    name: str
    body: RuleBody
    mode: str = "live"
    version_id: int = 0
    number: int = 0
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule at one version, in one mode, ready to be asked."""

    spec: RuleSpec
    condition: Condition
    gate: Gate | None
    where: Sequence[tuple[str, frozenset[Any]]]

    @property
    def rule_id(self) -> int:
        return self.spec.key

    @property
    def body(self) -> RuleBody:
        return self.spec.body

    @property
    def cause(self) -> str:
        """How this version is named on calls and in the audit trail."""
        return f"rule {self.spec.key} v{self.spec.number}"

    def ask(self, facts: Facts) -> Outcome:
        """Return whether the rule matches; a message out of its scope does not."""
        for name, allowed in self.where:
            if facts.signal(name) not in allowed:
                return OUT_OF_SCOPE
        return self.condition(facts)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules in the order in which they run: by phase, then as people put them.

    `fingerprint` names this state of the rules: which versions, in which order and mode.
    """

    fingerprint: str
    rules: Sequence[CompiledRule]
    index: Index = field(repr=False)
    abuse: Abuse = field(repr=False)
    _always: frozenset[int] = field(repr=False)
    _gated: Mapping[Term | str, Sequence[int]] = field(repr=False)

    def candidates(self, facts: Facts) -> Iterator[CompiledRule]:
        """Yield in order the rules whose needed words are there, and those that need none."""
        if not self._gated:
            yield from self.rules
            return
        places = set(self._always)
        found: Iterable[Term | str] = chain(facts.hits("body") or (), facts.pattern_spans("body") or ())
        for seen in found:
            places.update(self._gated.get(seen, ()))
        for place in sorted(places):
            yield self.rules[place]

    def for_trigger(self, *types: str) -> list[CompiledRule]:
        return [rule for rule in self.rules if rule.body.trigger.type in types]


def compile_rules(
    specs: Iterable[RuleSpec], lists: Lists, *, fingerprint: str = "", abuse: Abuse | None = None
) -> Ruleset:
    """Compile rules given in the order that people gave them; with `abuse` that is found as well."""
    ordered = sorted(specs, key=lambda spec: spec.body.phase)  # stable: within a phase the order stays
    rules = tuple(compile_rule(spec, lists) for spec in ordered)
    leaves = [leaf for spec in ordered for leaf in spec.body.conditions.leaves()]
    gated: dict[Term | str, list[int]] = defaultdict(list)
    always = set()
    for place, rule in enumerate(rules):
        if rule.gate is None:
            always.add(place)
        for seen in rule.gate or ():
            gated[seen].append(place)
    abuse = abuse or Abuse()
    index = build_index(leaves, lists, abuse.sought)
    return Ruleset(fingerprint, rules, index, abuse, frozenset(always), dict(gated))


def compile_rule(spec: RuleSpec, lists: Lists) -> CompiledRule:
    """Build what a rule asks, with the words that must be there and the place that it looks at."""
    conditions = spec.body.conditions
    return CompiledRule(
        spec,
        compile_conditions(conditions, lists),
        _gate(conditions, lists),
        tuple(_places(spec.body.scope)),
    )


def _gate(conditions: Conditions | Group, lists: Lists) -> Gate | None:
    """Return words of which one must be in the text for this to hold; None when there are none such."""
    gates = [gate for item in conditions.all if (gate := _gate_of(item, lists)) is not None]
    if conditions.any:
        either = [_gate_of(item, lists) for item in conditions.any]
        if all(gate is not None for gate in either):
            gates.append(Gate().union(*(gate for gate in either if gate is not None)))
    return min(gates, key=len) if gates else None


def _gate_of(item: AnyLeaf | Group, lists: Lists) -> Gate | None:
    if isinstance(item, Group):
        return _gate(item, lists)
    if isinstance(item, TextCondition) and item.field == "body" and item.op != "none":
        return Gate(terms_of(item, lists))
    if isinstance(item, WordListCondition) and item.field == "body" and item.list in lists:
        return Gate(entry.term for entry in lists[item.list].chosen(item))
    if isinstance(item, PatternCondition) and item.field == "body":
        return Gate(item.patterns)
    return None


def in_scope(scope: Scope, facts: Facts) -> bool:
    return all(facts.signal(name) in allowed for name, allowed in _places(scope))


def _places(scope: Scope) -> Iterator[tuple[str, frozenset[Any]]]:
    """Yield each signal that the scope limits, and what it may be."""
    for name, allowed in (
        ("channel_id", scope.channels),
        ("platform", scope.platforms),
        ("kind", scope.kinds),
        ("post_id", scope.posts),
    ):
        if allowed:
            yield name, frozenset(allowed)
    if scope.ads != "any":
        yield "ad", frozenset({scope.ads == "only"})


def in_schedule(schedule: Schedule, facts: Facts) -> bool:
    """Whether the rule works at the time of the message, in the workspace's own time."""
    if schedule.business_hours != "any":
        is_open = facts.signal("business_hours")
        if is_open is not (schedule.business_hours == "in"):
            return False
    if schedule.weekdays and facts.signal("weekday") not in schedule.weekdays:
        return False
    day = facts.signal("day") or ""
    first = schedule.from_date.isoformat() if schedule.from_date else ""
    last = schedule.to_date.isoformat() if schedule.to_date else "9999"
    return first <= day <= last
