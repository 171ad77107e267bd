"""“Leave this alone next time”: an exception in the list, or in the rule, that took a message away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from accounts.audit import Actor
from accounts.models import Workspace
from automation import services
from automation.examples import try_text
from automation.models import Decision, Rule, RuleVersion, WordList
from automation.review.cases import holds
from automation.rulesets import lists_of
from automation.schema import Conditions, RuleBody, TextCondition, WordListCondition
from inbox.models import Message

LONGEST_PHRASE = 100
_WORD = re.compile(r"\S+")
_EDGES = ".,;:!?…\"'()[]{}«»“”‘’"


@dataclass(frozen=True, slots=True)
class Target:
    """Where an exception can go. `value` is how a form names it."""

    value: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    message: Message
    phrase: str
    targets: list[Target]


def offer_for(message: Message) -> Offer | None:
    """Return what could be made an exception, given the rules that held this message; None when nothing."""
    decisions = Decision.objects.filter(message=message).order_by("-pk")[:5]
    found = [(decision, entry) for decision in decisions for entry in decision.results if holds(entry)]
    if not found:
        return None
    decision, _first = found[0]
    entries = [entry for each, entry in found if each is decision]
    spans = [span for entry in entries for span in entry.get("spans", [])]
    if not spans or message.text_at > decision.created_at:
        return None
    targets: dict[str, Target] = {}
    for entry in entries:
        for target in _targets(message, entry["rule"], entry["version"]):
            targets.setdefault(target.value, target)
    phrase = surrounding(message.text, tuple(spans[0]))
    return Offer(message, phrase, list(targets.values())) if targets and phrase else None


def surrounding(text: str, span: tuple[int, int]) -> str:
    """Return the words around a hit: the word that it is part of, else with its neighbours.

    An exception that is the word itself would switch the word off.
    """
    words = list(_WORD.finditer(text))
    touched = [place for place, word in enumerate(words) if word.start() < span[1] and word.end() > span[0]]
    if not touched:
        return ""
    first, last = touched[0], touched[-1]
    whole = _stripped(text[words[first].start() : words[last].end()])
    if whole.casefold() == _stripped(text[span[0] : span[1]]).casefold():
        first, last = max(0, first - 1), min(len(words) - 1, last + 1)
        whole = _stripped(text[words[first].start() : words[last].end()])
    return " ".join(whole.split())[:LONGEST_PHRASE]


def _stripped(text: str) -> str:
    return text.strip(_EDGES)


@transaction.atomic
def add(workspace: Workspace, target: str, phrase: str, *, by: Actor) -> str:
    """Add an exception and return the name of where it went. Two who add at once both do.

    Raises InvalidRule when it cannot be stored, and LookupError for a target that is not there.
    """
    kind, _sep, number = target.partition(":")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
    if kind == "list":
        return _add_to_list(workspace, pk, phrase, by)
    return _add_to_rule(workspace, pk, phrase, by)


def _add_to_list(workspace: Workspace, pk: int, phrase: str, by: Actor) -> str:
    lists = WordList.objects.select_for_update(of=("self",)).filter(workspace=workspace, pk=pk)
    word_list = lists.select_related("version").first()
    if word_list is None or word_list.version is None:
        raise LookupError(gettext("There is no such list."))
    version = word_list.version
    exceptions = [*version.exceptions, phrase]
    services.save_list(workspace, name=word_list.name, entries=version.entries, exceptions=exceptions, by=by)
    return word_list.name


def _add_to_rule(workspace: Workspace, pk: int, phrase: str, by: Actor) -> str:
    rules = Rule.objects.select_for_update(of=("self",)).filter(workspace=workspace, is_archived=False)
    rule = rules.select_related("version").filter(pk=pk).first()
    if rule is None or rule.version is None:
        raise LookupError(gettext("There is no such rule."))
    body = with_exception(rule.version.parsed(), phrase)
    services.change_rule(rule, body=body, by=by)
    return rule.name


def with_exception(body: RuleBody, phrase: str) -> RuleBody:
    """Return a rule's body that leaves texts with this phrase alone."""
    spared = list(body.conditions.none)
    for place, leaf in enumerate(spared):
        if isinstance(leaf, TextCondition) and (leaf.op, leaf.field) == ("any", "body"):
            words = list(dict.fromkeys([*leaf.words, phrase]))
            spared[place] = leaf.model_copy(update={"words": words})
            break
    else:
        spared.append(TextCondition(type="text", words=[phrase]))
    conditions = body.conditions.model_copy(update={"none": spared})
    return RuleBody.model_validate(
        body.model_copy(update={"conditions": conditions}).model_dump(mode="json", by_alias=True)
    )


def _targets(message: Message, rule_id: int, number: int) -> Iterator[Target]:
    """Yield the lists whose word was hit, then the rule itself."""
    rule = Rule.objects.filter(workspace=message.workspace_id, pk=rule_id, is_archived=False).first()
    version = RuleVersion.objects.filter(rule=rule_id, number=number).first()
    if rule is None or version is None:
        return
    names = set(_lists_hit(version.parsed(), message))
    for word_list in WordList.objects.filter(workspace=message.workspace_id, name__in=names).order_by("name"):
        yield Target(f"list:{word_list.pk}", "list", word_list.name)
    yield Target(f"rule:{rule.pk}", "rule", rule.name)


def _lists_hit(body: RuleBody, message: Message) -> Iterator[str]:
    lists = lists_of(message.workspace_id)
    for leaf in body.conditions.leaves():
        if isinstance(leaf, WordListCondition) and leaf.field == "body":
            alone = body.model_copy(update={"conditions": Conditions(all=[leaf])})
            if try_text(alone, lists, message.text).value:
                yield leaf.list
