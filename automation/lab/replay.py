"""What rules would have done with a message: their acts in order, and what holds them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from automation.hours import end_of_quiet
from automation.lab.asking import Hit
from automation.lab.caps import Answer, Caps
from automation.lab.reality import Happened
from automation.lab.stored import Row
from automation.schema import ANSWERS, MODERATES, PUBLIC, AnyAction, Limits
from platforms.base import Kind


@dataclass(frozen=True, slots=True)
class Would:
    """One action of a rule: taken when `reason` is empty, else held back with that code."""

    action: AnyAction
    reason: str = ""


@dataclass(slots=True)
class _Standing:
    """How things stand with one message while its rules run."""

    is_hidden: bool = False
    is_approved: bool = False
    is_answered: bool = False


class Replay:
    """Runs the rules that matched, as if each were live. Keeps count for the caps."""

    def __init__(self, caps: Caps, zone: ZoneInfo) -> None:
        self.caps = caps
        self._zone = zone

    def acts(self, row: Row, hits: Sequence[Hit], happened: Happened) -> list[tuple[Hit, list[Would]]]:
        """Return what each rule would have done, up to one that stops the others."""
        standing = _Standing(is_approved=happened.author.is_approved)
        done = []
        for hit in hits:
            acts = [
                Would(action, self._reason(row, hit, action, happened, standing))
                for action in hit.rule.body.actions
            ]
            self._note(row, hit, acts, standing)
            done.append((hit, acts))
            if hit.rule.body.stop_processing and not hit.is_off:
                break
        return done

    def _note(self, row: Row, hit: Hit, acts: Sequence[Would], standing: _Standing) -> None:
        """Remember for the caps, and for the rules that follow, what this one did."""
        done = [act.action for act in acts if not act.reason]
        types = {action.type for action in done}
        for action in done:
            if action.type in ANSWERS:
                self.caps.count(hit.rule.body.limits, _answer(row, hit, action))
        standing.is_answered |= bool(types & ANSWERS)
        standing.is_hidden = (standing.is_hidden or bool(types & MODERATES)) and "unhide" not in types
        standing.is_approved |= "approve" in types

    def _reason(self, row: Row, hit: Hit, action: AnyAction, happened: Happened, standing: _Standing) -> str:
        """The same questions in the same order as automation.limits, asked of history."""
        if hit.is_off:
            return "outside_hours"
        if action.type in MODERATES | {"block_author"}:
            return "approved_author" if standing.is_approved else ""
        if standing.is_hidden and action.type in PUBLIC:
            return "hidden_earlier"
        if action.type == "suggest_reply":
            return "already_replied" if standing.is_answered else ""
        if action.type not in ANSWERS:
            return ""
        limits = hit.rule.body.limits
        return (
            _unwanted(row, happened)
            or self._quiet(row, limits, happened)
            or self.caps.reason(limits, _answer(row, hit, action))
            or ("already_replied" if standing.is_answered else "")
        )

    def _quiet(self, row: Row, limits: Limits, happened: Happened) -> str:
        quiet = limits.quiet_hours
        if quiet and quiet.then == "skip" and end_of_quiet(row.at, quiet, self._zone):
            return "outside_hours"
        since = row.at - timedelta(minutes=limits.quiet_after_person_minutes)
        return "human_active" if happened.active_at and happened.active_at >= since else ""


def _unwanted(row: Row, happened: Happened) -> str:
    author = happened.author
    if author.opted_out_at and author.opted_out_at <= row.at:
        return "opted_out"
    return "author_blocked" if author.blocked_at and author.blocked_at <= row.at else ""


def _answer(row: Row, hit: Hit, action: AnyAction) -> Answer:
    return Answer(
        rule=hit.rule.rule_id,
        identity=row.identity,
        post=row.post,
        thread=row.conversation,
        channel=row.channel,
        at=row.at.timestamp(),
        is_public=action.type == "reply" and row.kind == Kind.COMMENT,
    )
