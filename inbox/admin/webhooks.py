"""Addresses of a team's own that get signed notices, and what they got."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin, ScopedAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.admin.shown import pretty
from inbox.models import WebhookEndpoint, WebhookNotice
from platforms.notices import NotAllowedAddress, check_url

if TYPE_CHECKING:
    EndpointModelForm = forms.ModelForm[WebhookEndpoint]
else:
    EndpointModelForm = forms.ModelForm


class WebhookEndpointForm(EndpointModelForm):
    url = forms.URLField(label="Address", max_length=500, assume_scheme="https")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            check_url(url, may_be_local=settings.WEBHOOKS_MAY_BE_LOCAL)
        except NotAllowedAddress as reason:
            raise forms.ValidationError(str(reason)) from None
        return url


@admin.register(WebhookEndpoint, site=site)
class WebhookEndpointAdmin(ScopedAdmin):
    """Its signing secret is made by Earful and shown once, when the address is added."""

    form = WebhookEndpointForm
    list_display = ("url", "is_active", "created_at", "workspace")
    list_select_related = ("workspace",)
    list_filter = ("is_active", ("workspace", ScopedFilter))
    search_fields = ("url",)
    fields = ("workspace", "url", "is_active", "created_at")
    readonly_fields = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("credentials")

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            text = f"Keep this signing secret now, it is not shown again: {obj.secret}"
            messages.warning(request, text)


@admin.register(WebhookNotice, site=site)
class WebhookNoticeAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "endpoint", "status", "attempts", "last_error", "workspace")
    list_select_related = ("endpoint", "workspace")
    list_filter = ("status", ("endpoint", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("event_key__exact", "last_error")
    sortable_by = ()
    fields = (
        *("endpoint", "event_key", "status", "attempts", "run_at", "last_error", "content", "created_at"),
        "workspace",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("endpoint__credentials")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("content",)

    @admin.display(description="body")
    def content(self, row: WebhookNotice) -> str:
        return pretty(row.body)
