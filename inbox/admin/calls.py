"""What we asked the platforms to do. Failed calls can be tried again, waiting ones cancelled."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from accounts.admin_site import site, user_of
from accounts.audit import Actor
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ReadOnlyInline, ScopedFilter
from inbox import retrying
from inbox.admin.shown import ChannelRows, counted, report, take
from inbox.models import PlatformCall, PrivateReplyClaim

MOST = 500


class PrivateReplyClaimInline(ReadOnlyInline):
    model = PrivateReplyClaim
    verbose_name_plural = "The comment's one private reply"


@admin.register(PlatformCall, site=site)
class PlatformCallAdmin(ChannelRows, ReadOnlyAdmin):
    list_display = ("created_at", "verb", "status", "start", "channel", "who", "error_code", "attempts")
    list_select_related = ("channel", "user")
    list_filter = ("status", "verb", "actor", ("channel", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("text", "cause", "error_code", "external_id__exact")
    search_help_text = "Searches texts, rule versions (“rule 3 v2”), error codes and ids on the platform."
    sortable_by = ()
    actions = ("try_again", "cancel")
    inlines = (PrivateReplyClaimInline,)
    fieldsets = (
        (None, {"fields": ("verb", "status", "text", "channel", "conversation", "message", "sent_message")}),
        ("Who wanted it", {"fields": ("actor", "user", "cause", "created_at", "workspace")}),
        ("What came of it", {"fields": ("error_code", "error_detail", "external_id", "finished_at")}),
        ("Attempts", {"fields": ("run_at", "attempts", "reads", "started_at", "lease_until")}),
    )

    @admin.display(description="text")
    def start(self, row: PlatformCall) -> str:
        return Truncator(row.text).chars(60)

    @admin.display(description="who")
    def who(self, row: PlatformCall) -> str:
        return row.cause or (str(row.user) if row.user else row.get_actor_display())

    @admin.action(description="Try again (failed calls)", permissions=["act"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[PlatformCall]) -> None:
        chosen = take(request, queryset, MOST, "platform call")
        number, refused = retrying.retry(chosen, by=Actor.person(user_of(request)))
        report(request, f"{counted(number, 'platform call')} will be tried again.", refused.elements())

    @admin.action(description="Cancel (waiting calls)", permissions=["act"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[PlatformCall]) -> None:
        chosen = take(request, queryset, MOST, "platform call")
        number, refused = retrying.cancel(chosen, by=Actor.person(user_of(request)))
        report(request, f"{counted(number, 'platform call')} cancelled.", refused.elements())
