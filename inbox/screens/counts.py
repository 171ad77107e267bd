"""How many there are in each view and channel: no further than anybody reads, and kept for a moment."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Count

from accounts.models import User, Workspace
from inbox.models import Conversation, Notification
from inbox.screens import listing
from inbox.screens.filters import Filters
from inbox.screens.views import views

KEPT_SECONDS = 10


def counts_of(workspace: Workspace, user: User) -> dict[str, str]:
    """Return the number of each counted view by its name, of each channel by `channel-<id>`, of unread
    `notifications`, and by `rest` what stands at a channel that is not among them.
    """
    key = f"counts:{workspace.pk}:{user.pk}"
    found: dict[str, str] | None = cache.get(key)
    if found is None:
        found = _views(workspace, user) | _channels(workspace, user)
        cache.set(key, found, KEPT_SECONDS)
    return found | {"notifications": _unread(workspace, user)}


def _unread(workspace: Workspace, user: User) -> str:
    """Not kept: who has just read them is to see that."""
    return listing.count(Notification.objects.filter(workspace=workspace, user=user, read_at=None))


def _views(workspace: Workspace, user: User) -> dict[str, str]:
    return {
        view.name: listing.count(Filters(view=view.name).apply(workspace, user))
        for view in views()
        if view.is_counted
    }


def _channels(workspace: Workspace, user: User) -> dict[str, str]:
    """Of what needs an answer: the newest thousand tell enough, however many channels there are.

    `rest` is what stands at a channel without one of them: nothing when older ones were left out.
    """
    newest = Filters().apply(workspace, user)[: listing.MOST_COUNTED]
    rows = Conversation.objects.filter(pk__in=newest.values("pk")).order_by()
    numbers = dict(rows.values_list("channel").annotate(number=Count("pk")))
    is_all = sum(numbers.values()) < listing.MOST_COUNTED
    shown = {f"channel-{channel}": _shown(number, is_all=is_all) for channel, number in numbers.items()}
    return shown | {"rest": "0" if is_all else ""}


def _shown(number: int, *, is_all: bool) -> str:
    return f"{number}" if is_all else f"{min(number, listing.MOST_COUNTED - 1)}+"
