from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User, WorkspaceOwned
from inbox.models.asking import Asks
from inbox.models.channels import Channel
from inbox.models.labels import Label
from inbox.models.people import Identity
from platforms.base import Kind

KIND_CHOICES = [(Kind.COMMENT.value, _("Comment")), (Kind.DIRECT.value, _("Direct message"))]


class Post(WorkspaceOwned):
    """What people comment under.

    `likes` to `reach` are the platform's counts at `measured_at`, empty where it tells none. `reach` is
    people, `views` is times.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="posts")
    external_id = models.CharField("id on the platform", max_length=255)
    title = models.CharField(max_length=500, blank=True)
    permalink = models.URLField(max_length=500, blank=True)
    is_ad = models.BooleanField("is an ad", default=False)
    ad_id = models.CharField(max_length=255, blank=True)
    labels = models.ManyToManyField(Label, through="PostLabel", related_name="posts", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    likes = models.PositiveBigIntegerField(null=True, blank=True)
    comments = models.PositiveBigIntegerField(null=True, blank=True)
    shares = models.PositiveBigIntegerField(null=True, blank=True)
    views = models.PositiveBigIntegerField(null=True, blank=True)
    reach = models.PositiveBigIntegerField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["channel", "external_id"], name="post_unique_external_id"),
        )

    def __str__(self) -> str:
        return self.title or f"Post {self.external_id}"


class PostLabel(models.Model):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="label_links")
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="post_links")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["post", "label"], name="post_label_unique"),)

    def __str__(self) -> str:
        return f"{self.label} on {self.post_id}"


class SavedReply(WorkspaceOwned):
    """A stored text for people to answer with."""

    LONGEST_NAME = 100
    LONGEST = 2000

    name = models.CharField(max_length=LONGEST_NAME)
    text = models.TextField(max_length=LONGEST)
    is_private_only = models.BooleanField(
        "for private messages only", default=False, help_text="This text must never go out in public."
    )
    used_count = models.PositiveIntegerField(default=0, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "saved replies"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["workspace", "name"], name="saved_reply_unique_name"),)

    def __str__(self) -> str:
        return self.name


class Conversation(WorkspaceOwned):
    """The unit of triage: a direct-message thread, or a top-level comment with its replies.

    `thread_id`      comment: id of the top-level comment; direct: id of the other person.
    `waiting_since`  when the person wrote who has had no answer since; empty when answered.
    `version`        grows with every change a colleague could collide with.
    `language`       what the newest of their messages is written in, as two letters; empty when not known.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PENDING = "pending", _("Pending")
        SNOOZED = "snoozed", _("Snoozed")
        RESOLVED = "resolved", _("Resolved")

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="conversations")
    kind = models.CharField(max_length=10, choices=KIND_CHOICES)
    thread_id = models.CharField(max_length=255)
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.CASCADE, related_name="conversations"
    )
    identity = models.ForeignKey(
        Identity, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    priority = models.SmallIntegerField(default=0)
    priority_reasons = models.JSONField(default=list, blank=True)
    assignee = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_conversations"
    )
    labels = models.ManyToManyField(
        Label, through="ConversationLabel", related_name="conversations", blank=True
    )
    snoozed_until = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    last_message_at = models.DateTimeField()
    last_message = models.ForeignKey(
        "inbox.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    last_own_at = models.DateTimeField(null=True, blank=True, editable=False)
    reply_window_ends_at = models.DateTimeField(null=True, blank=True)
    preview = models.CharField(max_length=140, blank=True)
    language = models.CharField(max_length=2, blank=True, editable=False)
    message_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-last_message_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["channel", "kind", "thread_id"], name="conversation_unique_thread"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="snoozed") | models.Q(snoozed_until__isnull=False),
                name="conversation_snoozed_until_some_time",
            ),
        )
        indexes = (
            models.Index(
                fields=["workspace", "status", "-last_message_at", "-id"], name="conversation_by_status"
            ),
            models.Index(fields=["workspace", "-last_message_at", "-id"], name="conversation_newest"),
            models.Index(
                fields=["workspace", "channel", "-last_message_at", "-id"], name="conversation_by_channel"
            ),
            models.Index(
                fields=["workspace", "assignee", "-last_message_at", "-id"], name="conversation_by_assignee"
            ),
            models.Index(
                fields=["snoozed_until"], name="conversation_snoozed", condition=models.Q(status="snoozed")
            ),
            # Rules about people who wait look for the longest waits.
            models.Index(
                fields=["workspace", "waiting_since"],
                name="conversation_waiting",
                condition=models.Q(waiting_since__isnull=False),
            ),
            # The view that everybody starts with: what needs an answer, newest first.
            models.Index(
                fields=["workspace", "-last_message_at", "-id"],
                name="conversation_to_answer",
                condition=models.Q(status="open", waiting_since__isnull=False),
            ),
            # The other orders, by urgency and by who waits longest: in a view of one status, and in all.
            models.Index(
                fields=["workspace", "status", "-priority", "-last_message_at", "-id"],
                name="conversation_status_priority",
            ),
            models.Index(
                fields=["workspace", "-priority", "-last_message_at", "-id"], name="conversation_by_priority"
            ),
            models.Index(
                fields=["workspace", "status", "waiting_since", "id"],
                name="conversation_status_waiting",
                condition=models.Q(waiting_since__isnull=False),
            ),
            # One's own and nobody's: those that are done are many, and not looked for.
            models.Index(
                fields=["workspace", "status", "assignee", "-last_message_at", "-id"],
                name="conversation_status_assignee",
            ),
            models.Index(
                fields=["workspace", "-last_message_at", "-id"],
                name="conversation_asks",
                condition=models.Q(Asks("preview"), status="open", waiting_since__isnull=False),
            ),
            # The admin lists across the workspaces that one person manages.
            models.Index(fields=["-last_message_at", "-id"], name="conversation_newest_of_all"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.identity or 'somebody'}"

    @property
    def person_window_ends_at(self) -> datetime | None:
        """Until when a person may answer, which some platforms allow for longer than automation."""
        window = self.channel.connector_class.reply_window
        if window is None or self.reply_window_ends_at is None:
            return None
        return self.reply_window_ends_at + window.longer_for_people

    def is_reply_window_open(self, now: datetime, *, by_person: bool = False) -> bool:
        """Whether the platform lets us write now: where it has a window, the person opens it by writing.

        `by_person`: whether one of us writes, and not a rule.
        """
        if self.channel.connector_class.reply_window is None:
            return True
        end = self.person_window_ends_at if by_person else self.reply_window_ends_at
        return end is not None and now < end


class ConversationLabel(models.Model):
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="label_links")
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="conversation_links")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["conversation", "label"], name="conversation_label_unique"),
        )

    def __str__(self) -> str:
        return f"{self.label} on {self.conversation_id}"
