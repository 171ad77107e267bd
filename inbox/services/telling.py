"""Tell members, and other programs, of something."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext

from accounts.audit import SYSTEM, Actor
from accounts.models import User, Workspace
from inbox import live, outbox
from inbox.models import Conversation, Notification
from inbox.services.refusals import Refused
from inbox.tasks import send_emails, send_notices
from platforms.cleaning import clean


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
    words = outbox.Words(text, conversation, cause or by.cause)
    told = outbox.tell_people(workspace, users, words, by_email=email)
    if email and told:
        send_emails.delay_on_commit(told)
    if webhook and (notices := outbox.tell_programs(workspace, words)):
        send_notices.delay_on_commit(notices)
    if conversation:
        live.announce(workspace.pk, [conversation.pk])
    else:
        live.announce_all(workspace.pk)
    return len(told)
