"""What rules said and did. Nothing here is ever changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.text import Truncator

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from automation.models import Decision, RuleApplication, RuleVersion
from automation.summary import summarise
from inbox.admin.shown import pretty


@admin.register(RuleVersion, site=site)
class RuleVersionAdmin(ReadOnlyAdmin):
    workspace_path = "rule__workspace"
    list_display = ("__str__", "sentence", "created_by", "created_at")
    list_select_related = ("rule", "created_by")
    list_filter = (("rule", ScopedFilter), ("rule__workspace", ScopedFilter))
    search_fields = ("rule__name",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("rule", "number", "sentence", "body_shown", "created_by", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("sentence", "body_shown")

    @admin.display(description="what it says")
    def sentence(self, row: RuleVersion) -> str:
        return summarise(row.parsed())

    @admin.display(description="as stored")
    def body_shown(self, row: RuleVersion) -> str:
        return pretty(row.body)


@admin.register(Decision, site=site)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "outcome", "reason", "text", "rules", "milliseconds", "workspace")
    list_select_related = ("message", "workspace")
    list_filter = ("outcome", ("workspace", ScopedFilter))
    search_fields = ("reason__exact", "fingerprint__exact", "message__text")
    search_help_text = "Searches exact reason codes and message texts."
    sortable_by = ()
    fields = (
        *("message", "outcome", "reason", "explained", "facts_shown", "fingerprint", "milliseconds"),
        *("created_at", "workspace"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("explained", "facts_shown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("facts", "message__raw")

    @admin.display(description="message")
    def text(self, row: Decision) -> str:
        return Truncator(row.message.text).chars(60)

    @admin.display(description="rules")
    def rules(self, row: Decision) -> str:
        return ", ".join(str(entry.get("name", "")) for entry in row.results)

    @admin.display(description="why")
    def explained(self, row: Decision) -> str:
        lines = (
            (
                entry.get("name", ""),
                entry.get("version", ""),
                entry.get("mode", ""),
                entry.get("why", ""),
                _acts(entry),
            )
            for entry in row.results
        )
        items = format_html_join("", "<strong>{}</strong> v{} ({}): {}<br>{}<br>", lines)
        return items or "No rule matched."

    @admin.display(description="facts")
    def facts_shown(self, row: Decision) -> str:
        return pretty(row.facts)


def _acts(entry: dict[str, Any]) -> str:
    return ", ".join(
        f"{act.get('type', '')}: {act.get('state', '')}"
        + (f" ({act['reason']})" if act.get("reason") else "")
        for act in entry.get("acts", [])
    )


@admin.register(RuleApplication, site=site)
class RuleApplicationAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "version", "text", "identity", "has_answered", "workspace")
    list_select_related = ("version__rule", "message", "identity", "workspace")
    list_filter = ("has_answered", ("rule", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("message__text", "identity__handle", "identity__name")
    search_help_text = (
        "Searches message texts, names and handles. In a large workspace, filter by rule first."
    )
    ordering_of_all = ("-id",)
    sortable_by = ()
    fields = (
        *("rule", "version", "message", "identity", "once_on_post", "has_answered", "acts_shown", "calls"),
        *("created_at", "workspace"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("acts_shown",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("message__raw")

    @admin.display(description="message")
    def text(self, row: RuleApplication) -> str:
        return Truncator(row.message.text).chars(60)

    @admin.display(description="acts")
    def acts_shown(self, row: RuleApplication) -> str:
        return _acts({"acts": row.acts})
