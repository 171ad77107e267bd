"""The back office for tokens, the audit trail and second factors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_site import is_superuser, site
from accounts.models import ApiToken, Event, User, Workspace
from accounts.scoped_admin import ReadOnlyAdmin, ScopedAdmin
from accounts.scoped_parts import ScopedFilter


@admin.register(ApiToken, site=site)
class ApiTokenAdmin(ScopedAdmin):
    """Tokens are made by `manage.py token create` and revoked here, by deleting them."""

    workspace_path = "membership__workspace"
    list_display = ("__str__", "member", "workspace", "created_at", "expires_at", "last_used_at")
    list_select_related = ("membership__user", "membership__workspace")
    list_filter = (("membership__workspace", ScopedFilter),)
    search_fields = ("name", "last_four", "membership__user__email")
    fields = ("name", "last_four", "member", "workspace", "created_at", "expires_at", "last_used_at")
    readonly_fields = ("last_four", "member", "workspace", "created_at", "last_used_at")

    @admin.display(ordering="membership__user__email")
    def member(self, row: ApiToken) -> User:
        return row.membership.user

    @admin.display(ordering="membership__workspace__name")
    def workspace(self, row: ApiToken) -> Workspace:
        return row.membership.workspace

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("digest")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Event, site=site)
class EventAdmin(ReadOnlyAdmin):
    """The audit trail."""

    list_display = ("created_at", "who", "verb", "target", "cause", "workspace")
    list_select_related = ("user", "workspace")
    list_filter = ("actor", ("user", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("verb", "cause", "user__email")
    search_help_text = "Searches acts, rule versions (“rule 3 v2”) and e-mail addresses."
    ordering_of_all = ("-id",)
    sortable_by = ()
    fields = ("created_at", "actor", "user", "cause", "verb", "target", "data", "workspace")

    @admin.display(description="who")
    def who(self, row: Event) -> str:
        return str(row.user) if row.user else row.get_actor_display()

    @admin.display(description="on what")
    def target(self, row: Event) -> str:
        return f"{row.target_type} {row.target_id}"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("target",)


@admin.register(Authenticator, site=site)
class AuthenticatorAdmin(ScopedAdmin):
    """Second factors, for superusers: deleting one lets in a person who lost their phone."""

    is_audited: ClassVar[bool] = False
    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    list_filter = ("type",)
    search_fields = ("user__email",)
    ordering = ("-id",)
    fields = ("user", "type", "created_at", "last_used_at")
    readonly_fields = fields

    def manages(self, request: HttpRequest, row: Any = None) -> bool:
        return is_superuser(request)

    def scoped(self, rows: QuerySet[Any], workspace_ids: Iterable[int]) -> QuerySet[Any]:
        return rows.none()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields
