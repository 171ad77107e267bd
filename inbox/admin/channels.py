"""Connected profiles. Their secrets go in and never come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.admin_site import site
from accounts.scoped_admin import ScopedAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.admin.webhook_secrets import check_secret, with_secret
from inbox.models import Channel
from inbox.services import connecting

if TYPE_CHECKING:
    ChannelModelForm = forms.ModelForm[Channel]
else:
    ChannelModelForm = forms.ModelForm


def _secret_field(label: str, help_text: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "vTextField"})
    return forms.CharField(label=label, required=False, help_text=help_text, widget=widget)


class ChannelForm(ChannelModelForm):
    access_token = _secret_field(
        "Access token",
        "From the platform. Leave empty to keep the present one. It is not checked here: “Connections” does.",
    )
    webhook_secret = _secret_field(
        "New webhook secret",
        "Signs what is pushed to this channel’s own address. Leave empty to keep the present one. The one "
        "before stays valid too, so that the sender can change over.",
    )

    class Meta:
        error_messages: ClassVar[Any] = {
            NON_FIELD_ERRORS: {"unique_together": "This profile is connected already, here or elsewhere."}
        }

    def clean_webhook_secret(self) -> str:
        return check_secret(self.cleaned_data["webhook_secret"])

    def save(self, commit: bool = True) -> Channel:
        channel: Channel = self.instance
        token, secret = self.cleaned_data["access_token"], self.cleaned_data["webhook_secret"]
        if token:
            channel.credentials = {**channel.credentials, "access_token": token}
            channel.calls_resume_at = None
        if token and channel.status == Channel.Status.RECONNECT:
            channel.status, channel.status_reason = Channel.Status.CONNECTED, ""
        if secret:
            channel.credentials = with_secret(channel.credentials, secret)
        return super().save(commit)


@admin.register(Channel, site=site)
class ChannelAdmin(ScopedAdmin):
    """Pause a channel instead of deleting it: all its messages would go with it."""

    form = ChannelForm
    list_display = (
        "name",
        "platform",
        "handle",
        "group",
        "status",
        "is_automation_on",
        "connected_at",
        "workspace",
    )
    list_select_related = ("workspace",)
    list_filter = ("platform", "status", "is_automation_on", ("workspace", ScopedFilter))
    search_fields = ("name", "handle", "external_id")
    ordering = ("name", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("credentials")

    def get_fieldsets(self, request: HttpRequest, obj: Channel | None = None) -> Any:
        profile = ["workspace", "platform", "external_id", "name", "handle", "group"]
        state = ["status", "status_reason", "is_automation_on", "connected_at", "calls_resume_at"]
        secrets = ["access_token", "webhook_secret"]
        return [
            ("Profile", {"fields": profile}),
            *([("State", {"fields": state})] if obj else []),
            ("Secrets", {"fields": secrets + (["webhook_address"] if obj else [])}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Channel | None = None) -> Any:
        if obj is None:
            return ()
        shown = ("status_reason", "connected_at", "calls_resume_at", "webhook_address")
        return ("workspace", "platform", "external_id", *shown)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Channel, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.cleaned_data["access_token"]:
            connecting.begin_unchecked(obj, timezone.now())

    @admin.display(description="webhook address")
    def webhook_address(self, row: Channel) -> str:
        return reverse("channel_webhook", args=[row.platform, row.public_id])
