from __future__ import annotations

from django.contrib import admin
from django.utils.text import Truncator

from accounts.admin_site import site
from accounts.scoped_admin import ScopedAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.models import SavedReply


@admin.register(SavedReply, site=site)
class SavedReplyAdmin(ScopedAdmin):
    list_display = ("name", "start", "is_private_only", "workspace", "created_at")
    list_select_related = ("workspace",)
    list_filter = (
        "is_private_only",
        ("workspace", ScopedFilter),
    )
    search_fields = ("name", "text")
    fields = ("workspace", "name", "text", "is_private_only")

    @admin.display(description="text")
    def start(self, row: SavedReply) -> str:
        return Truncator(row.text).chars(80)
