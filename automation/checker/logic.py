"""What follows from conditions that hold.

Sound, not complete: `proves` and `refutes` answer True only with a proof, for every message there can be,
in the engine's three-valued logic. That works because one leaf is compared with another only where both
ask for the same signal: then both know it, or neither does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from automation.checker.leaves import leaf_excludes, leaf_implies
from automation.schema import (
    AnyLeaf,
    Conditions,
    FlagCondition,
    Group,
    KindCondition,
    PlatformCondition,
    RuleBody,
    Scope,
)

Item = AnyLeaf | Group


@dataclass
class Known:
    """What is so about every message for which some conditions hold.

    `either`: of each of these, at least one holds.
    """

    true: list[AnyLeaf] = field(default_factory=list)
    false: list[AnyLeaf] = field(default_factory=list)
    either: list[list[Item]] = field(default_factory=list)

    def add(self, group: Conditions | Group) -> None:
        """Take in that a group holds."""
        for item in group.all if len(group.any) != 1 else (*group.all, *group.any):
            self._add_item(item)
        self.false += [item for item in group.none if not isinstance(item, Group)]
        if len(group.any) > 1:
            self.either.append(list(group.any))

    def _add_item(self, item: Item) -> None:
        if isinstance(item, Group):
            self.add(item)
        else:
            self.true.append(item)

    def proves(self, item: Item) -> bool:
        """Whether `item` must hold."""
        if isinstance(item, Group):
            return self.proves_group(item)
        if any(leaf_implies(leaf, item) for leaf in self.true):
            return True
        return any(all(_implies(one, item) for one in clause) for clause in self.either)

    def proves_group(self, group: Conditions | Group) -> bool:
        return (
            all(self.proves(item) for item in group.all)
            and all(self.refutes(item) for item in group.none)
            and (not group.any or self._proves_any(list(group.any)))
        )

    def _proves_any(self, items: list[Item]) -> bool:
        if any(self.proves(item) for item in items):
            return True
        return any(
            all(any(_implies(one, item) for item in items) for one in clause) for clause in self.either
        )

    def refutes(self, item: Item) -> bool:
        """Whether `item` must be false: not only unknown."""
        if isinstance(item, Group):
            return (
                any(self.refutes(each) for each in item.all)
                or any(self.proves(each) for each in item.none)
                or (bool(item.any) and all(self.refutes(each) for each in item.any))
            )
        return any(leaf_implies(item, leaf) for leaf in self.false) or any(
            leaf_excludes(leaf, item) for leaf in self.true
        )

    @property
    def is_impossible(self) -> bool:
        """Whether no message can be like this."""
        return (
            any(self.refutes(leaf) for leaf in self.true)
            or any(self.proves(leaf) for leaf in self.false)
            or any(all(self.refutes(one) for one in clause) for clause in self.either)
        )


def known_of(body: RuleBody) -> Known:
    """Return what is so about every message that a rule matches."""
    known = Known(true=_scope_leaves(body.scope))
    known.add(body.conditions)
    return known


def covers(wide: RuleBody, narrow: RuleBody) -> bool:
    """Whether `wide` matches every message that `narrow` matches."""
    known = known_of(narrow)
    return (
        _holds(wide.scope.channels, narrow.scope.channels)
        and _holds(wide.scope.posts, narrow.scope.posts)
        and all(known.proves(leaf) for leaf in _scope_leaves(wide.scope))
        and known.proves_group(wide.conditions)
    )


def are_apart(one: RuleBody, other: RuleBody) -> bool:
    """Whether no message can match both."""
    for name in ("channels", "posts"):
        first, second = set(getattr(one.scope, name)), set(getattr(other.scope, name))
        if first and second and not first & second:
            return True
    known = known_of(one)
    known.true += _scope_leaves(other.scope)
    known.add(other.conditions)
    return known.is_impossible


def _implies(one: Item, item: Item) -> bool:
    if not isinstance(one, Group) and not isinstance(item, Group):
        return leaf_implies(one, item)
    known = Known()
    known.add(Group(type="group", all=[one]) if not isinstance(one, Group) else one)
    return known.proves(item)


def _holds(wide: list[int], narrow: list[int]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))


def _scope_leaves(scope: Scope) -> list[AnyLeaf]:
    leaves: list[AnyLeaf] = []
    if scope.kinds:
        leaves.append(KindCondition.model_validate({"type": "kind", "in": scope.kinds}))
    if scope.platforms:
        leaves.append(PlatformCondition.model_validate({"type": "platform", "in": scope.platforms}))
    if scope.ads != "any":
        leaves.append(FlagCondition(type="flag", of="ad", value=scope.ads == "only"))
    return leaves
