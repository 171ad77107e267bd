"""The stored texts: their page, and what of them a composer is offered."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from inbox import services
from inbox.access import Request, Visit, agents_only, members_only
from inbox.answering import find_message
from inbox.models import SavedReply
from inbox.screens.listing import number_in
from inbox.screens.pages import side_context
from inbox.screens.replies import offers_for
from inbox.services.saved_replies import MOST_SAVED_REPLIES
from inbox.variables import VARIABLES


@members_only
def page(request: Request, visit: Visit) -> HttpResponse:
    """All saved replies; with `?edit=5` one of them in the form."""
    pk = number_in(request.GET.get("edit", ""))
    edited = get_object_or_404(_theirs(visit), pk=pk) if pk else None
    return _page(request, visit, edited=edited)


@agents_only
def add(request: Request, visit: Visit) -> HttpResponse:
    return _save(request, visit, None)


@agents_only
def save(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _save(request, visit, get_object_or_404(_theirs(visit), pk=pk))


@agents_only
def delete(request: Request, visit: Visit, pk: int) -> HttpResponse:
    services.delete_saved_reply(get_object_or_404(_theirs(visit), pk=pk), by=visit.actor)
    return redirect("saved_replies", visit.workspace.slug)


@members_only
def offers(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """What a person may answer a message with, filled in for it; `how` says which way."""
    message = find_message(visit, pk)
    is_private = request.GET.get("how", "") in {"private", "direct"}
    found = offers_for(message, visit.user, is_private=is_private, now=timezone.now())
    return JsonResponse({"replies": [offer.as_json() for offer in found]})


def _theirs(visit: Visit) -> QuerySet[SavedReply]:
    return SavedReply.objects.filter(workspace=visit.workspace)


def _save(request: Request, visit: Visit, saved: SavedReply | None) -> HttpResponse:
    """Keep what the form says, or show it again with what is wrong."""
    row = SavedReply(
        pk=saved.pk if saved else None,
        workspace=visit.workspace,
        name=request.POST.get("name", ""),
        text=request.POST.get("text", "").replace("\r\n", "\n"),
        is_private_only="is_private_only" in request.POST,
    )
    try:
        services.save_reply(
            visit.workspace,
            name=row.name,
            text=row.text,
            is_private_only=row.is_private_only,
            by=visit.actor,
            saved=saved,
        )
    except services.Refused as refused:
        return _page(request, visit, edited=row, problem=refused.detail)
    return redirect("saved_replies", visit.workspace.slug)


def _page(request: Request, visit: Visit, *, edited: SavedReply | None, problem: str = "") -> HttpResponse:
    context = {
        **side_context(visit),
        "here": "saved_replies",
        "saved_replies": _theirs(visit)[:MOST_SAVED_REPLIES],
        "edited": edited,
        "problem": problem,
        "variables": VARIABLES.items(),
        "longest": SavedReply.LONGEST,
    }
    return render(request, "inbox/saved_replies.html", context, status=422 if problem else 200)
