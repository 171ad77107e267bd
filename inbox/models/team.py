"""What members write to one another, and what Earful tells them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User, WorkspaceOwned
from inbox.models.conversations import Conversation


class Note(WorkspaceOwned):
    """A remark on a conversation, for the team only. It never leaves Earful."""

    LONGEST = 5000

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes")
    cause = models.CharField(max_length=100, blank=True, help_text="For a rule: its version.")
    text = models.TextField(max_length=LONGEST)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["conversation", "-id"], name="note_of_conversation"),
            models.Index(fields=["workspace", "-id"], name="note_newest"),
        )

    def __str__(self) -> str:
        return self.text[:60]


class Notification(WorkspaceOwned):
    """A line that one member is to see, in Earful and if wished by e-mail.

    `email_run_at`  when the e-mail is sent, or tried again. Whoever sends it moves this ahead
                    first, so that nobody else does, and a killed worker's turn comes round again.
    """

    LONGEST = 500

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications"
    )
    text = models.CharField(max_length=LONGEST)
    cause = models.CharField(max_length=100, blank=True, help_text="For a rule: its version.")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    wants_email = models.BooleanField("by e-mail too", default=False)
    email_run_at = models.DateTimeField(default=timezone.now, editable=False)
    email_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    emailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["user", "workspace", "-id"], name="notification_of_user"),
            models.Index(fields=["user", "workspace"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["workspace", "-id"], name="notification_newest"),
            models.Index(
                fields=["email_run_at"],
                name="notification_to_email",
                condition=Q(wants_email=True, emailed_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]
