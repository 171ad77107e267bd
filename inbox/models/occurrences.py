from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import WorkspaceOwned
from inbox.models.channels import Channel
from inbox.models.conversations import Conversation
from inbox.models.messages import Message


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def awaiting_processing(self) -> OccurrenceQuerySet:
        """What nothing above the inbox has dealt with yet."""
        return self.filter(processed_at=None)


class Occurrence(WorkspaceOwned):
    """Something happened to a message or conversation that whoever listens may act on.

    Written in the transaction of the change, and never for what a rule did: rules that
    started one another could run for ever.
    """

    class Kind(models.TextChoices):
        EDITED = "edited", _("Edited")
        HIDDEN = "hidden", _("Hidden")
        UNHIDDEN = "unhidden", _("Shown again")
        REMOVED = "removed", _("Removed")
        LABEL_ADDED = "label_added", _("Label added")
        ASSIGNED = "assigned", _("Assigned")
        STATUS_CHANGED = "status_changed", _("Status changed")
        SENTIMENT_CORRECTED = "sentiment_corrected", _("Sentiment corrected")

    class Actor(models.TextChoices):
        PERSON = "person", _("Person")
        PLATFORM = "platform", _("Platform")
        API = "api", _("API")
        SYSTEM = "system", "Earful"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="occurrences")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="occurrences")
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="occurrences"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    detail = models.CharField(
        max_length=254, blank=True, help_text="The label, the status, the assignee's e-mail, the sentiment."
    )
    actor = models.CharField(max_length=10, choices=Actor)
    created_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["created_at"], name="occurrence_waiting", condition=Q(processed_at=None)),
            models.Index(fields=["processed_at"], name="occurrence_processed"),
            models.Index(fields=["workspace", "-id"], name="occurrence_newest"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.detail}".strip()
