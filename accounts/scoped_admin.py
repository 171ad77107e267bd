"""What every admin page of a workspace's rows has in common: it shows no other workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.db import models
from django.http import Http404, HttpRequest

from accounts import audit
from accounts.admin_site import is_superuser, managed_ids, user_of
from accounts.audit import Actor
from accounts.scoped_parts import MOST_CHOICES, BaseAdmin, CappedPaginator

# Never to be guessed letter by letter through `?password__startswith=…`.
SECRET_FIELDS = frozenset({"password", "digest", "credentials", "data"})


class ScopedAdmin(BaseAdmin):
    """Rows of the workspaces that the person manages; 404 for all others.

    `workspace_path`   how a row leads to its workspace.
    `ordering_of_all`  for superusers, where only this order has an index over all workspaces.
    """

    workspace_path: ClassVar[str] = "workspace"
    ordering_of_all: ClassVar[Sequence[str]] = ()
    is_audited: ClassVar[bool] = True
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    change_list_template = "admin/capped_change_list.html"

    class Media:
        css: ClassVar[Any] = {"all": ["accounts/admin.css"]}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        if isinstance(self.list_select_related, tuple):
            # Not for lists alone: filters, choices and titles name rows by what they belong to, too.
            rows = rows.select_related(*self.list_select_related)
        return rows if is_superuser(request) else self.scoped(rows, managed_ids(request))

    def scoped(self, rows: models.QuerySet[Any], workspace_ids: Iterable[int]) -> models.QuerySet[Any]:
        return rows.filter(**{f"{self.workspace_path}__in": workspace_ids})

    def workspace_id_of(self, row: models.Model) -> int | None:
        value: Any = row
        *steps, last = self.workspace_path.split("__")
        for step in steps:
            value = getattr(value, step)
        found: int | None = getattr(value, f"{last}_id")
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is None:
            raise Http404
        return row

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave out the workspace where it is always the same."""
        columns = super().get_list_display(request)
        if is_superuser(request) or len(managed_ids(request)) > 1:
            return columns
        return [column for column in columns if column != "workspace"]

    def get_ordering(self, request: HttpRequest) -> Any:
        return (is_superuser(request) and self.ordering_of_all) or super().get_ordering(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        if SECRET_FIELDS & set(lookup.split("__")):
            return False
        return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]  # the stub is older

    def manages(self, request: HttpRequest, row: models.Model | None = None) -> bool:
        """Whether this person is a manager at all, or of this row's workspace."""
        if is_superuser(request):
            return True
        managed = managed_ids(request)
        return bool(managed) if row is None else self.workspace_id_of(row) in managed

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.manages(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.manages(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.manages(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.manages(request, obj)

    def has_act_permission(self, request: HttpRequest) -> bool:
        """For actions on rows that nobody changes by hand."""
        return self.manages(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "workspace"] if obj is not None and self.workspace_path == "workspace" else fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        managed = managed_ids(request)
        only = {"workspace": next(iter(managed))} if len(managed) == 1 else {}
        return only | super().get_changeform_initial_data(request)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        """Offer, and take, related rows of one's own workspaces only."""
        try:
            related = self.admin_site.get_model_admin(db_field.remote_field.model)
        except NotRegistered:
            return super().get_field_queryset(db, db_field, request)
        return related.get_queryset(request).order_by(*related.get_ordering(request))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name what is deleted, without reading all that hangs on it."""
        names = [str(row) for row in objs[:MOST_CHOICES]]
        return names, {self.opts.verbose_name_plural: len(objs)}, set(), []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.record(request, "create", [obj])
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        fields = [name for part in message for name in part.get("changed", {}).get("fields", ())]
        self.record(request, "change", [obj], fields=fields)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        self.record(request, "delete", queryset)
        return super().log_deletions(request, queryset)

    def record(self, request: HttpRequest, verb: str, rows: Iterable[Any], **data: Any) -> None:
        """Write the audit trail, for changes that no service has written down."""
        for row in rows if self.is_audited else ():
            workspace_id = self.workspace_id_of(row)
            if workspace_id is not None:
                audit.record(workspace_id, verb, row, by=Actor.person(user_of(request)), **data)


class ReadOnlyAdmin(ScopedAdmin):
    """Records: to be read, and acted upon by actions at most."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return admin.ModelAdmin.get_readonly_fields(self, request, obj)
