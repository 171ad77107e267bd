"""Parts of the scoped admin pages: paging without a full count, filters, inlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

# Further than this nobody pages; counting more would read the whole table for each page.
MOST_COUNTED = 10_000
MOST_CHOICES = 200

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]
    BaseInline = admin.TabularInline[Any, Any]
    BaseFilter = admin.RelatedFieldListFilter
    BasePaginator = Paginator[Any]
else:
    BaseAdmin, BaseInline = admin.ModelAdmin, admin.TabularInline
    BaseFilter, BasePaginator = admin.RelatedFieldListFilter, Paginator


class CappedPaginator(BasePaginator):
    """Counts to MOST_COUNTED and stops, so that a list costs the same in a large table."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if isinstance(rows, models.QuerySet):
            return rows.order_by().values("pk")[:MOST_COUNTED].count()
        return len(rows)

    @property
    def is_capped(self) -> bool:
        return self.count >= MOST_COUNTED


class ScopedFilter(BaseFilter):
    """A filter by a related row that offers the rows of one's own workspaces only."""

    def field_choices(
        self, field: models.Field[Any, Any], request: HttpRequest, model_admin: BaseAdmin
    ) -> list[Any]:
        related = model_admin.admin_site.get_model_admin(field.remote_field.model)  # type: ignore[union-attr]
        rows = related.get_queryset(request).order_by(*related.get_ordering(request))
        return [(str(row.pk), str(row)) for row in rows[:MOST_CHOICES]]


class ReadOnlyInline(BaseInline):
    """A few rows that belong to the row shown; whoever sees that row sees them."""

    extra = 0
    can_delete = False
    verbose_name_plural: Any = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
