"""The addresses of acts on all that match: how many there are, start, look, stop, take back."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ACTING_ROLES
from inbox.access import Request, Visit, agents_only, is_fragment, members_only
from inbox.bulk import results, runs
from inbox.bulk.table import ALL_ACTS
from inbox.models import BulkRun
from inbox.screens.listing import number_in, read_cursor
from inbox.screens.navigation import read_query
from inbox.screens.pages import side_context
from inbox.selection_acts import MOST_CHOSEN
from inbox.services import Refused

# So much that the public sees is not done before somebody said yes to the number.
MOST_UNASKED = 50
LONGEST_VALUES = 20_000


@members_only
def bulk_count(request: Request, visit: Visit) -> HttpResponse:
    """How many the list of the address holds, and when that was: what comes later is not meant."""
    now = timezone.now()
    query = read_query(request.GET.urlencode()).query
    number = runs.number_matching(runs.matching(visit.workspace, visit.user, query, now))
    return JsonResponse(
        {"number": min(number, runs.MOST), "isMore": number > runs.MOST, "seenAt": now.isoformat()}
    )


@agents_only
def bulk_start(request: Request, visit: Visit) -> HttpResponse:
    """Do `act` with `values` (JSON) on the `whole` of `query`, or on `ids` of it, as it was at `seen_at`.

    Answers 422 with a question when the public would see much of it and `confirmed` is missing.
    """
    act, query = request.POST.get("act", ""), request.POST.get("query", "").removeprefix("?")
    only = [number_in(text) for text in request.POST.getlist("ids")[: MOST_CHOSEN + 1]]
    until = _moment(request.POST.get("seen_at", "")) or timezone.now()
    try:
        if not only and "whole" not in request.POST:
            raise Refused("invalid", _("Select conversations first."))
        if len(only) > MOST_CHOSEN:
            raise Refused(
                "too_many", _("Up to %(most)s at once; or select all that match.") % {"most": MOST_CHOSEN}
            )
        if "confirmed" not in request.POST and (question := _question(visit, act, query, until, only)):
            return JsonResponse({"question": question}, status=422)
        values = _values(visit, request.POST.get("values", ""))
        run = runs.start_run(visit.workspace, act, values, query, by=visit.actor, until=until, only=only)
    except Refused as refused:
        return JsonResponse({"detail": refused.detail}, status=422)
    return JsonResponse(_told(visit, run))


def _question(visit: Visit, act: str, query: str, until: datetime, only: list[int]) -> str:
    """Return what is to be confirmed first; nothing for little, and for what stays among the team."""
    if act not in ALL_ACTS or not ALL_ACTS[act].is_outward or len(query) > runs.LONGEST_QUERY:
        return ""
    number = runs.number_matching(runs.matching(visit.workspace, visit.user, query, until, only))
    return results.question_of(act, number) if number > MOST_UNASKED else ""


def _values(visit: Visit, text: str) -> dict[str, Any]:
    """Return what an act needs as the page sent it; the assignee `me` is who asks. Raises Refused."""
    try:
        values = json.loads(text[:LONGEST_VALUES] or "{}")
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise Refused("invalid", _("This is not understood. Load the page again."))
    known = {name: values[name] for name in ("until", "label", "members") if name in values}
    if "assignee" in values:
        assignee = str(values["assignee"])
        known["assignee"] = visit.user.pk if assignee == "me" else number_in(assignee) or None
    return known


def _moment(text: str) -> datetime | None:
    place = read_cursor(f"{text}_0")
    return place[0] if place else None


@members_only
def bulk_run(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """How far a run is, for a screen that waits; or its page, with what could not be done."""
    run = _find(visit, pk)
    if is_fragment(request):
        return JsonResponse(_told(visit, run))
    counts = results.counts_of(run)
    outcome = request.GET.get("outcome", results.Outcome.REFUSED if counts["refused"] else "")
    items = results.items_of(run, outcome, number_in(request.GET.get("after", "")))
    lines = results.lines_of(items[: results.PAGE + 1])
    context = {
        "run": run,
        "title": results.title_of(run),
        "sentence": _text_of(run, counts),
        "counts": [
            (value, label, counts[value]) for value, label in results.Outcome.choices if counts[value]
        ],
        "outcome": outcome,
        "lines": lines[: results.PAGE],
        "next": lines[results.PAGE - 1].item.pk if len(lines) > results.PAGE else 0,
        "can_undo": visit.membership.may_act and counts[results.Outcome.DONE] > 0 and _can_undo(run),
        "may_act": visit.membership.may_act,
    }
    return render(request, "inbox/bulk_run.html", side_context(visit) | context)


@members_only
def bulk_results(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """What came of each conversation, for a spreadsheet."""
    run = _find(visit, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="earful-run-{run.pk}.csv"'
    csv.writer(response).writerows(results.table_of(run))
    return response


@agents_only
def bulk_cancel(request: Request, visit: Visit, pk: int) -> HttpResponse:
    run = _find(visit, pk)
    runs.cancel_run(run, by=visit.actor)
    return _shown(request, visit, run)


@agents_only
def bulk_undo(request: Request, visit: Visit, pk: int) -> HttpResponse:
    run = _find(visit, pk)
    try:
        undo = runs.start_undo(run, by=visit.actor)
    except Refused as refused:
        return JsonResponse({"detail": refused.detail}, status=422)
    return _shown(request, visit, undo)


@members_only
def bulk_members(request: Request, visit: Visit) -> HttpResponse:
    """Who can take part when conversations are shared out."""
    members = visit.workspace.memberships.filter(role__in=ACTING_ROLES, user__is_active=True)
    people = [
        each.user for each in members.select_related("user").order_by("user__name", "user__email")[:200]
    ]
    return render(request, "inbox/_share.html", {"visit": visit, "people": people})


def _find(visit: Visit, pk: int) -> BulkRun:
    return get_object_or_404(BulkRun.objects.select_related("created_by"), workspace=visit.workspace, pk=pk)


def _can_undo(run: BulkRun) -> bool:
    return not run.undoes_id and not BulkRun.objects.filter(undoes=run).exists()


def _shown(request: Request, visit: Visit, run: BulkRun) -> HttpResponse:
    if not is_fragment(request):
        return redirect("bulk_run", visit.workspace.slug, run.pk)
    run.refresh_from_db()
    return JsonResponse(_told(visit, run))


def _told(visit: Visit, run: BulkRun) -> dict[str, Any]:
    """Return what a screen shows of a run."""
    counts = results.counts_of(run)
    return {
        "run": run.pk,
        "address": reverse("bulk_run", args=[visit.workspace.slug, run.pk]),
        "total": run.total,
        "done": run.done,
        "isOver": run.is_over,
        "isUndo": bool(run.undoes_id),
        "refused": counts["refused"],
        "canUndo": counts[results.Outcome.DONE] > 0,
        "text": _text_of(run, counts),
        "title": results.title_of(run),
    }


def _text_of(run: BulkRun, counts: dict[str, int]) -> str:
    if run.error:
        return _(run.error)
    if run.status == BulkRun.Status.CANCELLED and not run.done and not run.undoes_id:
        return _("Stopped. Nothing was done yet.")
    return results.sentence_of(run, counts)
