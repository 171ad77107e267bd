from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import WorkspaceOwned
from inbox.encryption import EncryptedJSONField
from platforms.base import Capability, Connector, Credentials
from platforms.registry import connector_class, platform_choices

# What of the stored credentials a connector acts with, by the names of its own.
SECRETS = ("access_token", "refresh_token", "client_id", "client_secret")


class ChannelQuerySet(models.QuerySet["Channel"]):
    def locked(self, pk: int) -> Channel:
        """Take the channel's lock: whoever writes its messages or decides on them waits here.

        Ingest and decisions of one channel so happen one after the other, which makes
        "is it new?" and "is the cap reached?" plain questions. SQLite has one writer anyway.
        """
        return self.select_for_update(no_key=True).get(pk=pk)


class Channel(WorkspaceOwned):
    """One connected profile on one platform."""

    class Status(models.TextChoices):
        CONNECTED = "connected", _("Connected")
        RECONNECT = "reconnect", _("Connect again")
        PAUSED = "paused", _("Paused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    platform = models.CharField(max_length=20, choices=platform_choices)
    external_id = models.CharField("id on the platform", max_length=255)
    name = models.CharField(max_length=150)
    handle = models.CharField(max_length=150, blank=True)
    group = models.CharField(
        max_length=60, blank=True, help_text="Channels with the same group can be named together in rules."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.CONNECTED)
    status_reason = models.CharField(max_length=300, blank=True)
    is_automation_on = models.BooleanField(
        "automation is on", default=True, help_text="Off stops every rule on this channel at once."
    )
    is_simulated = models.BooleanField(default=False, editable=False)
    credentials = EncryptedJSONField(default=dict, blank=True)
    # Messages sent before this moment are history: no rule acts on them.
    connected_at = models.DateTimeField(default=timezone.now)
    calls_resume_at = models.DateTimeField(
        null=True, blank=True, help_text="The platform asked us to slow down until then."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["platform", "external_id"], name="channel_unique_account"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.platform_name})"

    @property
    def connector_class(self) -> type[Connector]:
        return connector_class(self.platform)

    @property
    def platform_name(self) -> str:
        return self.connector_class.name

    def can(self, capability: Capability) -> bool:
        return capability in self.connector_class.capabilities

    def connector(self) -> Connector:
        secrets = {name: self.credentials.get(name, "") for name in SECRETS}
        return self.connector_class(
            Credentials(
                account_id=self.external_id,
                base_url=settings.SIMULATOR_URL if self.is_simulated else "",
                **secrets,
            )
        )


class RawDeliveryQuerySet(models.QuerySet["RawDelivery"]):
    def waiting(self, now: datetime) -> RawDeliveryQuerySet:
        """Stored, not processed, and in nobody's hands."""
        free = models.Q(lease_until=None) | models.Q(lease_until__lte=now)
        return self.filter(free, status=RawDelivery.Status.PENDING)

    @transaction.atomic
    def claim(self, pks: Sequence[int], *, now: datetime, lease: timedelta, most: int) -> list[RawDelivery]:
        """Take these waiting deliveries, and up to `most` in all of those that nobody tried yet.

        No other worker takes them while the lease runs. `attempts` counts before the work: a
        delivery that kills its worker is so found out.
        """
        waiting = self.waiting(now).filter(models.Q(pk__in=pks) | models.Q(attempts=0))
        rows = list(waiting.order_by("received_at", "pk").select_for_update(skip_locked=True)[:most])
        lease_until = now + lease
        self.filter(pk__in=[row.pk for row in rows]).update(
            lease_until=lease_until, attempts=models.F("attempts") + 1
        )
        for row in rows:
            row.lease_until = lease_until
            row.attempts += 1
        return rows


class RawDelivery(models.Model):
    """What a platform delivered, byte for byte, before anything is understood of it.

    One delivery can hold events for several accounts, so the workspace is known only
    when it has been read, and stays empty when there is more than one.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        DONE = "done", _("Processed")
        QUARANTINED = "quarantined", _("In quarantine")

    platform = models.CharField(max_length=20, choices=platform_choices)
    workspace = models.ForeignKey("accounts.Workspace", null=True, blank=True, on_delete=models.CASCADE)
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.CASCADE)
    is_simulated = models.BooleanField(default=False)
    event_key = models.CharField(max_length=64)
    body = models.BinaryField()
    status = models.CharField(max_length=12, choices=Status, default=Status.PENDING)
    reasons = models.JSONField("what was not understood", default=list, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True, blank=True)

    objects = RawDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "raw deliveries"
        ordering = ("-received_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["platform", "is_simulated", "event_key"], name="raw_delivery_unique_event"
            ),
        )
        indexes = (
            models.Index(
                fields=["received_at"], name="raw_delivery_waiting", condition=models.Q(status="pending")
            ),
            models.Index(fields=["-received_at", "-id"], name="raw_delivery_newest"),
            models.Index(fields=["status", "-received_at"], name="raw_delivery_status"),
        )

    def __str__(self) -> str:
        return f"{self.platform} {self.event_key[:12]}"
