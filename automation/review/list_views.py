"""The pages of the word lists. Members look, admins and owners change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from automation import services
from automation.models import WordList, WordListVersion
from automation.review import lists
from automation.services import InvalidRule
from inbox.access import Request, Visit, agents_only, managers_only, members_only, require_manager
from inbox.screens.listing import number_in
from inbox.screens.pages import side_context

LONGEST_TRIAL = 2_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A list as it stands in the form."""

    name: str = ""
    note: str = ""
    entries: str = ""
    exceptions: str = ""
    based_on: int = 0

    @classmethod
    def of(cls, word_list: WordList, version: WordListVersion) -> Draft:
        return cls(
            word_list.name,
            word_list.note,
            lists.written(version.entries),
            "\n".join(version.exceptions),
            version.number,
        )

    @classmethod
    def read(cls, request: Request) -> Draft:
        form = request.POST
        named = {name: form.get(name, "") for name in ("name", "note", "entries", "exceptions")}
        return cls(**named, based_on=number_in(form.get("based_on", "")))


@members_only
def overview(request: Request, visit: Visit) -> HttpResponse:
    context = side_context(visit) | {"here": "lists", "lists": lists.summaries(visit.workspace)}
    return render(request, "automation/lists/page.html", context)


@members_only
def new(request: Request, visit: Visit) -> HttpResponse:
    """An empty form, or a list made from it."""
    require_manager(visit)
    if request.method != "POST":
        return _form(request, visit, Draft())
    draft = Draft.read(request)
    if WordList.objects.filter(workspace=visit.workspace, name=draft.name.strip()).exists():
        return _form(request, visit, draft, problems=[_("There is a list with this name already.")])
    return _save(request, visit, draft, None)


@members_only
def detail(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """A list, to be read or changed."""
    word_list, version = _find(visit, pk)
    if request.method != "POST":
        return _form(request, visit, Draft.of(word_list, version), word_list)
    require_manager(visit)
    draft = Draft.read(request)
    if draft.based_on != version.number:
        problem = _("Somebody changed this list since you opened it. Open it again, then make your change.")
        return _form(request, visit, draft, word_list, problems=[problem])
    return _save(request, visit, draft, word_list)


@managers_only
def restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Make what an earlier version held the newest version."""
    word_list, _version = _find(visit, pk)
    earlier = get_object_or_404(word_list.versions, number=number_in(request.POST.get("number", "")))
    services.save_list(
        visit.workspace,
        name=word_list.name,
        entries=earlier.entries,
        exceptions=earlier.exceptions,
        by=visit.actor,
    )
    return redirect("list", visit.workspace.slug, pk)


@managers_only
def delete(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Remove a list that no rule uses."""
    word_list, version = _find(visit, pk)
    try:
        services.delete_list(word_list, by=visit.actor)
    except InvalidRule as error:
        return _form(request, visit, Draft.of(word_list, version), word_list, problems=_said(error))
    return redirect("lists", visit.workspace.slug)


@agents_only
def try_it(request: Request, visit: Visit) -> HttpResponse:
    """Say what the list in the form makes of a text."""
    draft = Draft.read(request)
    text = request.POST.get("trial", "")[:LONGEST_TRIAL]
    context: dict[str, Any] = {}
    try:
        entries = lists.read(draft.entries)
    except lists.InvalidLines as error:
        context["problems"] = error.problems[:1]
    else:
        if text.strip():
            context["trial"] = lists.try_on(entries, lists.exceptions_in(draft.exceptions), text)
    return render(request, "automation/lists/_trial.html", context)


def _find(visit: Visit, pk: int) -> tuple[WordList, WordListVersion]:
    rows = WordList.objects.filter(version__isnull=False).select_related("version")
    word_list = get_object_or_404(rows, workspace=visit.workspace, pk=pk)
    assert word_list.version is not None
    return word_list, word_list.version


def _save(request: Request, visit: Visit, draft: Draft, word_list: WordList | None) -> HttpResponse:
    try:
        saved = services.save_list(
            visit.workspace,
            name=word_list.name if word_list else draft.name.strip(),
            entries=lists.read(draft.entries),
            exceptions=lists.exceptions_in(draft.exceptions),
            note=draft.note.strip(),
            by=visit.actor,
        )
    except lists.InvalidLines as error:
        return _form(request, visit, draft, word_list, problems=error.problems)
    except InvalidRule as error:
        return _form(request, visit, draft, word_list, problems=_said(error))
    return redirect("list", visit.workspace.slug, saved.pk)


def _said(error: InvalidRule) -> list[str]:
    """Say each problem with its place, counting as people do."""
    return [_place(each["at"]) + each["problem"] for each in error.problems]


def _place(at: str) -> str:
    part, _dot, rest = at.partition(".")
    number = rest.partition(".")[0]
    if part == "entries" and number.isdecimal():
        return _("Word %(n)d: ") % {"n": int(number) + 1}
    if part == "exceptions" and number.isdecimal():
        return _("Exception %(n)d: ") % {"n": int(number) + 1}
    return _("Name: ") if part == "name" else ""


def _form(
    request: Request,
    visit: Visit,
    draft: Draft,
    word_list: WordList | None = None,
    *,
    problems: list[str] | None = None,
) -> HttpResponse:
    versions = (
        word_list.versions.select_related("created_by") if word_list else WordListVersion.objects.none()
    )
    context = side_context(visit) | {
        "here": "lists",
        "draft": draft,
        "word_list": word_list,
        "versions": [
            (row, len(row.entries), len(row.exceptions))
            for row in versions.order_by("-number")[: lists.MOST_VERSIONS]
        ],
        "rules": services.rules_using(word_list) if word_list else [],
        "problems": problems or [],
    }
    return render(request, "automation/lists/form.html", context, status=422 if problems else 200)
