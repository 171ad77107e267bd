from __future__ import annotations

from django.contrib import admin

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.admin.shown import ChannelRows
from inbox.models import Post


@admin.register(Post, site=site)
class PostAdmin(ChannelRows, ReadOnlyAdmin):
    list_display = ("__str__", "channel", "is_ad", "created_at", "workspace")
    list_select_related = ("channel", "workspace")
    list_filter = ("is_ad", ("channel", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("title", "external_id", "ad_id")
    search_help_text = "Searches titles and ids on the platform."
    sortable_by = ()
    fields = ("title", "permalink", "channel", "external_id", "is_ad", "ad_id", "created_at", "workspace")
