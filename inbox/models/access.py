from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from accounts.models import WorkspaceOwned
from inbox.models.channels import Channel


class ChannelAccessQuerySet(models.QuerySet["ChannelAccess"]):
    def free(self, now: datetime) -> ChannelAccessQuerySet:
        """Its time has come, and it is in nobody's hands."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lte=now), due_at__lte=now)

    def due(self, now: datetime) -> ChannelAccessQuerySet:
        """To be renewed now. What a person has to connect again is not asked for meanwhile."""
        return self.free(now).exclude(channel__status=Channel.Status.RECONNECT)

    def claim(self, channel_id: int, *, now: datetime, lease: timedelta) -> ChannelAccess | None:
        """Take a channel's access so that nobody else renews it too; None when it is not to be had.

        A platform may take a refresh token once only. `attempts` grows before it is asked, and fences.
        """
        due = self.due(now).filter(channel=channel_id).order_by().values("pk")
        # Free is asked twice: who waits for the row's lock looks again, but not into the subquery.
        taken = self.free(now).filter(pk__in=due).update(lease_until=now + lease, attempts=F("attempts") + 1)
        return self.select_related("channel__workspace").get(channel=channel_id) if taken else None


class ChannelAccess(WorkspaceOwned):
    """How long the access to a channel lasts, and when new access is asked for.

    `expires_at`  when the platform says that the stored access ends; empty when nobody knows.
    `due_at`      when new access is asked for; empty where there is nothing to renew.
    `refused_at`  when the platform refused the stored access; empty once it works again.
    `attempts`    how often new access was asked for since it last came.
    """

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="access")
    scopes = models.JSONField("permissions", default=list, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # When a worker was last told of it; nobody is told twice within a minute.
    woken_at = models.DateTimeField(null=True, blank=True, editable=False)
    refused_at = models.DateTimeField(null=True, blank=True)
    renewed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=40, blank=True)

    objects = ChannelAccessQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["due_at"], name="channel_access_due", condition=Q(due_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"Access to {self.channel_id}"
