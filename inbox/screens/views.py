"""The views of the inbox: each one a name, a key, and which conversations are in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from inbox.models import Conversation, Message

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Status = Conversation.Status
Visibility = Message.Visibility
Rows = QuerySet[Conversation]
Narrow = Callable[[Rows, Workspace, User], Rows]


@dataclass(frozen=True, slots=True)
class View:
    """`leaves` names the act that takes a conversation out of this view: resolve, reopen or none."""

    name: str
    label: StrPromise
    icon: str
    keys: str
    narrow: Narrow
    leaves: str = ""
    is_counted: bool = True


def _with(visibility: Message.Visibility) -> Narrow:
    """Conversations that hold such a message: few of them, so they are found from the messages."""

    def narrow(rows: Rows, workspace: Workspace, user: User) -> Rows:
        kept = Message.objects.filter(workspace=workspace, visibility=visibility).order_by()
        return rows.filter(pk__in=kept.values("conversation"))

    return narrow


def _waiting(rows: Rows, workspace: Workspace, user: User) -> Rows:
    return rows.filter(status=Status.OPEN, waiting_since__isnull=False)


def _mine(rows: Rows, workspace: Workspace, user: User) -> Rows:
    return rows.filter(assignee=user, status__in=[Status.OPEN, Status.PENDING])


def _status(status: Conversation.Status) -> Narrow:
    return lambda rows, workspace, user: rows.filter(status=status)


RESOLVE, REOPEN = "resolve", "reopen"
VIEWS = (
    View("inbox", _("Inbox"), "inbox", "g i", _waiting, RESOLVE),
    View("mine", _("Mine"), "user", "g m", _mine, RESOLVE),
    View(
        *("unassigned", _("Unassigned"), "user-x", "g u"),
        lambda rows, workspace, user: rows.filter(assignee=None, status=Status.OPEN),
        RESOLVE,
    ),
    View("held", _("Held for review"), "shield", "g r", _with(Visibility.HELD)),
    View(
        *("ads", _("Under ads"), "megaphone", "g a"),
        lambda rows, workspace, user: rows.filter(post__is_ad=True, status=Status.OPEN),
        RESOLVE,
    ),
    View("snoozed", _("Snoozed"), "clock", "g s", _status(Status.SNOOZED), RESOLVE),
    View("hidden", _("Hidden"), "eye-off", "g h", _with(Visibility.HIDDEN)),
    View(
        *("resolved", _("Resolved"), "check-check", "g d", _status(Status.RESOLVED), REOPEN), is_counted=False
    ),
    View(
        *("all", _("All conversations"), "layers", "g l"),
        lambda rows, workspace, user: rows,
        is_counted=False,
    ),
)
BY_NAME = {view.name: view for view in VIEWS}
DEFAULT = VIEWS[0]
