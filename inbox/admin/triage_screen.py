"""What the triage screen keeps: acts on many conversations, drafts and pictures of posts."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.models import BulkItem, BulkRun, Draft, PostThumbnail


@admin.register(BulkRun, site=site)
class BulkRunAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "act", "status", "done", "total", "created_by", "workspace")
    list_select_related = ("created_by", "workspace")
    list_filter = ("act", "status", ("workspace", ScopedFilter))
    search_fields = ("query", "error")
    sortable_by = ()
    fields = (
        *("act", "values", "query", "until", "status", "done", "total", "error", "undoes"),
        *("created_by", "created_at", "finished_at", "workspace"),
    )


@admin.register(BulkItem, site=site)
class BulkItemAdmin(ReadOnlyAdmin):
    workspace_path = "run__workspace"
    list_display = ("run", "conversation", "outcome", "detail")
    list_select_related = ("run", "conversation__identity")
    list_filter = ("outcome", ("run__workspace", ScopedFilter))
    search_fields = ("detail",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("run", "conversation", "outcome", "detail", "before")


@admin.register(Draft, site=site)
class DraftAdmin(ReadOnlyAdmin):
    """That there is one. What it says is for the eyes of who wrote it."""

    list_display = ("user", "conversation", "how", "updated_at", "workspace")
    list_select_related = ("user", "conversation__identity", "workspace")
    list_filter = ("how", ("workspace", ScopedFilter))
    search_fields = ("user__email",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("user", "conversation", "how", "updated_at", "workspace")


@admin.register(PostThumbnail, site=site)
class PostThumbnailAdmin(ReadOnlyAdmin):
    workspace_path = "post__workspace"
    list_display = ("post", "content_type", "attempts", "run_at")
    list_select_related = ("post",)
    list_filter = (("post__workspace", ScopedFilter),)
    search_fields = ("post__title",)
    ordering = ("-post",)
    sortable_by = ()
    fields = ("post", "url", "content_type", "attempts", "run_at")
