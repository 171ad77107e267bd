"""What became of messages: what people did by hand, and what rules had done already."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Event
from automation.lab.stored import Row
from inbox.models import Identity, Message, PlatformCall

Verb = PlatformCall.Verb
Visibility = Message.Visibility
TAKES_AWAY = frozenset({Verb.HIDE, Verb.HOLD, Verb.REMOVE})
IN_VAIN = frozenset({PlatformCall.Status.FAILED, PlatformCall.Status.CANCELLED})
# An answer that comes later than this is to something else.
ANSWERED_WITHIN = timedelta(days=7)
# The longest "quiet after a person" that a rule can ask for.
QUIET_AT_MOST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Author:
    """What holds acts on a person's messages back."""

    opted_out_at: datetime | None = None
    blocked_at: datetime | None = None
    is_approved: bool = False


@dataclass(slots=True)
class Happened:
    """What people and rules did about one message.

    `by_person` / `by_rule`  the last word on whether it stays: hide, hold, remove or unhide.
    `answered_by`            person, rule, or nobody.
    `active_at`              when one of us last wrote by hand in the thread before the message came.
    `author`                 what is known of its writer, once it was added.
    """

    visibility: str
    by_person: str = ""
    by_rule: str = ""
    answered_by: str = ""
    active_at: datetime | None = None
    author: Author = field(default_factory=Author)

    @property
    def was_taken_away(self) -> bool | None:
        """Whether a person took it away; None where only a rule did, and nobody said more."""
        if self.by_person:
            return self.by_person in TAKES_AWAY
        if self.by_rule:
            return None
        # Hidden without any call of ours: by a person, in the platform's own app.
        return self.visibility in {Visibility.HIDDEN, Visibility.HELD}

    @property
    def was_answered(self) -> bool | None:
        """Whether a person answered it; None where a rule had, so that nobody needed to."""
        return None if self.answered_by == Event.Actor.RULE else self.answered_by == Event.Actor.PERSON

    def as_json(self) -> dict[str, str]:
        told = {
            "visibility": self.visibility,
            "by_person": self.by_person,
            "by_rule": self.by_rule,
            "answered_by": self.answered_by,
        }
        return {name: value for name, value in told.items() if value}


def happened_to(workspace_id: int, rows: Sequence[Row]) -> dict[int, Happened]:
    """Return what became of these messages, given in order of time, in a constant number of queries."""
    found = {row.pk: Happened(row.visibility) for row in rows}
    if not rows:
        return found
    _add_calls(found, workspace_id, rows)
    _add_own_messages(found, rows)
    return found


def _add_calls(found: dict[int, Happened], workspace_id: int, rows: Sequence[Row]) -> None:
    # By their time and not by two thousand ids: the database finds these faster.
    calls = PlatformCall.objects.filter(
        message__workspace=workspace_id,
        message__sent_at__range=(rows[0].at, rows[-1].at),
    ).exclude(status__in=IN_VAIN)
    for pk, verb, actor in calls.order_by("pk").values_list("message_id", "verb", "actor"):
        happened = found.get(pk)
        if happened is None:
            continue
        if verb in TAKES_AWAY or verb == Verb.UNHIDE:
            if actor == Event.Actor.PERSON:
                happened.by_person = verb
            else:
                happened.by_rule = verb
        elif verb in PlatformCall.SENDS and happened.answered_by != Event.Actor.PERSON:
            happened.answered_by = actor


def _add_own_messages(found: dict[int, Happened], rows: Sequence[Row]) -> None:
    """An answer may also be written in the platform's own app: it is known by its thread."""
    by_hand = _written_by_hand(rows)
    for row in rows:
        moments = by_hand.get(row.conversation)
        if not moments:
            continue
        happened, place = found[row.pk], bisect_left(moments, row.at)
        if place:
            happened.active_at = moments[place - 1]
        if place < len(moments) and moments[place] <= row.at + ANSWERED_WITHIN:
            happened.answered_by = Event.Actor.PERSON


def _written_by_hand(rows: Sequence[Row]) -> Mapping[int, Sequence[datetime]]:
    own = Message.objects.filter(
        conversation__in={row.conversation for row in rows},
        is_own=True,
        sent_at__gte=rows[0].at - QUIET_AT_MOST,
        sent_at__lte=rows[-1].at + ANSWERED_WITHIN,
    ).exclude(sent_by_call__actor=Event.Actor.RULE)
    moments: dict[int, list[datetime]] = defaultdict(list)
    for thread, at in own.order_by("sent_at").values_list("conversation_id", "sent_at"):
        moments[thread].append(at)
    return moments


def add_authors(found: Mapping[int, Happened], rows: Sequence[Row]) -> None:
    """Add to what happened to these messages what is known of their writers."""
    special = Q(opted_out_at__isnull=False) | Q(blocked_at__isnull=False) | Q(contact__is_approved=True)
    people = Identity.objects.filter(special, pk__in={row.identity for row in rows if row.identity})
    columns = ("pk", "opted_out_at", "blocked_at", "contact__is_approved")
    authors = {pk: Author(*known) for pk, *known in people.values_list(*columns)}
    for row in rows:
        if row.identity in authors:
            found[row.pk].author = authors[row.identity]
