"""Who takes care of a conversation."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext

from accounts.audit import Actor
from accounts.models import ACTING_ROLES, User, Workspace
from inbox import occurrences
from inbox.models import Conversation, Occurrence, PlatformCall
from inbox.services.recording import record
from inbox.services.refusals import Refused

# Of so many answers it is looked who wrote them.
MOST_ANSWERS = 20


@transaction.atomic
def assign(conversations: Iterable[Conversation], assignee: User | None, *, by: Actor) -> int:
    """Give conversations to a member, or to nobody; return how many changed hands.

    Raises Refused when the person is not a member who may act in that workspace.
    """
    chosen = list(conversations)
    if assignee is not None:
        for workspace_id in {c.workspace_id for c in chosen}:
            _require_agent(assignee, workspace_id)
    assignee_id = assignee.pk if assignee else None
    changing = [c for c in chosen if c.assignee_id != assignee_id]
    Conversation.objects.filter(pk__in=[c.pk for c in changing]).update(
        assignee=assignee, version=F("version") + 1
    )
    for conversation in changing:
        conversation.assignee = assignee
    record(changing, "assign", by=by, assignee=assignee_id)
    if assignee is not None:
        occurrences.store(Occurrence.Kind.ASSIGNED, changing, by=by, detail=assignee.email)
    return len(changing)


def _require_agent(user: User, workspace_id: int) -> None:
    membership = user.memberships.filter(workspace_id=workspace_id).first()
    if membership is None or not membership.may_act:
        detail = gettext("%(person)s cannot be assigned: not an agent of this workspace.")
        raise Refused("not_a_member", detail % {"person": user})


@transaction.atomic
def assign_in_turn(conversation: Conversation, *, by: Actor) -> User | None:
    """Give a conversation to the member with the fewest open ones; return them, None if they had it.

    Raises Refused when no member may act.
    """
    # Two that come at once would both see the same member as the least busy one.
    Workspace.objects.select_for_update(no_key=True).get(pk=conversation.workspace_id)
    theirs = Q(
        assigned_conversations__workspace=conversation.workspace_id,
        assigned_conversations__status=Conversation.Status.OPEN,
    ) & ~Q(assigned_conversations=conversation.pk)
    members = _acting(conversation.workspace_id).annotate(busy=Count("assigned_conversations", filter=theirs))
    return _give(conversation, members.order_by("busy", "pk").first(), by=by)


@transaction.atomic
def assign_to_last_agent(conversation: Conversation, *, by: Actor) -> User | None:
    """Give a conversation to who last answered in it, or else this person; return them, None if they had it.

    Raises Refused when nobody did who may act still.
    """
    answers = PlatformCall.objects.filter(
        workspace=conversation.workspace_id, verb__in=PlatformCall.SENDS, status=PlatformCall.Status.DONE
    ).exclude(user=None)
    here = answers.filter(conversation=conversation)
    identity = conversation.identity
    person = answers.filter(conversation__identity__contact=identity.contact_id) if identity else here
    return _give(conversation, _last_writer(conversation, here) or _last_writer(conversation, person), by=by)


def _last_writer(conversation: Conversation, answers: QuerySet[PlatformCall]) -> User | None:
    ids = list(answers.order_by("-finished_at", "-pk").values_list("user", flat=True)[:MOST_ANSWERS])
    members = {user.pk: user for user in _acting(conversation.workspace_id).filter(pk__in=ids)}
    return next((members[pk] for pk in ids if pk in members), None)


def _acting(workspace_id: int) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True, memberships__workspace=workspace_id, memberships__role__in=ACTING_ROLES
    )


def _give(conversation: Conversation, member: User | None, *, by: Actor) -> User | None:
    if member is None:
        raise Refused("nobody_to_assign", gettext("There is no member who could take this conversation."))
    return member if assign([conversation], member, by=by) else None
