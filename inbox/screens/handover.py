"""What one shift hands to the next: how much each person has open, late and put off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.models import Membership, User, Workspace
from inbox.models import Conversation
from inbox.screens.filters import NOBODY, Filters
from inbox.screens.listing import name_of, person_of

LATE_HOURS = 4
MOST_PEOPLE = 200
# So many of the newest conversations that are not done, and of those that wait longest, are looked at.
MOST_CONVERSATIONS = 10_000
MOST_SNOOZED = 50
Status = Conversation.Status
# What is told of everybody, and what it is for who has nothing.
NUMBERS: dict[str, Any] = {"open": 0, "late": 0, "snoozed": 0, "oldest_wait": None, "next_back": None}


@dataclass(frozen=True, slots=True)
class Share:
    """What one person has; `user` is None for what nobody has. Who has left may have some still."""

    user: User | None
    open: int
    late: int
    snoozed: int
    oldest_wait: datetime | None
    next_back: datetime | None
    has_left: bool = False

    @property
    def assignee(self) -> str:
        return str(self.user.pk) if self.user else NOBODY

    @property
    def open_query(self) -> str:
        return Filters(view="all", status=Status.OPEN, assignee=self.assignee).query

    @property
    def late_query(self) -> str:
        return Filters(view="inbox", waiting=LATE_HOURS, assignee=self.assignee).query

    @property
    def snoozed_query(self) -> str:
        return Filters(view="snoozed", assignee=self.assignee).query


@dataclass(frozen=True, slots=True)
class Handover:
    shares: Sequence[Share]
    snoozed: Sequence[tuple[Conversation, str]]
    late_hours: int = LATE_HOURS


def handover_of(workspace: Workspace, *, now: datetime) -> Handover:
    """Return what everybody has: nobody's share first, of who has left, then by name. Four queries."""
    numbers = _numbers(workspace, now)
    related = ("channel", "identity", "assignee", "last_message__identity")
    snoozed = Conversation.objects.filter(workspace=workspace, status=Status.SNOOZED)
    return Handover(
        shares=[
            Share(None, **(NUMBERS | numbers.get(None, {}))),
            *(
                Share(user, **(NUMBERS | numbers.get(user.pk, {})), has_left=not user.is_member)
                for user in _people(workspace, numbers)
            ),
        ],
        snoozed=[
            (each, name_of(person_of(each)))
            for each in snoozed.select_related(*related).order_by("snoozed_until", "pk")[:MOST_SNOOZED]
        ],
    )


def _people(workspace: Workspace, numbers: Collection[int | None]) -> QuerySet[Any]:
    """Return the members, after those who are none any more and have conversations still."""
    members = Membership.objects.filter(workspace=workspace)
    holders = [pk for pk in numbers if pk is not None]
    people = User.objects.filter(Q(pk__in=members.values("user")) | Q(pk__in=holders))
    people = people.annotate(is_member=Exists(members.filter(user=OuterRef("pk"))))
    return people.order_by("is_member", "name", "email")[:MOST_PEOPLE]


def _numbers(workspace: Workspace, now: datetime) -> dict[int | None, dict[str, Any]]:
    numbers: dict[int | None, dict[str, Any]] = defaultdict(dict)
    for row in (*_undone(workspace), *_waiting(workspace, now)):
        numbers[row.pop("assignee")] |= row
    return numbers


def _undone(workspace: Workspace) -> Iterable[dict[str, Any]]:
    undone = Conversation.objects.filter(workspace=workspace, status__in=[Status.OPEN, Status.SNOOZED])
    is_open, is_snoozed = Q(status=Status.OPEN), Q(status=Status.SNOOZED)
    rows: Iterable[dict[str, Any]] = _by_assignee(undone.order_by("-last_message_at", "-pk")).annotate(
        open=Count("pk", filter=is_open),
        snoozed=Count("pk", filter=is_snoozed),
        next_back=Min("snoozed_until", filter=is_snoozed),
    )
    return rows


def _waiting(workspace: Workspace, now: datetime) -> Iterable[dict[str, Any]]:
    """Of those that wait longest, for it is the oldest that must not be lost."""
    waiting = Conversation.objects.filter(
        workspace=workspace, status=Status.OPEN, waiting_since__isnull=False
    )
    is_late = Q(waiting_since__lt=now - timedelta(hours=LATE_HOURS))
    rows: Iterable[dict[str, Any]] = _by_assignee(waiting.order_by("waiting_since", "pk")).annotate(
        late=Count("pk", filter=is_late), oldest_wait=Min("waiting_since")
    )
    return rows


def _by_assignee(rows: QuerySet[Conversation]) -> QuerySet[Conversation, Any]:
    chosen = Conversation.objects.filter(pk__in=rows[:MOST_CONVERSATIONS].values("pk"))
    return chosen.order_by().values("assignee")
