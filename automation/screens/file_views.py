"""Rules out to a file, in from one after a look at what would change, and the default pack."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from automation.files import InvalidFile, apply_plan, dump_rules, export_rules, make_plan, parse_rules
from automation.files.reading import MOST_BYTES
from automation.pack import LANGUAGES, install_pack
from automation.screens.telling import tell
from inbox.access import Request, Visit, managers_only, members_only
from inbox.screens.pages import side_context


@members_only
def rules_export(request: Request, visit: Visit) -> HttpResponse:
    """All rules and word lists as YAML."""
    text = dump_rules(export_rules(visit.workspace))
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{visit.workspace.slug}-rules.yaml"'
    return response


@managers_only
def rules_import(request: Request, visit: Visit) -> HttpResponse:
    """Show what a file would change; with `apply`, do that and nothing else. Nothing goes live from here."""
    try:
        text = _text_of(request)
        plan = make_plan(visit.workspace, parse_rules(text.encode()))
        is_agreed = request.POST.get("apply") == plan.fingerprint
        if is_agreed:
            apply_plan(plan, by=visit.actor)
            tell(request, _("The file is applied."))
            return redirect("rules", visit.workspace.slug)
    except InvalidFile as invalid:
        return _import_page(request, visit, {"problems": invalid.problems}, status=422)
    context = {"plan": plan, "text": text, "has_changed": "apply" in request.POST}
    return _import_page(request, visit, context)


@managers_only
def rules_pack(request: Request, visit: Visit) -> HttpResponse:
    """Bring in the rules that Earful comes with, for the workspace's languages; all of them suggest."""
    languages = [code for code in visit.workspace.languages if code in LANGUAGES] or list(LANGUAGES)
    install_pack(visit.workspace, languages, visit.actor)
    tell(request, _("The default pack is here. Its rules suggest; nothing happens by itself."))
    return redirect("rules", visit.workspace.slug)


def _import_page(
    request: Request, visit: Visit, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    page = side_context(visit) | {"here": "rules"} | context
    return render(request, "automation/rules/import.html", page, status=status)


def _text_of(request: Request) -> str:
    """Return the file that was uploaded, or looked at before. Raises InvalidFile."""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return request.POST.get("text", "")
    data = upload.read(MOST_BYTES + 1)
    parse_rules(data)  # refuses what is too large or no UTF-8, with the place
    return str(data, "utf-8")
