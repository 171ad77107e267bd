"""The admin site: who may enter, whose rows they see, and that everybody logs in through allauth.

Django's own permission tables play no part: an owner or admin of a workspace who is marked
as staff sees that workspace, a superuser sees all.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse

from accounts.models import Membership, Role, User

MANAGERS = (Role.OWNER, Role.ADMIN)


def user_of(request: HttpRequest) -> User:
    """Return the person behind a request that the site has let in."""
    return cast("User", request.user)


def is_superuser(request: HttpRequest) -> bool:
    return user_of(request).is_superuser


def managed_ids(request: HttpRequest) -> frozenset[int]:
    """Return the workspaces that this person manages by membership: one query a request."""
    known: frozenset[int] | None = getattr(request, "_managed_workspace_ids", None)
    if known is None:
        rows = Membership.objects.filter(user=request.user.pk, role__in=MANAGERS)
        known = frozenset(rows.values_list("workspace_id", flat=True))
        request._managed_workspace_ids = known  # type: ignore[attr-defined]  # a cache of our own
    return known


class EarfulAdminSite(AdminSite):
    site_header = "Earful back office"
    site_title = "Earful"
    index_title = "Everything in your workspaces"

    def has_permission(self, request: HttpRequest) -> bool:
        user = user_of(request)
        if not (user.is_active and user.is_staff):
            return False
        return user.is_superuser or bool(managed_ids(request))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people to allauth, which asks for the second factor. There is no other way in."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise PermissionDenied
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(wanted, resolve_url("account_login"))


site = EarfulAdminSite(name="admin")
