"""What the rule lab and the brakes keep. Nothing here is ever changed by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from automation.models import Backtest, ChannelTally, Episode, HitReview, RuleTally, UndoRun
from inbox.admin.shown import pretty


@admin.register(Backtest, site=site)
class BacktestAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "rule", "days", "status", "done", "total", "created_by", "workspace")
    list_select_related = ("rule", "created_by", "workspace")
    list_filter = ("status", ("workspace", ScopedFilter))
    search_fields = ("rule__name",)
    sortable_by = ()
    fields = (
        *("rule", "days", "until", "status", "done", "total", "error", "result_shown"),
        *("created_by", "created_at", "finished_at", "workspace"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("result_shown",)

    @admin.display(description="result")
    def result_shown(self, row: Backtest) -> str:
        return pretty(row.result)


@admin.register(UndoRun, site=site)
class UndoRunAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "rule", "status", "done", "total", "created_by", "workspace")
    list_select_related = ("rule", "created_by", "workspace")
    list_filter = ("status", ("workspace", ScopedFilter))
    search_fields = ("rule__name",)
    sortable_by = ()
    fields = (
        *("rule", "application", "since", "until", "status", "done", "total", "error", "summary"),
        *("created_by", "created_at", "finished_at", "workspace"),
    )


@admin.register(HitReview, site=site)
class HitReviewAdmin(ReadOnlyAdmin):
    workspace_path = "message__workspace"
    list_display = ("created_at", "version", "message", "is_right", "user")
    list_select_related = ("version__rule", "message", "user")
    list_filter = ("is_right", ("message__workspace", ScopedFilter))
    search_fields = ("version__rule__name",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("version", "message", "is_right", "user", "created_at")


@admin.register(Episode, site=site)
class EpisodeAdmin(ReadOnlyAdmin):
    workspace_path = "rule__workspace"
    list_display = ("started_at", "rule", "key", "seen_at")
    list_select_related = ("rule",)
    list_filter = (("rule__workspace", ScopedFilter),)
    search_fields = ("rule__name", "key")
    ordering = ("-id",)
    sortable_by = ()
    fields = ("rule", "key", "conversation", "started_at", "seen_at")


@admin.register(RuleTally, site=site)
class RuleTallyAdmin(ReadOnlyAdmin):
    workspace_path = "rule__workspace"
    list_display = ("bucket_at", "rule", "channel", "acted", "suggested", "shadow", "held_back")
    list_select_related = ("rule", "channel")
    list_filter = (("rule__workspace", ScopedFilter),)
    search_fields = ("rule__name", "channel__name")
    ordering = ("-id",)
    sortable_by = ()
    fields = ("bucket_at", "rule", "channel", "acted", "suggested", "shadow", "held_back", "seen")


@admin.register(ChannelTally, site=site)
class ChannelTallyAdmin(ReadOnlyAdmin):
    workspace_path = "channel__workspace"
    list_display = ("bucket_at", "channel", "decided")
    list_select_related = ("channel",)
    list_filter = (("channel__workspace", ScopedFilter),)
    search_fields = ("channel__name",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("bucket_at", "channel", "decided")
