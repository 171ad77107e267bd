"""Which acts of two rules contradict one another on the same message."""

from __future__ import annotations

from automation.schema import (
    ANSWERS,
    MODERATES,
    PUBLIC,
    AssignAction,
    RuleBody,
    SentimentAction,
    SnoozeAction,
    StatusAction,
)

SHOWS = frozenset({"approve", "unhide"})


def contradictions(one: RuleBody, other: RuleBody) -> list[str]:
    """Return the pairs of acts that cannot both be meant, such as `hide × reply`; empty for none.

    Symmetric but for the order of the words.
    """
    found = [f"{a} × {b}" for a in sorted(one.types) for b in sorted(other.types) if _clash(a, b)]
    if (a := _assigned(one)) and (b := _assigned(other)) and a != b:
        found.append("assign × assign")
    if (a := _status(one)) and (b := _status(other)) and a != b:
        found.append("status × status")
    if (a := _sentiment(one)) and (b := _sentiment(other)) and a != b:
        found.append("set_sentiment × set_sentiment")
    return found


def _clash(a: str, b: str) -> bool:
    if a in ANSWERS and b in ANSWERS:
        return True  # one person, two automatic answers
    return _takes_away(a, b) or _takes_away(b, a)


def _takes_away(a: str, b: str) -> bool:
    return a in MODERATES and b in PUBLIC | SHOWS


def _assigned(body: RuleBody) -> str:
    return next((a.email or a.to for a in body.actions if isinstance(a, AssignAction)), "")


def _status(body: RuleBody) -> str:
    for action in body.actions:
        if isinstance(action, StatusAction):
            return action.status
        if isinstance(action, SnoozeAction):
            return "snoozed"
        if action.type == "resolve":
            return "resolved"
    return ""


def _sentiment(body: RuleBody) -> str:
    return next((a.sentiment for a in body.actions if isinstance(a, SentimentAction)), "")
