"""Counters, so that no number is derived from rows that retention deletes."""

from __future__ import annotations

from django.db import models

from automation.models.rules import Rule
from inbox.models import Channel


class ChannelTally(models.Model):
    """How many messages of a channel rules decided on, in ten minutes from `bucket_at`."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    bucket_at = models.DateTimeField()
    decided = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["channel", "bucket_at"], name="channel_tally_unique_bucket"),
        )

    def __str__(self) -> str:
        return f"{self.channel_id} {self.bucket_at:%H:%M}"


class RuleTally(models.Model):
    """On how many messages of a channel a rule acted, and so on, in ten minutes from `bucket_at`.

    `seen` is how many messages were decided on while the rule was in shadow: the other half
    of its shadow rate.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="tallies")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    bucket_at = models.DateTimeField()
    acted = models.PositiveIntegerField(default=0)
    suggested = models.PositiveIntegerField(default=0)
    shadow = models.PositiveIntegerField(default=0)
    held_back = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["rule", "channel", "bucket_at"], name="rule_tally_unique_bucket"),
        )
        indexes = (models.Index(fields=["rule", "bucket_at"], name="rule_tally_by_time"),)

    def __str__(self) -> str:
        return f"{self.rule_id} {self.bucket_at:%H:%M}"
