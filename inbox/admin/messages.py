"""Comments and direct messages, as they were written. Hidden and shown again by actions."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from accounts.admin_site import site, user_of
from accounts.audit import Actor
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ReadOnlyInline, ScopedFilter
from inbox import services
from inbox.admin.shown import ChannelRows, counted, pretty, report, take
from inbox.models import Message, MessageRevision, ParkedChange, PlatformCall

MOST = 1_000


def moderate(
    request: HttpRequest, messages: list[Message], act: Callable[..., PlatformCall], past: str
) -> None:
    """Hide or unhide each message, and report the refusals by their reason."""
    refusals = []
    by = Actor.person(user_of(request))
    for message in messages:
        try:
            act(message, by=by)
        except services.Refused as refused:
            refusals.append(refused.detail)
    number = len(messages) - len(refusals)
    report(request, f"{counted(number, 'comment')} will be {past} on the platform.", refusals)


class MessageRevisionInline(ReadOnlyInline):
    model = MessageRevision
    verbose_name_plural = "Earlier texts"


@admin.register(Message, site=site)
class MessageAdmin(ChannelRows, ReadOnlyAdmin):
    list_display = ("sent_at", "start", "identity", "channel", "visibility", "is_own", "workspace")
    list_display_links = ("sent_at", "start")
    list_select_related = ("identity", "channel", "conversation__identity", "workspace")
    list_filter = (
        *("kind", "visibility", "is_own", "origin", ("channel", ScopedFilter), ("workspace", ScopedFilter)),
    )
    search_fields = ("text", "identity__name", "identity__handle", "external_id__exact")
    search_help_text = (
        "Searches texts, names, handles and ids. In a large workspace, filter by channel first."
    )
    sortable_by = ()
    actions = ("hide", "hold", "unhide", "remove")
    inlines = (MessageRevisionInline,)
    fieldsets = (
        (None, {"fields": ("text", "identity", "conversation", "channel", "kind", "is_own", "workspace")}),
        ("State", {"fields": ("visibility", "visibility_at", "removed_at", "edited_at", "liked_at")}),
        ("Meaning", {"fields": ("sentiment",)}),
        ("Times", {"fields": ("sent_at", "received_at", "text_at", "processed_at", "origin")}),
        ("From the platform", {"fields": ("external_id", "parent_id", "files", "payload")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Message | None = None) -> tuple[str, ...]:
        return ("files", "payload")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).defer("raw", "channel__credentials")

    @admin.display(description="text")
    def start(self, row: Message) -> str:
        return Truncator(row.text).chars(80) or "(no text)"

    @admin.display(description="attachments")
    def files(self, row: Message) -> str:
        return pretty(row.attachments) if row.attachments else "–"

    @admin.display(description="payload")
    def payload(self, row: Message) -> str:
        return pretty(row.raw)

    @admin.action(description="Hide from everyone but the author", permissions=["act"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        moderate(request, take(request, queryset, MOST, "message"), services.hide, "hidden")

    @admin.action(description="Hold for review", permissions=["act"])
    def hold(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        moderate(request, take(request, queryset, MOST, "message"), services.hold, "held")

    @admin.action(description="Show again", permissions=["act"])
    def unhide(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        moderate(request, take(request, queryset, MOST, "message"), services.unhide, "shown again")

    @admin.action(description="Hide now, delete in half an hour", permissions=["act"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        moderate(request, take(request, queryset, MOST, "message"), services.remove, "deleted")


@admin.register(ParkedChange, site=site)
class ParkedChangeAdmin(ChannelRows, ReadOnlyAdmin):
    """Edits, removals and hides that came before their message."""

    list_display = ("received_at", "action", "external_id", "channel", "occurred_at", "workspace")
    list_select_related = ("channel", "workspace")
    list_filter = ("action", ("channel", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("external_id__exact",)
    search_help_text = "Searches the exact id on the platform."
    sortable_by = ()
    fields = ("action", "external_id", "channel", "text", "occurred_at", "received_at", "workspace")
