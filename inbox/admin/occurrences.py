"""What happened to messages and conversations that rules may act on."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.admin.shown import ChannelRows
from inbox.models import Occurrence


@admin.register(Occurrence, site=site)
class OccurrenceAdmin(ChannelRows, ReadOnlyAdmin):
    list_display = ("created_at", "kind", "detail", "actor", "channel", "processed_at", "workspace")
    list_select_related = ("channel", "conversation__identity", "workspace")
    list_filter = ("kind", "actor", ("channel", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("detail",)
    sortable_by = ()
    fields = (
        *("kind", "detail", "actor", "channel", "conversation", "message", "created_at", "processed_at"),
        "workspace",
    )
