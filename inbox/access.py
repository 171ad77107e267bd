"""Who may look at a workspace's pages, and who may act there.

A stranger gets 404, as if the workspace did not exist. A member whose role does not allow
an act gets 403.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.audit import Actor
from accounts.models import Membership, User, Workspace


class Request(HttpRequest):
    """A request that went through the htmx middleware."""

    htmx: HtmxDetails


@dataclass(frozen=True, slots=True)
class Visit:
    """A person in one of their workspaces."""

    membership: Membership
    workspaces: list[Workspace]

    @property
    def workspace(self) -> Workspace:
        return self.membership.workspace

    @property
    def user(self) -> User:
        return self.membership.user

    @property
    def actor(self) -> Actor:
        return Actor.person(self.user)


View = Callable[..., HttpResponse]


def members_only(view: View) -> Callable[..., HttpResponseBase]:
    """Call the view with the visit of a member, in the workspace's time zone."""

    @never_cache
    @wraps(view)
    def wrapper(request: Request, slug: str, **values: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_login(request)
        visit = visit_of(request.user, slug)
        with timezone.override(visit.workspace.zone):
            return view(request, visit, **values)

    return wrapper


def agents_only(view: View) -> Callable[..., HttpResponseBase]:
    """As `members_only`, for acts: POST, by a member whose role may act."""

    @wraps(view)
    def checked(request: Request, visit: Visit, **values: Any) -> HttpResponse:
        if not visit.membership.may_act:
            raise PermissionDenied(gettext("Your role in this workspace does not allow this."))
        return view(request, visit, **values)

    return require_POST(members_only(checked))


def managers_only(view: View) -> Callable[..., HttpResponseBase]:
    """As `members_only`, for who may change rules: POST, by an admin or owner."""

    @wraps(view)
    def checked(request: Request, visit: Visit, **values: Any) -> HttpResponse:
        require_manager(visit)
        return view(request, visit, **values)

    return require_POST(members_only(checked))


def require_manager(visit: Visit) -> None:
    """Raises PermissionDenied for a member who may not change rules."""
    if not visit.membership.may_manage:
        raise PermissionDenied(gettext("Your role in this workspace does not allow this."))


def visit_of(user: User, slug: str) -> Visit:
    """Return this person's visit to a workspace. Raises Http404 when they are not a member."""
    memberships = list(
        Membership.objects.filter(user=user).select_related("workspace").order_by("workspace__name")
    )
    for membership in memberships:
        if membership.workspace.slug == slug:
            membership.user = user
            return Visit(membership, [each.workspace for each in memberships])
    raise Http404


def is_fragment(request: Request) -> bool:
    """Whether htmx wants a part of a page. Going back in the history wants the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def to_login(request: Request) -> HttpResponse:
    """Ask to log in; a fragment would show the login page in the middle of another."""
    response = redirect_to_login(request.get_full_path())
    if not request.htmx:
        return response
    page = redirect_to_login(request.htmx.current_url_abs_path or "/")
    return HttpResponseClientRedirect(page.url)
