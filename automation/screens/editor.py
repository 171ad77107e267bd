"""The rule editor: its page, the column beside the form, and saving."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from automation.screens import changes, editing
from automation.screens.editing import Editing
from automation.screens.findings import findings_of
from automation.screens.ladder import STEPS, ladder_shown
from automation.screens.preview import preview_of
from automation.screens.starting import start_from
from automation.screens.telling import tell
from inbox.access import Request, Visit, is_fragment, managers_only, members_only
from inbox.screens.listing import number_in
from inbox.screens.pages import side_context
from inbox.variables import VARIABLES


@members_only
def rule_new(request: Request, visit: Visit) -> HttpResponse:
    """An empty form; with `?message=` one that begins with the words of that message."""
    edited = editing.begin(visit)
    pk = number_in(request.GET.get("message", ""))
    wishes = request.GET.getlist("with")
    message = start_from(edited, pk, wishes) if pk else None
    return _page(request, edited, {"begun_from": message, "wishes": wishes})


@members_only
def rule(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _page(request, editing.open_rule(visit, editing.find_rule(visit, pk)))


@managers_only
def rule_create(request: Request, visit: Visit) -> HttpResponse:
    return _save(request, editing.read(visit, request.POST))


@managers_only
def rule_save(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _save(request, editing.read(visit, request.POST, editing.find_rule(visit, pk)))


@managers_only
def rule_preview(request: Request, visit: Visit) -> HttpResponse:
    """The column beside the form, for what is written so far."""
    edited = editing.read(visit, request.POST)
    return render(request, "automation/rules/_preview.html", _preview_context(edited))


@managers_only
def rule_shape(request: Request, visit: Visit) -> HttpResponse:
    """The form with a row more, less or elsewhere, or of another type."""
    edited = editing.read(visit, request.POST)
    focus = changes.change(edited.draft, request.POST.get("do", ""))
    if not is_fragment(request):
        return _page(request, edited)
    context = _form_context(edited, focus) | _preview_context(edited)
    edited.problems = {}  # beside the form is enough while somebody still writes
    return render(request, "automation/rules/_shape.html", context)


def _save(request: Request, edited: Editing) -> HttpResponse:
    saved = edited.save()
    if saved is None:
        return _page(request, edited, status=422)
    tell(request, _("Saved: “%(name)s”.") % {"name": saved.name})
    return redirect("rule", edited.visit.workspace.slug, saved.pk)


def _page(
    request: Request, edited: Editing, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    problems = edited.problems
    beside = _preview_context(edited)
    edited.problems = problems  # at the fields stands what saving found, not what is still being written
    context = side_context(edited.visit) | beside | _form_context(edited) | {"here": "rules"} | (more or {})
    return render(request, "automation/rules/editor.html", context, status=status)


def _form_context(edited: Editing, focus: str = "") -> dict[str, Any]:
    return {
        "visit": edited.visit,
        "edited": edited,
        "form": edited.form(),
        "focus": focus,
        "steps": STEPS,
        "variables": VARIABLES,
        "may_change": edited.visit.membership.may_manage,
    }


def _preview_context(edited: Editing) -> dict[str, Any]:
    preview = preview_of(edited)
    return {
        "visit": edited.visit,
        "edited": edited,
        "preview": preview,
        "findings": findings_of(edited),
        "ladder": ladder_shown(edited, preview.red),
    }
