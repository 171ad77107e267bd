"""What the checker looks at, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from automation.models import Mode, Rule
from automation.schema import RuleBody

Kind = Literal[
    "shadowed",
    "unreachable",
    "empty_list",
    "contradiction",
    "answers_itself",
    "duplicate",
    "red_example",
    "unmatched",
]


class CheckedRule(NamedTuple):
    """A rule to check, stored or not. `mode` is one of Mode."""

    name: str
    body: RuleBody
    mode: str = Mode.LIVE


AnyRule = Rule | CheckedRule | tuple[str, RuleBody, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put right: in `rule`, and where two are concerned, with regard to `other`."""

    rule: str
    kind: Kind
    sentence: str
    remedy: str
    other: str | None = None


def checked(rule: AnyRule) -> CheckedRule:
    """Return what is checked of a rule. One that paused itself stops no other, as if it were in shadow."""
    if not isinstance(rule, Rule):
        return CheckedRule(*rule)
    if rule.version is None:
        raise ValueError(f"{rule} does not say anything yet.")
    mode = Mode.SHADOW if rule.paused_at and rule.mode == Mode.LIVE else rule.mode
    return CheckedRule(rule.name, rule.version.parsed(), mode)
