"""What is wrong with rules beside one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext, gettext_lazy

from automation.checker.findings import CheckedRule, Finding
from automation.checker.logic import are_apart, covers
from automation.engine.facts import Facts
from automation.engine.index import Lists
from automation.engine.ruleset import Ruleset, RuleSpec, compile_rules
from automation.models import Mode
from automation.schema import MODERATES, Examples, RuleBody, Schedule, SimilarCondition, TextCondition

# Texts tried for each rule to find one that two rules match.
MOST_TEXTS = 8
Pair = tuple[CheckedRule, CheckedRule]


def findings_together(rules: Sequence[CheckedRule], lists: Lists) -> Iterator[Finding]:
    """Yield for rules in the order that people gave them. They run by phase, and so within it."""
    active = sorted((rule for rule in rules if rule.mode != Mode.OFF), key=lambda rule: rule.body.phase)
    yield from _duplicates(active)
    yield from _shadowed(active)
    yield from _contradictions(active, lists)


def _duplicates(rules: Sequence[CheckedRule]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for rule in rules:
        said = rule.body.model_copy(update={"examples": Examples()}).model_dump_json(by_alias=True)
        if said in seen:
            sentence = gettext("“%(name)s” says the same as “%(other)s”.") % {
                "name": rule.name,
                "other": seen[said],
            }
            yield Finding(rule.name, "duplicate", sentence, gettext("Remove one of them."), seen[said])
        seen.setdefault(said, rule.name)


def _shadowed(rules: Sequence[CheckedRule]) -> Iterator[Finding]:
    stopping: list[CheckedRule] = []
    for rule in rules:
        for earlier in stopping:
            if is_shadowed(rule.body, earlier.body):
                sentence = gettext(
                    "“%(name)s” never runs: “%(earlier)s” matches all it would, and stops the rules."
                ) % {"name": rule.name, "earlier": earlier.name}
                remedy = gettext("Put it before the other one, or let the other one not stop the rules.")
                yield Finding(rule.name, "shadowed", sentence, remedy, earlier.name)
                break
        if rule.body.stop_processing and rule.mode == Mode.LIVE:
            stopping.append(rule)


def is_shadowed(later: RuleBody, earlier: RuleBody) -> bool:
    """Whether an earlier rule that stops the rules matches everything that a later one matches.

    Claimed only for new messages, and for an earlier rule that works whenever the later one does.
    """
    return (
        later.trigger == earlier.trigger
        and later.trigger.type == "message_received"
        and earlier.schedule in (Schedule(), later.schedule)
        and covers(earlier, later)
    )


def _contradictions(rules: Sequence[CheckedRule], lists: Lists) -> Iterator[Finding]:
    """Yield pairs that do contradictory things to one text, and that text."""
    ruleset = compile_rules(
        [RuleSpec(place, rule.name, rule.body) for place, rule in enumerate(rules)], lists
    )
    told: set[tuple[int, int]] = set()
    for text in dict.fromkeys(text for rule in rules for text in _texts(rule.body)):
        for pair in _pairs(_matching(ruleset, text)):
            if pair in told:
                continue
            told.add(pair)
            earlier, later = rules[pair[0]], rules[pair[1]]
            what = _contradiction(earlier.body, later.body)
            if what and not are_apart(earlier.body, later.body):
                sentence = gettext("“%(earlier)s” and “%(later)s” both match “%(text)s”, and %(what)s.") % {
                    "earlier": earlier.name,
                    "later": later.name,
                    "text": text,
                    "what": what,
                }
                remedy = gettext("Exclude the words of one in the other, or let the first stop the rules.")
                yield Finding(later.name, "contradiction", sentence, remedy, earlier.name)


def _texts(body: RuleBody) -> list[str]:
    """Return texts that a rule may match: its examples, its words; without words, any text would do."""
    leaves = [leaf for leaf in body.conditions.leaves() if isinstance(leaf, TextCondition | SimilarCondition)]
    words = [word.strip("* ") for leaf in leaves for word in leaf.words[:MOST_TEXTS]]
    return [*body.examples.match[:MOST_TEXTS], *words[:MOST_TEXTS]] or ["…"]


def _matching(ruleset: Ruleset, text: str) -> list[int]:
    """Return the places of the rules that a text matches, as far as a text can."""
    facts = Facts(texts={"body": text}, known={}, index=ruleset.index)
    return [rule.rule_id for rule in ruleset.candidates(facts) if rule.condition(facts).value is not False]


def _pairs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for index, first in enumerate(places):
        yield from ((first, second) for second in places[index + 1 :])


def _contradiction(earlier: RuleBody, later: RuleBody) -> str:
    """Return how two rules act against one another, or nothing."""
    if earlier.stop_processing or earlier.trigger.type != later.trigger.type:
        return ""
    for one, other in ((earlier, later), (later, earlier)):
        if "reply" in one.types and (taken := sorted(MODERATES & other.types)):
            return gettext("one would %(act)s it while the other answers it in public") % {"act": taken[0]}
        if "unhide" in one.types and other.types & MODERATES:
            return gettext("one would show what the other takes away")
    for kind, what in _ONCE.items():
        first, second = _acts(earlier, kind), _acts(later, kind)
        if first and second and (kind in _ALWAYS or first != second):
            return str(what)
    return ""


# Acts of which a message can have one, and what is wrong with two.
_ONCE = {
    "reply": gettext_lazy("both answer it in public; only the first answer is sent"),
    "private_reply": gettext_lazy("both write to its author privately; only the first is sent"),
    "assign": gettext_lazy("they assign it to different people"),
    "set_status": gettext_lazy("they set different statuses"),
    "set_sentiment": gettext_lazy("they set different sentiments"),
}
_ALWAYS = frozenset({"reply", "private_reply"})


def _acts(body: RuleBody, kind: str) -> list[object]:
    return [action for action in body.actions if action.type == kind]
