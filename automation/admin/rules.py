"""Rules to look up, the archived ones too. They are written on their own pages (automation.screens)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from automation.models import Rule
from automation.summary import summarise


class InUseFilter(admin.SimpleListFilter):
    """Archived rules are there to be looked up; a list of rules does without them."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("archived", "Archived"), ("both", "Both")]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": "In use"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "both":
            return queryset
        return queryset.filter(is_archived=self.value() == "archived")


@admin.register(Rule, site=site)
class RuleAdmin(ReadOnlyAdmin):
    list_display = ("position", "name", "sentence", "mode_name", "version_number", "updated_at", "workspace")
    list_display_links = ("name",)
    list_select_related = ("version", "workspace")
    list_filter = ("mode", InUseFilter, ("workspace", ScopedFilter))
    search_fields = ("name",)
    ordering = ("position", "id")
    sortable_by = ("name", "updated_at")
    fields = (
        "name",
        "sentence",
        "editor",
        "mode",
        "note",
        "owner",
        "paused_reason",
        "workspace",
        "updated_at",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("sentence", "editor", "updated_at")

    @admin.display(description="what it does")
    def sentence(self, row: Rule) -> str:
        return summarise(row.version.parsed()) if row.version else ""

    @admin.display(description="to change it")
    def editor(self, row: Rule) -> SafeString | str:
        if row.is_archived:
            return "It is archived."
        return format_html(
            '<a href="{}">Open the editor</a>', reverse("rule", args=[row.workspace.slug, row.pk])
        )

    @admin.display(description="mode")
    def mode_name(self, row: Rule) -> str:
        return row.mode.title()

    @admin.display(description="version")
    def version_number(self, row: Rule) -> str:
        return str(row.version.number) if row.version else ""
