"""The list of rules: its page, its order, modes from there, and rules taken out of use."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from automation import services
from automation.models import Mode
from automation.screens.editing import find_rule
from automation.screens.ladder import STEPS
from automation.screens.listing import phases_of, rules_of
from automation.screens.telling import tell
from automation.services import InvalidRule
from inbox.access import Request, Visit, is_fragment, managers_only, members_only
from inbox.screens.listing import number_in
from inbox.screens.pages import side_context

MOST_MOVED = 1000


@members_only
def rules(request: Request, visit: Visit) -> HttpResponse:
    return _page(request, visit)


@managers_only
def rules_order(request: Request, visit: Visit) -> HttpResponse:
    """Put the rules in the order of the ids posted; those not named keep theirs."""
    ids = [number_in(text) for text in request.POST.getlist("id")[:MOST_MOVED]]
    services.reorder_rules(visit.workspace, ids, by=visit.actor)
    return _changed(request, visit)


@managers_only
def rule_move(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Move a rule past its neighbour of the same phase: the order between phases is fixed."""
    moved = find_rule(visit, pk)
    order = rules_of(visit.workspace)
    phases = {rule.pk: rule.version.parsed().phase for rule in order if rule.version}
    peers = [rule.pk for rule in order if phases.get(rule.pk) == phases.get(moved.pk)]
    at = peers.index(moved.pk)
    other = at + (-1 if request.POST.get("to") == "up" else 1)
    if 0 <= other < len(peers):
        ids = [rule.pk for rule in order]
        here, there = ids.index(moved.pk), ids.index(peers[other])
        ids[here], ids[there] = ids[there], ids[here]
        services.reorder_rules(visit.workspace, ids, by=visit.actor)
    return _changed(request, visit, focus=f"move-{request.POST.get('to', 'down')}-{moved.pk}")


@managers_only
def rule_mode(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Set a rule's mode. Going live may need a reason; then the page asks for it."""
    rule, mode = find_rule(visit, pk), request.POST.get("mode", "")
    if mode not in Mode.values:
        return _page(request, visit, status=422, more={"problem": _("Choose a mode.")})
    override = request.POST.get("override", "").strip()
    try:
        services.change_rule(rule, mode=Mode(mode), override=override, by=visit.actor)
    except InvalidRule as invalid:
        text = " ".join(problem["problem"] for problem in invalid.problems)
        more = {"asked": rule.pk, "asked_mode": mode, "asked_problem": text}
        return _page(request, visit, status=422, more=more)
    return _changed(request, visit, focus=f"mode-{rule.pk}")


@managers_only
def rule_archive(request: Request, visit: Visit, pk: int) -> HttpResponse:
    rule = find_rule(visit, pk)
    services.archive_rule(rule, by=visit.actor)
    tell(request, _("Archived: “%(name)s”.") % {"name": rule.name})
    return redirect("rules", visit.workspace.slug)


def _changed(request: Request, visit: Visit, *, focus: str = "") -> HttpResponse:
    if is_fragment(request):
        return _page(request, visit, more={"focus": focus})
    return redirect("rules", visit.workspace.slug)


def _page(
    request: Request, visit: Visit, *, status: int = 200, more: dict[str, Any] | None = None
) -> HttpResponse:
    context = {
        "visit": visit,
        "phases": phases_of(visit.workspace, timezone.now()),
        "steps": STEPS,
        "may_change": visit.membership.may_manage,
        **(more or {}),
    }
    if is_fragment(request):
        return render(request, "automation/rules/_list.html", context, status=status)
    page = side_context(visit) | context | {"here": "rules"}
    return render(request, "automation/rules/list.html", page, status=status)
