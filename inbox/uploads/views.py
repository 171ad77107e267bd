"""The addresses of imports from the browser: upload, look, start, watch, stop, fetch the bad rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from inbox.access import Request, Visit, agents_only, is_fragment, members_only
from inbox.imports.lines import UnusableFile
from inbox.models import FileImport
from inbox.screens.pages import side_context
from inbox.services import Refused
from inbox.uploads import choices, files, runs
from inbox.uploads.looking import Preview, preview_of

SHOWN = 20


@members_only
def imports(request: Request, visit: Visit) -> HttpResponse:
    """What was imported lately, and the form for the next file."""
    return _imports(request, visit)


@csrf_exempt
@agents_only
def import_upload(request: Request, visit: Visit) -> HttpResponse:
    """Take a file and show its first rows. Nothing is imported yet.

    The token stands in the form, and reading the form writes the file. So nobody looks for the token before
    it is known that this person may upload; `_upload` does, as does every other view.
    """
    request.upload_handlers = [files.ToDisk(request)]
    return _upload(request, visit)


@csrf_protect
def _upload(request: Request, visit: Visit) -> HttpResponse:
    upload = request.FILES.get("file")
    if not isinstance(upload, TemporaryUploadedFile):
        return _imports(request, visit, _nothing_came(request))
    try:
        run = choices.take(visit.workspace, upload, by=visit.actor)
    except UnusableFile as problem:
        return _imports(request, visit, str(problem))
    return redirect("file_import", visit.workspace.slug, run.pk)


def _nothing_came(request: Request) -> str:
    if int(request.META.get("CONTENT_LENGTH") or 0) <= settings.UPLOAD_MAX_BYTES:
        return _("Choose a file first.")
    most = filesizeformat(settings.UPLOAD_MAX_BYTES)
    return _("The file is larger than %(most)s. The command line takes it: manage.py import_export.") % {
        "most": most
    }


@members_only
def file_import(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """A file before it is imported, how far its import is, or what came of it."""
    run = _find(visit, pk)
    if is_fragment(request) and not run.is_uploaded:
        return render(request, "inbox/imports/_state.html", _context(visit, run))
    return _page(request, visit, run)


@agents_only
def import_start(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Keep what the form says; then import, or with `look` only show the rows again."""
    run = _find(visit, pk)
    if not run.is_uploaded:
        return redirect("file_import", visit.workspace.slug, run.pk)
    choices.keep(run, request.POST)
    if "look" in request.POST:
        return redirect("file_import", visit.workspace.slug, run.pk)
    try:
        choices.require_usable(run)
        runs.start(run, by=visit.actor)
    except Refused as refused:
        return _page(request, visit, run, refused.detail)
    return redirect("file_import", visit.workspace.slug, run.pk)


@agents_only
def import_cancel(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Stop an import; forget a file that was only looked at."""
    run = _find(visit, pk)
    runs.cancel(run, by=visit.actor)
    if run.is_uploaded:
        return redirect("imports", visit.workspace.slug)
    return redirect("file_import", visit.workspace.slug, pk)


@members_only
def import_errors(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """The rows that could not be used, for a spreadsheet."""
    path = files.errors_path_of(_find(visit, pk))
    if not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="earful-import-{pk}-errors.csv"'
    return response


def _find(visit: Visit, pk: int) -> FileImport:
    rows = FileImport.objects.select_related("workspace", "channel", "created_by")
    return get_object_or_404(rows, workspace=visit.workspace, pk=pk)


def _imports(request: Request, visit: Visit, problem: str = "") -> HttpResponse:
    rows = FileImport.objects.filter(workspace=visit.workspace).select_related("channel", "created_by")
    context = {
        "here": "imports",
        "runs": rows[:SHOWN],
        "problem": problem,
        "most": settings.UPLOAD_MAX_BYTES,
        "may_act": visit.membership.may_act,
    }
    page = side_context(visit) | context
    return render(request, "inbox/imports/list.html", page, status=422 if problem else 200)


def _page(request: Request, visit: Visit, run: FileImport, problem: str = "") -> HttpResponse:
    context = _context(visit, run) | {"problem": problem, "here": "imports"}
    if run.is_uploaded:
        preview, unreadable = _preview(run)
        context |= {
            "preview": preview,
            "unreadable": unreadable,
            "fields": choices.fields_of(preview) if preview else (),
            "encodings": choices.ENCODINGS,
            "channels": choices.import_channels(visit.workspace),
        }
    page = side_context(visit) | context
    return render(request, "inbox/imports/page.html", page, status=422 if problem else 200)


def _preview(run: FileImport) -> tuple[Preview | None, str]:
    try:
        return preview_of(run), ""
    except UnusableFile as problem:
        return None, str(problem)
    except OSError:
        return None, _("The file is not there any more. Upload it again.")


def _context(visit: Visit, run: FileImport) -> dict[str, Any]:
    return {
        "visit": visit,
        "run": run,
        "may_act": visit.membership.may_act,
        "may_change": visit.membership.may_manage,
        "has_errors": bool(run.counts.get("bad")) and files.errors_path_of(run).is_file(),
    }
