from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import WorkspaceOwned
from inbox.models.channels import Channel
from inbox.models.conversations import Post


class Poll(WorkspaceOwned):
    """How far something that has to be asked for was read.

    `due_at`      is moved ahead before the platform is asked: it is the lease as well.
    `polled_at`   when the last reading that came to its end began; empty before the first.
    `cursor`      where the reading under way stopped, which began at `started_at`.
    `PLACE`       what a reading that came to no end leaves behind.
    """

    PLACE: ClassVar[tuple[str, ...]] = ("due_at", "started_at", "cursor", "last_error")

    due_at = models.DateTimeField(default=timezone.now)
    polled_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    cursor = models.TextField(blank=True)
    last_error = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True


class ChannelPoll(Poll):
    """How far a channel's newest comments were read."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="poll")

    class Meta:
        indexes = (models.Index(fields=["due_at"], name="channel_poll_due"),)

    def __str__(self) -> str:
        return f"Poll of {self.channel_id}"


class PostPoll(Poll):
    """How far the comments below a post were compared with ours, to find what was edited, hidden or removed.

    `listed`    the platform's ids that the reading under way has found so far.
    `is_whole`  whether that is everything; in doubt nothing counts as removed.
    `suspects`  what the last whole reading did not find. What the next one does not find either, was removed.
    """

    PLACE = (*Poll.PLACE, "listed", "is_whole")

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="poll")
    listed = models.JSONField(default=list, blank=True)
    is_whole = models.BooleanField(default=True)
    suspects = models.JSONField(default=list, blank=True)

    class Meta:
        indexes = (models.Index(fields=["due_at"], name="post_poll_due"),)

    def __str__(self) -> str:
        return f"Poll of post {self.post_id}"


class MissedRange(WorkspaceOwned):
    """A time in which a channel was not read. What was written then came in later, as history."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="missed_ranges")
    since = models.DateTimeField()
    until = models.DateTimeField()
    found = models.PositiveIntegerField("messages found later", default=0)

    class Meta:
        ordering = ("-since",)
        constraints = (
            models.UniqueConstraint(fields=["channel", "since"], name="missed_range_unique_start"),
        )

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M} to {self.until:%Y-%m-%d %H:%M}"


class DailyUse(WorkspaceOwned):
    """How many units of a platform's daily budget a channel has used, by the platform's day."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="daily_uses")
    day = models.DateField()
    units = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-day",)
        constraints = (models.UniqueConstraint(fields=["channel", "day"], name="daily_use_unique_day"),)

    def __str__(self) -> str:
        return f"{self.units} units on {self.day}"
