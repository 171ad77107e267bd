"""Backtests beside the form, and taking back what a rule did."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automation.lab.backtests import cancel_backtest, start_backtest
from automation.lab.undo import cancel_undo, preview, start_undo
from automation.models import Backtest, UndoRun
from automation.screens import editing
from automation.screens.report import report_of
from automation.services import InvalidRule
from inbox.access import Request, Visit, is_fragment, managers_only, members_only
from inbox.screens.listing import number_in
from inbox.screens.pages import side_context
from inbox.services import Refused

# How far back an undo goes, in hours; 0 is everything.
SINCE = (
    (1, gettext_lazy("the last hour")),
    (24, gettext_lazy("the last day")),
    (168, gettext_lazy("the last week")),
    (0, gettext_lazy("all of it")),
)


@managers_only
def backtest_start(request: Request, visit: Visit) -> HttpResponse:
    """Try what is in the form; without a form the whole set of rules."""
    days = number_in(request.POST.get("days", "")) or 30
    edited = editing.read(visit, request.POST) if "name" in request.POST else None
    body = edited.find_problems() if edited else None
    if edited and body is None:
        return _refused(request, visit, _("Finish the rule first: something is still missing or wrong."))
    rule = edited.rule if edited else None
    try:
        started = start_backtest(visit.workspace, rule=rule, body=body, days=days, by=visit.actor)
    except (InvalidRule, Refused) as refused:
        return _refused(request, visit, str(getattr(refused, "detail", refused)))
    if is_fragment(request):
        return _backtest(request, visit, started)
    return redirect("backtest", visit.workspace.slug, started.pk)


@members_only
def backtest(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """How far it is, and then what it found."""
    return _backtest(request, visit, get_object_or_404(Backtest, workspace=visit.workspace, pk=pk))


@managers_only
def backtest_cancel(request: Request, visit: Visit, pk: int) -> HttpResponse:
    found = get_object_or_404(Backtest, workspace=visit.workspace, pk=pk)
    cancel_backtest(found, by=visit.actor)
    found.refresh_from_db()
    return _backtest(request, visit, found)


@members_only
def rule_undo(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """What undoing would come to: first what cannot be taken back."""
    rule = editing.find_rule(visit, pk)
    hours = number_in(request.GET.get("hours", ""))
    context = {
        "rule": rule,
        "hours": hours,
        "choices": SINCE,
        "preview": preview(visit.workspace, rule=rule, since=_since(hours)),
        "runs": UndoRun.objects.filter(workspace=visit.workspace, rule=rule).order_by("-created_at")[:5],
        "may_change": visit.membership.may_manage,
        "here": "rules",
    }
    return render(request, "automation/rules/undo.html", side_context(visit) | context)


@managers_only
def rule_undo_start(request: Request, visit: Visit, pk: int) -> HttpResponse:
    rule = editing.find_rule(visit, pk)
    since = _since(number_in(request.POST.get("hours", "")))
    removes = bool(request.POST.get("removes_replies"))
    started = start_undo(visit.workspace, rule=rule, since=since, removes_replies=removes, by=visit.actor)
    return redirect("undo_run", visit.workspace.slug, started.pk)


@members_only
def undo_run(request: Request, visit: Visit, pk: int) -> HttpResponse:
    found = get_object_or_404(UndoRun.objects.select_related("rule"), workspace=visit.workspace, pk=pk)
    context = {"visit": visit, "run": found, "may_change": visit.membership.may_manage}
    if is_fragment(request):
        return render(request, "automation/rules/_undo_run.html", context)
    page = side_context(visit) | context | {"here": "rules"}
    return render(request, "automation/rules/undo_run.html", page)


@managers_only
def undo_cancel(request: Request, visit: Visit, pk: int) -> HttpResponse:
    found = get_object_or_404(UndoRun, workspace=visit.workspace, pk=pk)
    cancel_undo(found, by=visit.actor)
    return redirect("undo_run", visit.workspace.slug, found.pk)


def _since(hours: int) -> datetime | None:
    return timezone.now() - timedelta(hours=hours) if hours else None


def _refused(request: Request, visit: Visit, text: str) -> HttpResponse:
    context = {"visit": visit, "problem": text}
    if is_fragment(request):
        return render(request, "automation/rules/_messages.html", context, status=422)
    page = side_context(visit) | context | {"here": "rules"}
    return render(request, "automation/rules/backtest.html", page, status=422)


def _backtest(request: Request, visit: Visit, found: Backtest) -> HttpResponse:
    context = {
        "visit": visit,
        "backtest": found,
        "report": report_of(found),
        "may_change": visit.membership.may_manage,
    }
    if is_fragment(request):
        return render(request, "automation/rules/_backtest.html", context)
    page = side_context(visit) | context | {"here": "rules"}
    return render(request, "automation/rules/backtest.html", page)
