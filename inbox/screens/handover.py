"""What one shift hands to the next: how much each person has open, late and put off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from accounts.models import User, Workspace
from inbox.models import Conversation
from inbox.screens.filters import NOBODY, Filters
from inbox.screens.listing import name_of, person_of

LATE_HOURS = 4
MOST_PEOPLE = 200
# So many of the newest conversations that are not done are looked at: no team hands over more.
MOST_CONVERSATIONS = 10_000
MOST_SNOOZED = 50
Status = Conversation.Status
# What is told of everybody, and what it is for who has nothing.
NUMBERS: dict[str, Any] = {"open": 0, "late": 0, "snoozed": 0, "oldest_wait": None, "next_back": None}


@dataclass(frozen=True, slots=True)
class Share:
    """What one person has; `user` is None for what nobody has."""

    user: User | None
    open: int
    late: int
    snoozed: int
    oldest_wait: datetime | None
    next_back: datetime | None

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
    """Return what everybody has: nobody's share first, then the members by name. Three queries."""
    numbers = _numbers(workspace, now)
    members = User.objects.filter(memberships__workspace=workspace).order_by("name", "email")[:MOST_PEOPLE]
    related = ("channel", "identity", "assignee", "last_message__identity")
    snoozed = Conversation.objects.filter(workspace=workspace, status=Status.SNOOZED)
    return Handover(
        shares=[_share(user, numbers.get(user.pk if user else None, {})) for user in (None, *members)],
        snoozed=[
            (each, name_of(person_of(each)))
            for each in snoozed.select_related(*related).order_by("snoozed_until", "pk")[:MOST_SNOOZED]
        ],
    )


def _numbers(workspace: Workspace, now: datetime) -> dict[int | None, dict[str, Any]]:
    undone = Conversation.objects.filter(workspace=workspace, status__in=[Status.OPEN, Status.SNOOZED])
    newest = undone.order_by("-last_message_at", "-pk")[:MOST_CONVERSATIONS]
    is_open, is_snoozed = Q(status=Status.OPEN), Q(status=Status.SNOOZED)
    late = is_open & Q(waiting_since__lt=now - timedelta(hours=LATE_HOURS))
    rows = Conversation.objects.filter(pk__in=newest.values("pk")).order_by().values("assignee")
    found = rows.annotate(
        open=Count("pk", filter=is_open),
        late=Count("pk", filter=late),
        snoozed=Count("pk", filter=is_snoozed),
        oldest_wait=Min("waiting_since", filter=is_open),
        next_back=Min("snoozed_until", filter=is_snoozed),
    )
    told = found.values_list("assignee", *NUMBERS)
    return {assignee: dict(zip(NUMBERS, values, strict=True)) for assignee, *values in told}


def _share(user: User | None, numbers: dict[str, Any]) -> Share:
    return Share(user, **(NUMBERS | numbers))
