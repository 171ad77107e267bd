"""Keep the list that one looks at under a name, and drop it again."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inbox.access import Request, Visit, agents_only, members_only
from inbox.models import SavedView
from inbox.screens.counts import counts_of
from inbox.screens.filters import Filters
from inbox.screens.navigation import choices_for, read_query, saved_links, title_of

# What the list tells, of all that pages tell.
TAG = "views"


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
    name = _name_in(request)
    own = SavedView.objects.filter(workspace=visit.workspace, user=visit.user)
    if name and not own.filter(name=name).exists() and own.count() >= SavedView.MOST:
        detail = _("There are %(most)d views already, which is the most. Drop one first.")
        messages.error(request, detail % {"most": SavedView.MOST}, extra_tags=TAG)
    elif name:
        values = {"query": filters.query.removeprefix("?"), "is_shared": "is_shared" in request.POST}
        own.update_or_create(workspace=visit.workspace, user=visit.user, name=name, defaults=values)
    return _to_list(visit, filters.query)


@agents_only
def change(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Give a saved view another name, or share it or not. A name that is taken is refused."""
    view = _changeable(visit, pk)
    name = _name_in(request)
    others = SavedView.objects.filter(workspace=visit.workspace, user=view.user).exclude(pk=view.pk)
    if others.filter(name=name).exists():
        detail = _("There is a view of the name “%(name)s” already.") % {"name": name}
        messages.error(request, detail, extra_tags=TAG)
    elif name:
        view.name, view.is_shared = name, "is_shared" in request.POST
        view.save(update_fields=["name", "is_shared"])
    return _to_list(visit, f"?{view.query}")


@agents_only
def drop(request: Request, visit: Visit, pk: int) -> HttpResponse:
    view = _changeable(visit, pk)
    view.delete()
    return _to_list(visit, f"?{view.query}")


def _changeable(visit: Visit, pk: int) -> SavedView:
    """Return one's own saved view; for an admin also a shared one. Raises Http404 for another."""
    whose = Q(user=visit.user)
    if visit.membership.may_manage:
        whose |= Q(is_shared=True)
    views = SavedView.objects.select_related("user")
    return get_object_or_404(views, whose, workspace=visit.workspace, pk=pk)


def _name_in(request: Request) -> str:
    return " ".join(request.POST.get("name", "").replace("\0", "").split())[:60]


def _to_list(visit: Visit, query: str) -> HttpResponse:
    response = redirect("inbox", visit.workspace.slug)
    response["Location"] += query
    return response
