"""What rules propose. A person approves or rejects it; the texts are edited in the inbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from accounts.admin_site import site, user_of
from accounts.audit import Actor
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from automation import services
from automation.models import Suggestion
from inbox.admin.shown import counted, pretty, report, take
from inbox.services import Refused

MOST = 500


@admin.register(Suggestion, site=site)
class SuggestionAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "act", "start", "answers", "version", "status", "decided_by", "workspace")
    list_select_related = ("version__rule", "message", "decided_by", "workspace")
    list_filter = ("status", ("version__rule", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("text", "message__text")
    search_help_text = (
        "Searches proposed texts and message texts. In a large workspace, filter by rule first."
    )
    ordering_of_all = ("-id",)
    sortable_by = ()
    actions = ("approve", "reject")
    fields = (
        *("version", "message", "action_shown", "text", "status", "decided_by", "decided_at", "created_at"),
        "workspace",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("action_shown",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("message__raw")

    @admin.display(description="act")
    def act(self, row: Suggestion) -> str:
        return str(row.action.get("type", "?")).replace("_", " ")

    @admin.display(description="proposed text")
    def start(self, row: Suggestion) -> str:
        return Truncator(row.text).chars(60)

    @admin.display(description="message")
    def answers(self, row: Suggestion) -> str:
        return Truncator(row.message.text).chars(60)

    @admin.display(description="act")
    def action_shown(self, row: Suggestion) -> str:
        return pretty(row.action)

    @admin.action(description="Approve", permissions=["act"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> None:
        self._decide(request, queryset, services.approve, "approved")

    @admin.action(description="Reject", permissions=["act"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> None:
        self._decide(request, queryset, services.reject, "rejected")

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[Suggestion], act: Callable[..., object], past: str
    ) -> None:
        chosen = take(request, queryset, MOST, "suggestion")
        refusals = []
        for suggestion in chosen:
            try:
                act(suggestion, by=Actor.person(user_of(request)))
            except Refused as refused:
                refusals.append(refused.detail)
        report(request, f"{counted(len(chosen) - len(refusals), 'suggestion')} {past}.", refusals)
