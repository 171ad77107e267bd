"""Write down what is to be told. Who is in haste queues it; a sweep finds the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from accounts.models import MANAGING_ROLES, User, Workspace
from inbox.models import Conversation, Notification, WebhookEndpoint, WebhookNotice

MOST_PEOPLE = 200
MOST_ENDPOINTS = 20


@dataclass(frozen=True, slots=True)
class Words:
    """What is told, about which conversation, and by which rule's doing."""

    text: str
    conversation: Conversation | None = None
    cause: str = ""


def tell_people(
    workspace: Workspace, users: Iterable[User] | None, words: Words, *, by_email: bool = False
) -> list[int]:
    """Tell members, None for all admins and owners; return the ids of the notifications."""
    rows = Notification.objects.bulk_create(
        Notification(
            workspace=workspace,
            user=user,
            conversation=words.conversation,
            text=words.text,
            cause=words.cause,
            wants_email=by_email,
        )
        for user in _told(workspace, users)
    )
    return [row.pk for row in rows]


def tell_programs(workspace: Workspace, words: Words) -> list[int]:
    """Tell the team's own addresses; return the ids of the notices."""
    body = {
        "type": "notification",
        "timestamp": timezone.now().isoformat(),
        "data": {
            "workspace": workspace.slug,
            "conversation": words.conversation.pk if words.conversation else None,
            "text": words.text,
            "cause": words.cause,
        },
    }
    endpoints = WebhookEndpoint.objects.filter(workspace=workspace, is_active=True).order_by("pk")
    notices = WebhookNotice.objects.bulk_create(
        WebhookNotice(workspace=workspace, endpoint=endpoint, event_key=f"msg_{uuid4().hex}", body=body)
        for endpoint in endpoints[:MOST_ENDPOINTS]
    )
    return [notice.pk for notice in notices]


def _told(workspace: Workspace, users: Iterable[User] | None) -> list[User]:
    members = User.objects.filter(is_active=True, memberships__workspace=workspace)
    if users is None:
        members = User.objects.filter(
            is_active=True, memberships__workspace=workspace, memberships__role__in=MANAGING_ROLES
        )
    else:
        members = members.filter(pk__in=[user.pk for user in users])
    return list(members.order_by("pk")[:MOST_PEOPLE])
