from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import WorkspaceOwned
from inbox.models.channels import Channel
from inbox.models.conversations import KIND_CHOICES, Conversation
from inbox.models.people import Identity
from platforms.base import Action


class MessageQuerySet(models.QuerySet["Message"]):
    def awaiting_processing(self) -> MessageQuerySet:
        """New messages that nothing above the inbox has dealt with yet."""
        return self.filter(processed_at=None)

    def inbound(self) -> MessageQuerySet:
        return self.filter(is_own=False)


class Message(WorkspaceOwned):
    """One comment or direct message, in or out.

    `is_own`        written by the channel itself: by Earful, or in the platform's own app.
    `sent_at`       the platform's clock; `received_at` is ours.
    `text_at`       which version of the text this is, by the platform's clock.
    `is_abusive`    insults, threats or hate were found in it: shown to people only when they ask.
    `processed_at`  when whoever listens to `messages_stored` was done with it. Own
                    messages and history are never handed on: they have it from the start.
    """

    class Visibility(models.TextChoices):
        VISIBLE = "visible", _("Visible")
        HIDDEN = "hidden", _("Hidden")
        HELD = "held", _("Held for review")
        REMOVED = "removed", _("Removed")

    class Sentiment(models.TextChoices):
        POSITIVE = "positive", _("Positive")
        NEUTRAL = "neutral", _("Neutral")
        NEGATIVE = "negative", _("Negative")

    class Origin(models.TextChoices):
        LIVE = "live", "Live"
        HISTORY = "history", "From before the connection"
        IMPORT = "import", "Imported"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="messages")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    identity = models.ForeignKey(
        Identity, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    kind = models.CharField(max_length=10, choices=KIND_CHOICES)
    is_own = models.BooleanField("written by us", default=False)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.LIVE)
    external_id = models.CharField("id on the platform", max_length=255)
    parent_id = models.CharField("answers (id on the platform)", max_length=255, blank=True)
    text = models.TextField(blank=True)
    attachments = models.JSONField(default=list, blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    text_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.VISIBLE)
    visibility_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    liked_at = models.DateTimeField(null=True, blank=True)
    sentiment = models.CharField(max_length=10, choices=Sentiment, blank=True)
    is_abusive = models.BooleanField(default=False)
    processed_at = models.DateTimeField(null=True, blank=True)
    raw = models.JSONField(default=dict, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["channel", "external_id"], name="message_unique_external_id"),
        )
        indexes = (
            models.Index(fields=["conversation", "sent_at", "id"], name="message_thread"),
            models.Index(fields=["workspace", "-sent_at", "-id"], name="message_newest"),
            models.Index(fields=["identity", "-sent_at"], name="message_by_identity"),
            models.Index(
                fields=["received_at"],
                name="message_awaiting_processing",
                condition=models.Q(processed_at=None),
            ),
            models.Index(fields=["-sent_at", "-id"], name="message_newest_of_all"),
            # What is meant well or badly: complaints, and the filter.
            models.Index(
                fields=["workspace", "sentiment", "conversation"],
                name="message_sentiment",
                condition=models.Q(is_own=False) & ~models.Q(sentiment=""),
            ),
            # The review queue and its count.
            models.Index(
                fields=["workspace", "conversation"],
                name="message_hidden",
                condition=models.Q(visibility="hidden"),
            ),
            models.Index(
                fields=["workspace", "-id"], name="message_held", condition=models.Q(visibility="held")
            ),
            models.Index(
                fields=["workspace", "conversation"],
                name="message_held_in",
                condition=models.Q(visibility="held"),
            ),
        )

    def __str__(self) -> str:
        return self.text[:60] or f"{self.get_kind_display()} {self.external_id}"


class MessageRevision(models.Model):
    """A text that a message had. Kept for edited messages only."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["message", "written_at"], name="message_revision_unique"),
        )

    def __str__(self) -> str:
        return f"{self.message_id} at {self.written_at:%Y-%m-%d %H:%M:%S}"


class ParkedChange(WorkspaceOwned):
    """An edit, removal, hide or unhide that arrived before its message.

    It waits here and is carried out when the message arrives. A removal whose message
    never arrives stays as the tombstone.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="parked_changes")
    external_id = models.CharField("id on the platform", max_length=255)
    action = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Action])
    text = models.TextField(blank=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["channel", "external_id", "action", "occurred_at"], name="parked_change_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.external_id}"
