"""Rules, what they decided, and what came of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.models import User, WorkspaceOwned
from automation.schema import RuleBody
from inbox.models import Identity, Message, PlatformCall, Post


class Mode(models.TextChoices):
    OFF = "off", "Off"
    SHADOW = "shadow", "Shadow: only record what it would do"
    SUGGEST = "suggest", "Suggest: a person approves each act"
    LIVE = "live", "Live: act by itself"


class RuleQuerySet(models.QuerySet["Rule"]):
    def active(self) -> RuleQuerySet:
        """The rules that look at new messages, in the order in which they run."""
        return self.exclude(mode=Mode.OFF).filter(is_archived=False, version__isnull=False)


class Rule(WorkspaceOwned):
    """When a message comes and these conditions hold, do this. What it says is in its version."""

    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.SHADOW)
    position = models.PositiveIntegerField(default=0, help_text="Lower numbers run first.")
    version = models.OneToOneField(
        "RuleVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    is_archived = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["workspace", "name"],
                name="rule_unique_name",
                condition=models.Q(is_archived=False),
                violation_error_message="There is a rule with this name already.",
            ),
        )
        indexes = (models.Index(fields=["workspace", "position", "id"], name="rule_in_order"),)

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """What a rule said at one time. Never changed: acts and decisions point here."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["rule", "number"], name="rule_version_unique_number"),)

    def __str__(self) -> str:
        return f"{self.rule.name} v{self.number}"

    @property
    def cause(self) -> str:
        """How this version is named on calls and in the audit trail."""
        return f"rule {self.rule_id} v{self.number}"

    def parsed(self) -> RuleBody:
        return RuleBody.model_validate(self.body)


class Decision(WorkspaceOwned):
    """What was decided about one message by one state of the rules, and why.

    `results` holds one entry for each rule that matched or was held back; the rules that
    did not match can be asked again from `facts` and their versions, which never change.
    """

    class Outcome(models.TextChoices):
        ACTED = "acted", "Acted"
        SUGGESTED = "suggested", "Suggested"
        SHADOW = "shadow", "Would have acted"
        HELD_BACK = "held_back", "Held back"
        NO_MATCH = "no_match", "No rule matched"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="decisions")
    fingerprint = models.CharField("state of the rules", max_length=32)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    results = models.JSONField(default=list)
    milliseconds = models.FloatField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["message", "fingerprint"], name="decision_unique_state"),
        )
        indexes = (
            models.Index(fields=["workspace", "-created_at", "-id"], name="decision_newest"),
            models.Index(fields=["-created_at", "-id"], name="decision_newest_of_all"),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: message {self.message_id}"


class RuleApplication(WorkspaceOwned):
    """A rule acted on a message: once for ever, whatever is repeated."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="applications")
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="applications")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="rule_applications")
    identity = models.ForeignKey(Identity, null=True, on_delete=models.SET_NULL, related_name="+")
    has_answered = models.BooleanField(default=False)
    # Set only where the rule answers once per person per post; the constraint does the counting.
    once_on_post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    acts = models.JSONField(default=list)
    calls = models.ManyToManyField(PlatformCall, related_name="rule_applications", blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["rule", "message"], name="rule_application_unique_message"),
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
        )

    def __str__(self) -> str:
        return f"{self.version} on message {self.message_id}"


class Suggestion(WorkspaceOwned):
    """An act that a rule proposes and a person approves or rejects."""

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting for a person"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

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
        )

    def __str__(self) -> str:
        return f"{self.action.get('type', '?')} for message {self.message_id}"
