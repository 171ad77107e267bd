"""What members wrote for one another, and what Earful told them."""

from __future__ import annotations

from django.contrib import admin
from django.utils.text import Truncator

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.models import Note, Notification


@admin.register(Note, site=site)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "start", "author", "cause", "workspace")
    list_select_related = ("author", "conversation__identity", "workspace")
    list_filter = (("author", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("text", "cause")
    sortable_by = ()
    fields = ("text", "conversation", "author", "cause", "created_at", "workspace")

    @admin.display(description="text")
    def start(self, row: Note) -> str:
        return Truncator(row.text).chars(80)


@admin.register(Notification, site=site)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "start", "user", "cause", "wants_email", "emailed_at", "workspace")
    list_select_related = ("user", "conversation__identity", "workspace")
    list_filter = ("wants_email", ("user", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("text", "cause")
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("text", "user", "conversation", "cause", "workspace")}),
        ("State", {"fields": ("created_at", "read_at", "wants_email", "emailed_at")}),
    )

    @admin.display(description="text")
    def start(self, row: Notification) -> str:
        return Truncator(row.text).chars(80)
