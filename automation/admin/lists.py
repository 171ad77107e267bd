"""Word lists and tracked links. Lists are edited on their own page, where each save is a version."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin, ScopedAdmin
from accounts.scoped_parts import ScopedFilter
from automation.models import TrackedLink, WordList, WordListVersion
from inbox.admin.shown import pretty


@admin.register(WordList, site=site)
class WordListAdmin(ReadOnlyAdmin):
    list_display = ("name", "note", "version", "workspace", "updated_at")
    list_select_related = ("workspace", "version__word_list")
    list_filter = (("workspace", ScopedFilter),)
    search_fields = ("name",)
    fields = ("name", "note", "version", "workspace", "created_at", "updated_at")


@admin.register(WordListVersion, site=site)
class WordListVersionAdmin(ReadOnlyAdmin):
    workspace_path = "word_list__workspace"
    list_display = ("__str__", "created_by", "created_at")
    list_select_related = ("word_list", "created_by")
    list_filter = (("word_list__workspace", ScopedFilter),)
    search_fields = ("word_list__name",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("word_list", "number", "entries_shown", "exceptions_shown", "created_by", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("entries_shown", "exceptions_shown")

    @admin.display(description="entries")
    def entries_shown(self, row: WordListVersion) -> str:
        return pretty(row.entries)

    @admin.display(description="exceptions")
    def exceptions_shown(self, row: WordListVersion) -> str:
        return pretty(row.exceptions)


@admin.register(TrackedLink, site=site)
class TrackedLinkAdmin(ScopedAdmin):
    list_display = ("slug", "url", "clicks", "last_clicked_at", "workspace")
    list_select_related = ("workspace",)
    list_filter = (("workspace", ScopedFilter),)
    search_fields = ("slug", "url")
    fields = ("workspace", "slug", "url")
