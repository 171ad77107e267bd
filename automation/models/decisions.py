"""What rules decided, and what came of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, WorkspaceOwned
from automation.models.rules import Rule, RuleVersion
from inbox.models import Channel, Conversation, Identity, Message, PlatformCall, Post


class Decision(WorkspaceOwned):
    """What was decided about one message by one state of the rules, and why.

    `occasion`  what made the rules look: empty for a new message, else the trigger and its key.
    `results`   one entry for each rule that matched or was held back; the rules that did not
                match can be asked again from `facts` and their versions, which never change.
    """

    class Outcome(models.TextChoices):
        ACTED = "acted", _("Acted")
        SUGGESTED = "suggested", _("Suggested")
        SHADOW = "shadow", _("Would have acted")
        HELD_BACK = "held_back", _("Held back")
        NO_MATCH = "no_match", _("No rule matched")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="decisions")
    fingerprint = models.CharField("state of the rules", max_length=32)
    occasion = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    results = models.JSONField(default=list)
    milliseconds = models.FloatField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["message", "fingerprint", "occasion"], name="decision_unique_state"
            ),
        )
        indexes = (
            models.Index(fields=["workspace", "-created_at", "-id"], name="decision_newest"),
            models.Index(fields=["-created_at", "-id"], name="decision_newest_of_all"),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: message {self.message_id}"


class RuleApplication(WorkspaceOwned):
    """A rule acted on a message: once an occasion, whatever is repeated.

    `acts`  what came of each action, in order: {"type", "state", "reason"?, "text"?, "call"?,
            "undo"?}; `undo` holds what it takes to take the act back.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="applications")
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="applications")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="rule_applications")
    occasion = models.CharField(max_length=64, blank=True)
    identity = models.ForeignKey(Identity, null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)
    # Set only where the rule answers once per person per post; the constraint does the counting.
    once_on_post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    acts = models.JSONField(default=list)
    calls = models.ManyToManyField(PlatformCall, related_name="rule_applications", blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["rule", "message", "occasion"], name="rule_application_unique_message"
            ),
            models.UniqueConstraint(
                fields=["rule", "identity", "once_on_post"], name="rule_application_once_per_post"
            ),
        )
        indexes = (
            models.Index(
                fields=["identity", "-created_at"],
                name="rule_application_answers",
                condition=models.Q(has_answered=True),
            ),
            models.Index(fields=["workspace", "-created_at", "-id"], name="rule_application_newest"),
            models.Index(fields=["rule", "-created_at", "-id"], name="rule_application_of_rule"),
        )

    def __str__(self) -> str:
        return f"{self.version} on message {self.message_id}"


class Suggestion(WorkspaceOwned):
    """An act that a rule proposes and a person approves or rejects."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting for a person")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="suggestions")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="suggestions")
    position = models.PositiveSmallIntegerField(help_text="Which of the rule's actions this is.")
    action = models.JSONField()
    text = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "message", "position"], name="suggestion_unique_action"
            ),
        )
        indexes = (
            models.Index(fields=["workspace", "status", "-created_at", "-id"], name="suggestion_by_status"),
            models.Index(
                fields=["workspace", "message"],
                name="suggestion_pending",
                condition=models.Q(status="pending"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.action.get('type', '?')} for message {self.message_id}"


class HitReview(models.Model):
    """A person's word on whether a rule was right about a message. The last word counts."""

    version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="reviews")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="hit_reviews")
    is_right = models.BooleanField()
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "message"], name="hit_review_unique_hit"),)

    def __str__(self) -> str:
        return f"{self.version} {'right' if self.is_right else 'wrong'} on message {self.message_id}"


class Episode(models.Model):
    """One stretch of time in which a rule about time fired: it does so once.

    `key` names the stretch: a conversation and since when its person waits, or a wave on a
    post. `seen_at` is when a wave was last seen: it is over when that is long ago.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="episodes")
    key = models.CharField(max_length=120)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="+")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["rule", "key"], name="episode_unique_key"),)
        indexes = (
            models.Index(fields=["rule", "conversation", "started_at"], name="episode_of_conversation"),
        )

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.key}"
