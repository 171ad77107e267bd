"""The page of the brakes, and the levers on it. Members look, admins and owners pull."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from automation import services as rules
from automation.models import Mode, Rule
from automation.review import brakes
from inbox import services
from inbox.access import Request, Visit, managers_only, members_only
from inbox.models import Channel
from inbox.screens.listing import number_in
from inbox.screens.pages import side_context

DURATIONS = (
    (1, _("1 hour")),
    (4, _("4 hours")),
    (12, _("12 hours")),
    (24, _("a day")),
    (72, _("3 days")),
    (168, _("a week")),
)


@dataclass(frozen=True, slots=True)
class CrisisForm:
    hours: int = 4
    reason: str = ""


@members_only
def page(request: Request, visit: Visit) -> HttpResponse:
    return _page(request, visit)


@members_only
def bar(request: Request, visit: Visit) -> HttpResponse:
    """The bar on every page, asked for again when something changed."""
    context = {"visit": visit, "brakes": brakes.pulled(visit.workspace, timezone.now())}
    return render(request, "automation/review/_bar.html", context)


@managers_only
def switch(request: Request, visit: Visit) -> HttpResponse:
    """Switch automation on or off, for the workspace or one channel."""
    if request.POST.get("what") == "channel":
        pk = number_in(request.POST.get("pk", ""))
        channel = get_object_or_404(Channel, workspace=visit.workspace, pk=pk)
        services.switch_automation(channel, request.POST.get("on") == "1", by=visit.actor)
    elif request.POST.get("what") == "workspace":
        services.switch_automation(visit.workspace, request.POST.get("on") == "1", by=visit.actor)
    else:
        raise Http404
    return _back(request, visit)


@managers_only
def start_crisis(request: Request, visit: Visit) -> HttpResponse:
    """Stop automatic answers for a while."""
    hours = number_in(request.POST.get("hours", ""))
    form = CrisisForm(hours, request.POST.get("reason", ""))
    try:
        if hours not in dict(DURATIONS):
            raise services.Refused("invalid", gettext("Choose how long it lasts."))
        services.start_crisis(
            visit.workspace, timezone.now() + timedelta(hours=hours), form.reason, by=visit.actor
        )
    except services.Refused as refused:
        return _page(request, visit, form=form, problem=refused.detail, status=422)
    return _back(request, visit)


@managers_only
def end_crisis(request: Request, visit: Visit) -> HttpResponse:
    services.end_crisis(visit.workspace, by=visit.actor)
    return _back(request, visit)


@managers_only
def resume_rule(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Let a rule that paused itself act again."""
    rules.resume_rule(_rule(visit, pk), by=visit.actor)
    return _back(request, visit)


@managers_only
def rule_off(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Stop one rule."""
    rules.change_rule(_rule(visit, pk), mode=Mode.OFF, by=visit.actor)
    return _back(request, visit)


def _rule(visit: Visit, pk: int) -> Rule:
    return get_object_or_404(Rule, workspace=visit.workspace, is_archived=False, pk=pk)


def _back(request: Request, visit: Visit) -> HttpResponse:
    """Go back to where the lever was: the bar is on every page."""
    came_from = request.headers.get("referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return redirect(came_from)
    return redirect("brakes", visit.workspace.slug)


def _page(
    request: Request, visit: Visit, *, form: CrisisForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    pauses = brakes.recent_pauses(visit.workspace)
    ids = {event.target_id for event in pauses}
    names = dict(Rule.objects.filter(workspace=visit.workspace, pk__in=ids).values_list("pk", "name"))
    context = side_context(visit) | {
        "here": "brakes",
        "brakes": brakes.pulled(visit.workspace, timezone.now()),
        "channels": brakes.channels_of(visit.workspace),
        "rules": brakes.rules_of(visit.workspace),
        "pauses": pauses,
        "names": names,
        "durations": DURATIONS,
        "form": form or CrisisForm(),
        "problems": [problem] if problem else [],
    }
    return render(request, "automation/review/brakes.html", context, status=status)
