"""Conversations: to be searched, read, and triaged in bulk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.admin import triage_actions
from inbox.admin.shown import ChannelRows
from inbox.models import Conversation

MOST_SHOWN = 30
MOST_LABELS = 3


class WaitingFilter(admin.SimpleListFilter):
    title = "answer"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Waiting for one"), ("no", "Has one")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"yes": False, "no": True}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(waiting_since__isnull=wanted)


@admin.register(Conversation, site=site)
class ConversationAdmin(ChannelRows, ReadOnlyAdmin):
    """`actions` is a list: apps above the inbox add theirs, and the inbox need not know them."""

    list_display = (
        *("preview_or_kind", "identity", "channel", "status", "assignee", "waiting_since"),
        *("last_message_at", "first_labels", "workspace"),
    )
    list_select_related = ("identity", "channel", "assignee", "workspace")
    list_filter = (
        *("status", "kind", WaitingFilter, ("channel", ScopedFilter), ("labels", ScopedFilter)),
        *(("assignee", ScopedFilter), ("workspace", ScopedFilter)),
    )
    search_fields = ("preview", "identity__name", "identity__handle", "thread_id__exact")
    search_help_text = (
        "Searches last messages, names and handles. In a large workspace, filter by channel first."
    )
    sortable_by = ()
    actions = [  # noqa: RUF012 - Django's own spelling
        triage_actions.resolve,
        triage_actions.reopen,
        triage_actions.assign,
        triage_actions.label,
        triage_actions.reply,
        triage_actions.hide,
    ]
    fieldsets = (
        (None, {"fields": ("identity", "channel", "kind", "post", "thread", "workspace")}),
        (
            "Triage",
            {"fields": ("status", "assignee", "labelled", "priority", "priority_reasons", "snoozed_until")},
        ),
        ("Times", {"fields": ("waiting_since", "last_message_at", "reply_window_ends_at", "created_at")}),
        ("Details", {"fields": ("thread_id", "message_count", "version")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Conversation | None = None) -> tuple[str, ...]:
        return ("thread", "labelled")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("labels")

    @admin.display(description="last message")
    def preview_or_kind(self, row: Conversation) -> str:
        return row.preview or f"({row.get_kind_display()})"

    @admin.display(description="labels")
    def first_labels(self, row: Conversation) -> str:
        names = [label.name for label in row.labels.all()]
        more = len(names) - MOST_LABELS
        return ", ".join(names[:MOST_LABELS]) + (f" and {more} more" if more > 0 else "")

    @admin.display(description="labels")
    def labelled(self, row: Conversation) -> str:
        return ", ".join(label.name for label in row.labels.all())

    @admin.display(description="messages")
    def thread(self, row: Conversation) -> str:
        newest = row.messages.select_related("identity").defer("raw").order_by("-sent_at", "-pk")
        lines = (
            (f"{message.sent_at:%Y-%m-%d %H:%M}", _who(message), message.text or "(no text)")
            for message in reversed(newest[:MOST_SHOWN])
        )
        shown = format_html_join("", "{} <strong>{}</strong>: {}<br>", lines)
        url = reverse("admin:inbox_message_changelist") + f"?conversation__id__exact={row.pk}"
        return format_html('{}<a href="{}">All messages of this conversation</a>', shown, url)


def _who(message: Any) -> str:
    return "We" if message.is_own else str(message.identity or "Somebody")
