"""Files that people imported: what came of each. They are worked with on the pages, not here."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.models import FileImport


@admin.register(FileImport, site=site)
class FileImportAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "name", "form", "status", "done", "total", "created_by", "workspace")
    list_select_related = ("created_by", "workspace")
    list_filter = ("form", "status", ("workspace", ScopedFilter))
    search_fields = ("name", "error")
    sortable_by = ()
    fields = (
        *("name", "form", "channel", "choices", "counts", "status", "done", "total", "error"),
        *("created_by", "created_at", "finished_at", "workspace"),
    )
