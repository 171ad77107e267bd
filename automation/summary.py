"""What a rule does, in one plain sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from automation.schema import (
    Action,
    AssignAction,
    Conditions,
    Group,
    KindCondition,
    LabelAction,
    LinkCondition,
    PlatformCondition,
    PrivateReplyAction,
    ReplyAction,
    RuleBody,
    Scope,
    TextCondition,
)
from platforms.base import Kind
from platforms.registry import CONNECTORS

MOST_WORDS = 3
LONGEST_TEXT = 40
KINDS = {Kind.COMMENT: "comment", Kind.DIRECT: "direct message"}
ANSWERS = (ReplyAction, PrivateReplyAction)


def summarise(body: RuleBody, channels: Mapping[int, str] | None = None) -> str:
    """Return the sentence. `channels` gives the names of channels, where they are known."""
    where = _subject(body.scope, channels or {})
    when = conditions_text(body.conditions)
    acts = _listed([action_text(action) for action in body.actions], "and")
    sentence = f"When {where}{f' {when}' if when else ' arrives'}, {acts}"
    if body.limits.once_per_post and any(isinstance(action, ANSWERS) for action in body.actions):
        sentence += ", at most once a person a post"
    return f"{sentence}{'; later rules are then skipped' if body.stop_processing else ''}."


def conditions_text(conditions: Conditions | Group) -> str:
    """Return what must hold, as the rest of a sentence about a message; "" for nothing."""
    parts = [_condition(condition) for condition in conditions.all]
    if conditions.any:
        either = _listed([_condition(condition) for condition in conditions.any], "or")
        parts.append(f"({either})" if len(conditions.any) > 1 else either)
    parts += [f"not ({_condition(condition)})" for condition in conditions.none]
    return _listed([part for part in parts if part], "and")


def _subject(scope: Scope, channels: Mapping[int, str]) -> str:
    kinds = scope.kinds or list(Kind)
    noun = f"a {KINDS[kinds[0]]}" if len(set(kinds)) == 1 else "a message"
    if scope.ads != "any":
        noun += " on an ad" if scope.ads == "only" else " that is not on an ad"
    if scope.platforms:
        noun += f" on {_listed([_platform(slug) for slug in scope.platforms], 'or')}"
    if scope.channels:
        names = [f"“{channels.get(pk, f'channel {pk}')}”" for pk in scope.channels]
        noun += f" to {_shortened(names, 'or')}"
    return noun


def _condition(condition: object) -> str:
    match condition:
        case Group():
            return f"({conditions_text(condition)})" if conditions_text(condition) else ""
        case TextCondition():
            verb = "does not contain" if condition.op == "none" else "contains"
            return f"{verb} {_words(condition.words, 'and' if condition.op == 'all' else 'or')}"
        case KindCondition():
            return f"is {_listed([f'a {KINDS[kind]}' for kind in condition.kinds], 'or')}"
        case PlatformCondition():
            return f"is on {_listed([_platform(slug) for slug in condition.platforms], 'or')}"
        case LinkCondition():
            return "contains a link" if condition.value else "contains no link"
    return "is our own" if getattr(condition, "value", True) else "is not our own"


def action_text(action: Action) -> str:
    match action:
        case ReplyAction():
            return f"reply with {_text(action.variants)}"
        case PrivateReplyAction():
            return f"send privately {_text(action.variants)}"
        case LabelAction():
            return f"label it “{action.label}”"
        case AssignAction():
            return f"assign it to {action.email}"
    return {"hide": "hide it", "resolve": "resolve it"}[action.type]


def _text(variants: Sequence[str]) -> str:
    if len(variants) > 1:
        return f"one of {len(variants)} texts"
    text = " ".join(variants[0].split())
    return f"“{text if len(text) <= LONGEST_TEXT else f'{text[: LONGEST_TEXT - 1]}…'}”"


def _platform(slug: str) -> str:
    return CONNECTORS[slug].name if slug in CONNECTORS else slug


def _words(words: Sequence[str], last: str) -> str:
    return _shortened([f"“{word}”" for word in words], last)


def _shortened(names: Sequence[str], last: str) -> str:
    if len(names) <= MOST_WORDS + 1:
        return _listed(names, last)
    return _listed([*names[:MOST_WORDS], f"{len(names) - MOST_WORDS} more"], last)


def _listed(parts: Iterable[str], last: str) -> str:
    """Return “a”, “a and b”, “a, b and c”."""
    *most, final = list(parts) or [""]
    return f"{', '.join(most)} {last} {final}" if most else final
