"""Tell members, and other programs, of something."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext

from accounts.audit import SYSTEM, Actor
from accounts.models import MANAGING_ROLES, User, Workspace
from inbox import live
from inbox.models import Conversation, Notification, WebhookEndpoint, WebhookNotice
from inbox.services.refusals import Refused
from inbox.tasks import send_emails, send_notices
from platforms.cleaning import clean

MOST_PEOPLE = 200
MOST_ENDPOINTS = 20


@transaction.atomic
def notify(
    workspace: Workspace,
    users: Iterable[User] | None,
    text: str,
    *,
    by: Actor = SYSTEM,
    conversation: Conversation | None = None,
    email: bool = False,
    webhook: bool = False,
    cause: str = "",
) -> int:
    """Tell members something, None for all admins and owners; return how many are told.

    `email` sends it by e-mail as well, `webhook` to the team's own addresses. Who is no member
    is not told. A long text is shortened, with “…” at its end. Raises Refused for an empty one.
    """
    text = Truncator(" ".join(clean(text).split())).chars(Notification.LONGEST)
    if not text:
        raise Refused("invalid", gettext("There is nothing to tell."))
    cause = cause or by.cause
    rows = Notification.objects.bulk_create(
        Notification(
            workspace=workspace,
            user=user,
            conversation=conversation,
            text=text,
            cause=cause,
            wants_email=email,
        )
        for user in _told(workspace, users)
    )
    if email and rows:
        send_emails.delay_on_commit([row.pk for row in rows])
    if webhook:
        _tell_programs(workspace, text, conversation, cause)
    if conversation:
        live.announce(workspace.pk, [conversation.pk])
    else:
        live.announce_all(workspace.pk)
    return len(rows)


def _told(workspace: Workspace, users: Iterable[User] | None) -> list[User]:
    members = User.objects.filter(is_active=True, memberships__workspace=workspace)
    if users is None:
        members = User.objects.filter(
            is_active=True, memberships__workspace=workspace, memberships__role__in=MANAGING_ROLES
        )
    else:
        members = members.filter(pk__in=[user.pk for user in users])
    return list(members.order_by("pk")[:MOST_PEOPLE])


def _tell_programs(workspace: Workspace, text: str, conversation: Conversation | None, cause: str) -> None:
    body = {
        "type": "notification",
        "timestamp": timezone.now().isoformat(),
        "data": {
            "workspace": workspace.slug,
            "conversation": conversation.pk if conversation else None,
            "text": text,
            "cause": cause,
        },
    }
    endpoints = WebhookEndpoint.objects.filter(workspace=workspace, is_active=True).order_by("pk")
    notices = WebhookNotice.objects.bulk_create(
        WebhookNotice(workspace=workspace, endpoint=endpoint, event_key=f"msg_{uuid4().hex}", body=body)
        for endpoint in endpoints[:MOST_ENDPOINTS]
    )
    if notices:
        send_notices.delay_on_commit([notice.pk for notice in notices])
