"""The views of the inbox: each one a name, a key, and which conversations are in it.

What only a higher layer knows of, such as suggestions, it puts here itself, with `add`, when it is ready.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from inbox.models import Conversation, ConversationLabel, Message, Post
from inbox.models.asking import Asks

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Status = Conversation.Status
Visibility = Message.Visibility
Rows = QuerySet[Conversation]
Narrow = Callable[[Rows, Workspace, User], Rows]

# The label that makes a complaint of what nobody marked as negative, in the languages of the screens.
COMPLAINTS = ("complaint", "klacht")


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


def with_sentiment(workspace: Workspace, sentiment: str) -> QuerySet[Message]:
    """Return what people wrote that is meant so. Says what its index holds in the index's own words."""
    found = Message.objects.filter(workspace=workspace, is_own=False, sentiment=sentiment)
    return found.exclude(sentiment="").order_by()


def among(rows: Rows, *found: QuerySet[Any, Any]) -> Rows:
    """Return those of the rows whose ids one of these queries gives.

    No conversation has the number 0: with an OR, PostgreSQL walks the list in its order and looks each row
    up. Without, it makes a join and guesses wrong where what is found stands together: 300 ms for 15.
    """
    named = Q(pk=0)
    for each in found:
        named |= Q(pk__in=each)
    return rows.filter(named)


def _with(visibility: Message.Visibility) -> Narrow:
    """Conversations that hold such a message."""

    def narrow(rows: Rows, workspace: Workspace, user: User) -> Rows:
        kept = Message.objects.filter(workspace=workspace, visibility=visibility).order_by()
        return among(rows, kept.values("conversation"))

    return narrow


def _waiting(rows: Rows, workspace: Workspace, user: User) -> Rows:
    return rows.filter(status=Status.OPEN, waiting_since__isnull=False)


def _mine(rows: Rows, workspace: Workspace, user: User) -> Rows:
    return rows.filter(assignee=user, status__in=[Status.OPEN, Status.PENDING])


def _complaints(rows: Rows, workspace: Workspace, user: User) -> Rows:
    """What is open and has a message that is meant badly, or a label that says so."""
    names = Q()
    for name in COMPLAINTS:
        names |= Q(label__name__iexact=name)
    links = ConversationLabel.objects.filter(names, label__workspace=workspace).order_by()
    negative = with_sentiment(workspace, Message.Sentiment.NEGATIVE)
    found = (negative.values("conversation"), links.values("conversation"))
    return among(rows.filter(status=Status.OPEN), *found)


def _questions(rows: Rows, workspace: Workspace, user: User) -> Rows:
    """Who waits for an answer, and whose newest message has a question mark where the list shows it."""
    return _waiting(rows, workspace, user).filter(Asks("preview"))


def _under_ads(rows: Rows, workspace: Workspace, user: User) -> Rows:
    ads = Post.objects.filter(workspace=workspace, is_ad=True).order_by()
    return rows.filter(status=Status.OPEN, post__in=ads.values("pk"))


def _status(status: Conversation.Status) -> Narrow:
    return lambda rows, workspace, user: rows.filter(status=status)


RESOLVE, REOPEN = "resolve", "reopen"
DEFAULT = View("inbox", _("Inbox"), "inbox", "g i", _waiting, RESOLVE)
_VIEWS = [
    DEFAULT,
    View("mine", _("Mine"), "user", "g m", _mine, RESOLVE),
    View(
        *("unassigned", _("Unassigned"), "user-x", "g u"),
        lambda rows, workspace, user: rows.filter(assignee=None, status=Status.OPEN),
        RESOLVE,
    ),
    View("held", _("Held for review"), "shield", "g r", _with(Visibility.HELD)),
    View("complaints", _("Complaints"), "triangle-alert", "g c", _complaints, RESOLVE),
    View("questions", _("Questions"), "circle-help", "g q", _questions, RESOLVE),
    View("ads", _("Under ads"), "megaphone", "g a", _under_ads, RESOLVE),
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
]


def views() -> tuple[View, ...]:
    """Return all views, in the order of the side."""
    return tuple(_VIEWS)


def named(name: str) -> View | None:
    return next((view for view in _VIEWS if view.name == name), None)


def add(view: View, *, after: str) -> None:
    """Put a view of a higher layer behind the one of this name. Once, when the apps are ready."""
    if named(view.name) is None:
        _VIEWS.insert([each.name for each in _VIEWS].index(after) + 1, view)
