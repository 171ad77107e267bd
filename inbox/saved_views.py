"""Keep the list that one looks at under a name, and drop it again."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from inbox.access import Request, Visit, agents_only, members_only
from inbox.models import SavedView
from inbox.screens.counts import counts_of
from inbox.screens.filters import Filters
from inbox.screens.navigation import choices_for, read_query, saved_links, title_of


@members_only
def view_counts(request: Request, visit: Visit) -> HttpResponse:
    """How many there are in each view and channel, as the side shows them."""
    return JsonResponse(counts_of(visit.workspace, visit.user))


@members_only
def panel(request: Request, visit: Visit) -> HttpResponse:
    """What the list can be narrowed to: asked for when somebody wants to."""
    filters = Filters.read(request.GET)
    context = {
        "visit": visit,
        "filters": filters,
        "title": title_of(filters),
        "choices": choices_for(visit, filters),
        "saved_links": saved_links(visit, filters),
    }
    return render(request, "inbox/_filters.html", context)


@agents_only
def save(request: Request, visit: Visit) -> HttpResponse:
    """Keep the filters of `query` under `name`; the same name again replaces one's own."""
    filters = read_query(request.POST.get("query", "")[:500])
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:60]
    own = SavedView.objects.filter(workspace=visit.workspace, user=visit.user)
    if name and (own.filter(name=name).exists() or own.count() < SavedView.MOST):
        values = {"query": filters.query.removeprefix("?"), "is_shared": "is_shared" in request.POST}
        own.update_or_create(workspace=visit.workspace, user=visit.user, name=name, defaults=values)
    return _to_list(visit, filters.query)


@agents_only
def drop(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Drop one's own saved view; an admin also drops a shared one."""
    may_drop = Q(user=visit.user)
    if visit.membership.may_manage:
        may_drop |= Q(is_shared=True)
    view = get_object_or_404(SavedView, may_drop, workspace=visit.workspace, pk=pk)
    view.delete()
    return _to_list(visit, f"?{view.query}")


def _to_list(visit: Visit, query: str) -> HttpResponse:
    response = redirect("inbox", visit.workspace.slug)
    response["Location"] += query
    return response
