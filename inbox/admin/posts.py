from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.admin.shown import ChannelRows, names_of
from inbox.models import Post


@admin.register(Post, site=site)
class PostAdmin(ChannelRows, ReadOnlyAdmin):
    list_display = ("__str__", "channel", "is_ad", "created_at", "workspace")
    list_select_related = ("channel", "workspace")
    list_filter = ("is_ad", ("channel", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("title", "external_id", "ad_id")
    search_help_text = "Searches titles and ids on the platform."
    sortable_by = ()
    fields = (
        *("title", "permalink", "labelled", "channel", "external_id", "is_ad", "ad_id", "published_at"),
        *("created_at", "workspace"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Post | None = None) -> tuple[str, ...]:
        return ("labelled",)

    @admin.display(description="labels")
    def labelled(self, row: Post) -> str:
        return names_of(row.labels.all())
