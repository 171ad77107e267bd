"""What the review queue shows of a message: the text with its marks, the rule and why, what is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from accounts.models import Workspace
from automation.engine.text import MAX_CHARACTERS, views_of
from automation.models import Decision, Suggestion
from automation.panels import highlighted, label_of, views_in_words
from automation.review import queue
from automation.review.queue import PAGE, waiting_ids
from inbox.models import Message
from inbox.screens.listing import name_of

MOST_PROPOSALS = 10
MOST_DECISIONS = 10


@dataclass(frozen=True, slots=True)
class Proposal:
    """One act that waits for a person. `problem`: why it could not be done just now."""

    suggestion: Suggestion
    label: str
    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that looked at the message, with its words for why."""

    rule_id: int
    name: str
    version: int
    why: str
    views: str


@dataclass(frozen=True, slots=True)
class Case:
    """One message that waits, with everything a person needs to decide."""

    message: Message
    is_held: bool
    segments: Sequence[tuple[str, bool]]
    reasons: Sequence[Reason]
    proposals: Sequence[Proposal]
    problem: str = ""

    @property
    def name(self) -> str:
        return name_of(self.message.identity)

    @property
    def likeness(self) -> tuple[object, ...]:
        """What two cases share that can be decided as one: nearly the same text, the same proposals."""
        acts = tuple((p.suggestion.version_id, p.suggestion.position) for p in self.proposals)
        return (self.is_held, acts, gist(self.message.text) or self.message.pk)


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that look alike: decided together unless a person leaves one out."""

    cases: list[Case] = field(default_factory=list)

    @property
    def lead(self) -> Case:
        return self.cases[0]

    @property
    def others(self) -> list[Case]:
        return self.cases[1:]

    @property
    def authors(self) -> int:
        return len({case.message.identity_id or case.name for case in self.cases})


@dataclass(frozen=True, slots=True)
class Page:
    """`newest` is the id that news comes after; `next` the place where the next page begins."""

    groups: list[Group]
    next: int
    newest: int
    is_first: bool


def page_of(workspace: Workspace, before: int) -> Page:
    """Return a page of the queue, near-duplicates on it as one group."""
    ids = waiting_ids(workspace, before=before)
    shown = ids[:PAGE]
    return Page(
        groups=grouped(cases_of(workspace, shown)),
        next=shown[-1] if len(ids) > PAGE else 0,
        newest=shown[0] if shown else 0,
        is_first=not before,
    )


def gist(text: str) -> str:
    """Return what near-duplicates have in common: letters and digits, once in a row, no disguises."""
    views = views_of(text[:MAX_CHARACTERS])
    plainest = views.squashed[0] if views.squashed else views.folded
    return "".join(character for character, _run in groupby(filter(str.isalnum, plainest.text)))


def grouped(cases: Iterable[Case]) -> list[Group]:
    """Put cases that look alike together, each group where its first case stood."""
    groups: dict[tuple[object, ...], Group] = {}
    for case in cases:
        groups.setdefault(case.likeness, Group()).cases.append(case)
    return list(groups.values())


def cases_of(
    workspace: Workspace, ids: Sequence[int], problems: Mapping[str, str] | None = None
) -> list[Case]:
    """Return the cases of these messages that still wait, in the order of the ids.

    `problems`  why an act failed, by "suggestion-<id>" or "message-<id>".
    """
    problems = problems or {}
    related = ("identity", "channel", "conversation__post")
    messages = Message.objects.filter(workspace=workspace, pk__in=ids).select_related(*related).in_bulk()
    kept = set(queue.held(workspace).filter(pk__in=ids).order_by().values_list("pk", flat=True))
    proposals = _proposals(workspace, ids, problems)
    decisions = _decisions(workspace, ids)
    return [
        _case(messages[pk], pk in kept, proposals.get(pk, []), decisions.get(pk), problems)
        for pk in ids
        if pk in messages and (pk in kept or pk in proposals)
    ]


def _case(
    message: Message,
    is_held: bool,
    proposals: Sequence[Proposal],
    decision: Decision | None,
    problems: Mapping[str, str],
) -> Case:
    entries = _entries(decision, is_held, {p.suggestion.version.rule_id for p in proposals})
    # Spans point into the text that was decided on.
    is_same_text = decision is not None and message.text_at <= decision.created_at
    spans = [span for entry in entries for span in entry.get("spans", [])] if is_same_text else []
    return Case(
        message=message,
        is_held=is_held,
        segments=highlighted(message.text, spans),
        reasons=[_reason(entry) for entry in entries],
        proposals=proposals,
        problem=problems.get(f"message-{message.pk}", ""),
    )


def _entries(decision: Decision | None, is_held: bool, rule_ids: set[int]) -> list[dict[str, Any]]:
    """Return what the rules said that held the message or that propose something."""
    if decision is None:
        return []
    return [entry for entry in decision.results if entry["rule"] in rule_ids or (is_held and holds(entry))]


def holds(entry: Mapping[str, Any]) -> bool:
    """Whether this rule took the message from the public's sight."""
    acts = entry.get("acts", [])
    return any(act["type"] in {"hide", "hold", "delete"} and act["state"] == "done" for act in acts)


def _reason(entry: Mapping[str, Any]) -> Reason:
    return Reason(
        rule_id=entry["rule"],
        name=entry["name"],
        version=entry["version"],
        why=entry.get("why", ""),
        views=views_in_words(entry.get("views", [])),
    )


def _proposals(
    workspace: Workspace, ids: Sequence[int], problems: Mapping[str, str]
) -> dict[int, list[Proposal]]:
    rows = queue.pending(workspace).filter(message__in=ids).select_related("version__rule")
    found: dict[int, list[Proposal]] = {}
    for row in rows.order_by("message_id", "version_id", "position")[: PAGE * MOST_PROPOSALS]:
        problem = problems.get(f"suggestion-{row.pk}", "")
        found.setdefault(row.message_id, []).append(Proposal(row, label_of(row), row.text, problem))
    return found


def _decisions(workspace: Workspace, ids: Sequence[int]) -> dict[int, Decision]:
    """Return the newest decision about each message in which a rule matched."""
    rows = Decision.objects.filter(workspace=workspace, message__in=ids)
    matched = rows.exclude(outcome=Decision.Outcome.NO_MATCH).defer("facts").order_by("-pk")
    found: dict[int, Decision] = {}
    for decision in matched[: len(ids) * MOST_DECISIONS]:
        found.setdefault(decision.message_id, decision)
    return found
