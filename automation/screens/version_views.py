"""What a rule said before, what changed each time, and back to it with one click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from automation import services
from automation.files.diff import Change, diff_bodies
from automation.models import Rule, RuleVersion
from automation.screens.editing import find_rule
from automation.screens.telling import complain, tell
from automation.services import InvalidRule
from inbox.access import Request, Visit, managers_only, members_only
from inbox.screens.listing import number_in
from inbox.screens.pages import side_context

PAGE = 30


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version and how it differs from the one before."""

    version: RuleVersion
    changes: Sequence[Change]
    is_current: bool


@members_only
def rule_versions(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """A page of versions, the newest first; further ones by `?before=`."""
    rule = find_rule(visit, pk)
    lines, following = _lines(rule, number_in(request.GET.get("before", "")))
    context = {
        "rule": rule,
        "lines": lines,
        "following": following,
        "may_change": visit.membership.may_manage,
        "here": "rules",
    }
    return render(request, "automation/rules/versions.html", side_context(visit) | context)


@managers_only
def rule_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Make an earlier version the newest one."""
    rule = find_rule(visit, pk)
    number = number_in(request.POST.get("number", ""))
    try:
        services.restore_version(rule, number, by=visit.actor)
        tell(request, _("Version %(n)d is in use again, as a new version.") % {"n": number})
    except InvalidRule as invalid:
        complain(request, " ".join(problem["problem"] for problem in invalid.problems))
    return redirect("rule_versions", visit.workspace.slug, rule.pk)


def _lines(rule: Rule, before: int) -> tuple[list[VersionLine], int]:
    """Return a page of versions, and the number to go on from; 0 at the end."""
    found = rule.versions.select_related("created_by").order_by("-number")
    if before:
        found = found.filter(number__lt=before)
    versions = list(found[: PAGE + 1])
    names = dict(rule.workspace.channels.values_list("pk", "name"))
    lines = [
        VersionLine(
            version,
            diff_bodies(older.parsed() if older else None, version.parsed(), names),
            version.pk == rule.version_id,
        )
        for version, older in zip(versions, [*versions[1:], None], strict=True)
    ]
    return lines[:PAGE], versions[PAGE - 1].number if len(versions) > PAGE else 0
