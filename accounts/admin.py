"""The back office for people and workspaces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import admin_records  # noqa: F401 - registers its models
from accounts.admin_forms import MembershipForm, NewMembershipForm, UserForm, WorkspaceForm, is_last_owner
from accounts.admin_site import is_superuser, managed_ids, site, user_of
from accounts.models import Membership, Role, User, Workspace
from accounts.scoped_admin import ScopedAdmin
from accounts.scoped_parts import ScopedFilter


@admin.register(Workspace, site=site)
class WorkspaceAdmin(ScopedAdmin):
    """Superusers make workspaces. None is deleted here: all its messages would go with it."""

    workspace_path = "pk"
    form = WorkspaceForm
    list_display = ("name", "slug", "timezone", "is_automation_on", "created_at")
    list_filter = ("is_automation_on",)
    search_fields = ("name", "slug")
    fieldsets = (
        (None, {"fields": ("name", "slug", "timezone", "languages", "business_hours")}),
        ("Automation", {"fields": ("is_automation_on", "opt_out_words")}),
        ("Crisis", {"fields": ("crisis_until", "crisis_reason")}),
    )

    def workspace_id_of(self, row: Any) -> int | None:
        return int(row.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if is_superuser(request) else ("slug",)


@admin.register(User, site=site)
class UserAdmin(ScopedAdmin):
    """People. Managers see who is in their workspaces; only superusers change a login."""

    form = UserForm
    is_audited = False  # a login belongs to no workspace
    list_display = ("email", "name", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    readonly_fields = ("date_joined", "last_login")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        seen = ["email", "name", "is_active", "is_staff"]
        if is_superuser(request):
            seen += ["is_superuser", "new_password"]
        return [*seen, "date_joined", "last_login"]

    def scoped(self, rows: QuerySet[Any], workspace_ids: Iterable[int]) -> QuerySet[Any]:
        members = Membership.objects.filter(workspace__in=workspace_ids)
        return rows.filter(pk__in=members.values("user"))

    def workspace_id_of(self, row: Any) -> int | None:
        return None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None or is_superuser(request):
            return self.manages(request)
        return Membership.objects.filter(user=obj, workspace__in=managed_ids(request)).exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the audit trail names them: switch “active” off instead

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields


@admin.register(Membership, site=site)
class MembershipAdmin(ScopedAdmin):
    list_display = ("user", "email", "role", "workspace", "created_at")
    list_select_related = ("user", "workspace")
    list_filter = ("role", ("workspace", ScopedFilter))
    search_fields = ("user__email", "user__name")
    ordering = ("-id",)
    actions = None  # one by one: each removal is checked for the last owner

    @admin.display(description="e-mail address", ordering="user__email")
    def email(self, row: Membership) -> str:
        return row.user.email

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("workspace", "email", "role") if obj is None else ("workspace", "user", "role", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("workspace", "user", "created_at")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = NewMembershipForm if obj is None else MembershipForm
        form = super().get_form(request, obj, change, **kwargs)
        form.may_own = _owned_ids(request)  # type: ignore[attr-defined]  # a MembershipForm
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None or obj.role != Role.OWNER:
            return True
        owned = _owned_ids(request)
        return (owned is None or obj.workspace_id in owned) and not is_last_owner(obj)


def _owned_ids(request: HttpRequest) -> frozenset[int] | None:
    """Return the workspaces that this person owns; None for all."""
    if is_superuser(request):
        return None
    rows = Membership.objects.filter(user=user_of(request), role=Role.OWNER)
    return frozenset(rows.values_list("workspace_id", flat=True))
