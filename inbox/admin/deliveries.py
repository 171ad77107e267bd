"""What platforms delivered, byte for byte. Superusers also see what belongs to no workspace."""

from __future__ import annotations

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin
from accounts.scoped_parts import ScopedFilter
from inbox import deliveries
from inbox.admin.shown import ChannelRows, counted, preformatted, report, take
from inbox.models import RawDelivery
from inbox.tasks import process_deliveries

MOST = 500


@admin.register(RawDelivery, site=site)
class RawDeliveryAdmin(ChannelRows, ReadOnlyAdmin):
    list_display = ("received_at", "platform", "channel", "status", "problem", "attempts", "workspace")
    list_select_related = ("channel", "workspace")
    list_filter = ("status", "platform", "is_simulated", ("workspace", ScopedFilter))
    search_fields = ("event_key__startswith",)
    search_help_text = "Searches the beginning of the event key."
    sortable_by = ()
    actions = ("replay",)
    fields = (
        *("received_at", "processed_at", "platform", "channel", "workspace", "is_simulated", "status"),
        *("reasons_listed", "attempts", "lease_until", "event_key", "content"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: RawDelivery | None = None) -> tuple[str, ...]:
        return ("reasons_listed", "content")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RawDelivery]:
        return super().get_queryset(request).defer("body", "channel__credentials")

    @admin.display(description="what was not understood")
    def problem(self, row: RawDelivery) -> str:
        return str(row.reasons[0])[:100] if row.reasons else ""

    @admin.display(description="what was not understood")
    def reasons_listed(self, row: RawDelivery) -> str:
        return preformatted("\n".join(str(reason) for reason in row.reasons) or "–")

    @admin.display(description="as it came")
    def content(self, row: RawDelivery) -> str:
        return preformatted(bytes(row.body).decode(errors="replace"))

    @admin.action(description="Read again", permissions=["act"])
    def replay(self, request: HttpRequest, queryset: QuerySet[RawDelivery]) -> None:
        chosen = take(request, queryset, MOST, "delivery")
        with transaction.atomic():
            ids = deliveries.replay(chosen)
            process_deliveries.delay_on_commit(ids)
            self.record(request, "replay", chosen)
        report(request, f"{counted(len(ids), 'delivery')} will be read again. What is known is recognised.")
