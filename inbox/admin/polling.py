"""How channels are asked that do not tell, what a pause may have missed, and how long access lasts."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.models import ChannelAccess, ChannelPoll, DailyUse, MissedRange, PostPoll


@admin.register(ChannelAccess, site=site)
class ChannelAccessAdmin(ReadOnlyAdmin):
    """How long access lasts. The access itself is shown nowhere."""

    list_display = ("channel", "expires_at", "due_at", "renewed_at", "last_error", "workspace")
    list_select_related = ("channel", "workspace")
    list_filter = (("workspace", ScopedFilter),)
    search_fields = ("channel__name", "last_error")
    ordering = ("-id",)
    sortable_by = ()
    fields = (
        "channel",
        "expires_at",
        "due_at",
        "renewed_at",
        "refused_at",
        "attempts",
        "last_error",
        "scopes",
        "workspace",
    )


@admin.register(ChannelPoll, site=site)
class ChannelPollAdmin(ReadOnlyAdmin):
    list_display = ("channel", "due_at", "polled_at", "last_error", "workspace")
    list_select_related = ("channel", "workspace")
    list_filter = (("workspace", ScopedFilter),)
    search_fields = ("channel__name", "last_error")
    ordering = ("-id",)
    sortable_by = ()
    fields = ("channel", "due_at", "started_at", "polled_at", "cursor", "last_error", "workspace")


@admin.register(PostPoll, site=site)
class PostPollAdmin(ReadOnlyAdmin):
    list_display = ("post", "due_at", "polled_at", "last_error", "workspace")
    list_select_related = ("post", "workspace")
    list_filter = (("workspace", ScopedFilter),)
    search_fields = ("post__title", "post__external_id__exact", "last_error")
    ordering = ("-id",)
    sortable_by = ()
    fields = ("post", "due_at", "started_at", "polled_at", "cursor", "is_whole", "last_error", "workspace")


@admin.register(MissedRange, site=site)
class MissedRangeAdmin(ReadOnlyAdmin):
    list_display = ("channel", "since", "until", "found", "workspace")
    list_select_related = ("channel", "workspace")
    list_filter = (("workspace", ScopedFilter),)
    search_fields = ("channel__name",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("channel", "since", "until", "found", "workspace")


@admin.register(DailyUse, site=site)
class DailyUseAdmin(ReadOnlyAdmin):
    list_display = ("channel", "day", "units", "workspace")
    list_select_related = ("channel", "workspace")
    list_filter = (("workspace", ScopedFilter),)
    search_fields = ("channel__name",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("channel", "day", "units", "workspace")
