from __future__ import annotations

from django.contrib import admin

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.models import SavedView


@admin.register(SavedView, site=site)
class SavedViewAdmin(ReadOnlyAdmin):
    """Kept and shared on the inbox's own page."""

    list_display = ("name", "user", "is_shared", "query", "workspace")
    list_select_related = ("user", "workspace")
    list_filter = ("is_shared", ("workspace", ScopedFilter))
    search_fields = ("name",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("name", "user", "is_shared", "query", "created_at", "workspace")
