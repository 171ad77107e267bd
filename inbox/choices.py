"""What a person can choose from for an act: colleagues, labels, and moments to snooze until."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ACTING_ROLES, Membership
from inbox import snoozing
from inbox.access import Request, Visit, members_only
from inbox.models import Label

MOST_PEOPLE = 500
MOST_LABELS = 1000
# What is offered before anything is typed: how it is called, and how it is read.
PRESETS = (
    (gettext_lazy("In 3 hours"), "in 3 hours"),
    (gettext_lazy("Tomorrow morning"), "tomorrow 9:00"),
    (gettext_lazy("Monday morning"), "monday 9:00"),
    (gettext_lazy("In a week"), "in 1 week"),
)
PROBLEMS = {
    "unclear": gettext_lazy("Not understood. Try “tomorrow 9”, “in 2 hours” or “friday 14:30”."),
    "past": gettext_lazy("That is over already."),
    "far": gettext_lazy("That is more than two years away."),
}


@members_only
def choices(request: Request, visit: Visit) -> HttpResponse:
    """Return the members who can take conversations, oneself first, and the labels there are."""
    members = Membership.objects.filter(
        workspace=visit.workspace, role__in=ACTING_ROLES, user__is_active=True
    ).select_related("user")
    users = [membership.user for membership in members.order_by("user__name", "user__email")[:MOST_PEOPLE]]
    people = [
        {"value": user.pk, "label": str(user), "about": user.email}
        for user in sorted(users, key=lambda user: user.pk != visit.user.pk)
    ]
    labels = Label.objects.filter(workspace=visit.workspace).order_by("name")
    names = list(labels.values_list("name", flat=True)[:MOST_LABELS])
    return JsonResponse({"people": people, "labels": names})


@members_only
def moments(request: Request, visit: Visit) -> HttpResponse:
    """Return what `text` was understood as, in the workspace's time; without a text the usual moments."""
    text, now, zone = request.GET.get("text", "").strip(), timezone.now(), visit.workspace.zone
    if not text:
        usual = {snoozing.parse(each, now, zone): str(label) for label, each in reversed(PRESETS)}
        offers = [_offer(until, label) for until, label in sorted(usual.items())]
        return JsonResponse({"offers": offers, "problem": ""})
    try:
        until = snoozing.parse(text, now, zone)
    except snoozing.Unclear as unclear:
        return JsonResponse({"offers": [], "problem": str(PROBLEMS[unclear.code])})
    return JsonResponse({"offers": [_offer(until, "")], "problem": ""})


def _offer(until: datetime, label: str) -> dict[str, str]:
    local = timezone.localtime(until)
    moment = _("%(day)s at %(time)s") % {
        "day": date_format(local, "l j F Y" if local.year != timezone.localdate().year else "l j F"),
        "time": date_format(local, "H:i"),
    }
    return {"label": label or moment, "about": moment if label else "", "value": until.isoformat()}
