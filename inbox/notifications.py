"""The page of what a member was told: by a rule, by a colleague's mention, by a channel that stopped."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inbox.access import Request, Visit, members_only
from inbox.models import Notification
from inbox.screens.listing import number_in
from inbox.screens.pages import side_context

PAGE = 50


@members_only
def page(request: Request, visit: Visit) -> HttpResponse:
    """The newest first; `before` is the one above an older page."""
    rows = _own(visit)
    if before := number_in(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    context = side_context(visit) | {
        "here": "notifications",
        "notifications": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else 0,
        "is_unread": any(row.read_at is None for row in found[:PAGE]),
    }
    return render(request, "inbox/notifications.html", context)


@require_POST
@members_only
def read(request: Request, visit: Visit) -> HttpResponse:
    """Mark as read: `one`, which then opens its conversation, or all `until` one, so none that nobody saw."""
    one, until = (number_in(request.POST.get(name, "")) for name in ("one", "until"))
    meant = _own(visit).filter(pk=one) if one else _own(visit).filter(pk__lte=until)
    meant.filter(read_at=None).update(read_at=timezone.now())
    notification = meant.first() if one else None
    if notification and notification.conversation_id:
        return redirect("conversation", visit.workspace.slug, notification.conversation_id)
    return redirect("notifications", visit.workspace.slug)


def _own(visit: Visit) -> QuerySet[Notification]:
    return Notification.objects.filter(workspace=visit.workspace, user=visit.user).order_by("-pk")
