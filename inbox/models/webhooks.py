"""Where other programs are told of something, and what they are told."""

from __future__ import annotations

import secrets
from base64 import b64encode

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import WorkspaceOwned
from inbox.encryption import EncryptedJSONField
from platforms.standard_webhooks import SECRET_PREFIX


def new_secret() -> dict[str, str]:
    """Return a fresh signing secret in the spelling of the Standard Webhooks specification."""
    return {"secret": SECRET_PREFIX + b64encode(secrets.token_bytes(32)).decode()}


class WebhookEndpoint(WorkspaceOwned):
    """An address of the team's own that gets signed notices."""

    url = models.URLField("address", max_length=500)
    credentials = EncryptedJSONField(default=new_secret, editable=False)
    is_active = models.BooleanField("is active", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["workspace", "url"], name="webhook_endpoint_unique_url"),
        )

    def __str__(self) -> str:
        return self.url

    @property
    def secret(self) -> str:
        secret: str = self.credentials.get("secret", "")
        return secret


class WebhookNotice(WorkspaceOwned):
    """One thing to tell one address. `event_key` is its `webhook-id`: the receiver knows a repeat by it.

    `run_at` is moved ahead before the address is called, so that a killed worker's notice comes
    round again; `attempts` grows then too and fences off a worker that comes back late.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="notices")
    event_key = models.CharField(max_length=64, unique=True)
    body = models.JSONField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_at = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["run_at"], name="webhook_notice_due", condition=Q(status="waiting")),
            models.Index(fields=["workspace", "-id"], name="webhook_notice_newest"),
        )

    def __str__(self) -> str:
        return self.event_key
