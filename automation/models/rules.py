"""Rules, the lists they use, and their versions."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, WorkspaceOwned
from automation.schema import RuleBody


class Mode(models.TextChoices):
    OFF = "off", _("Off")
    SHADOW = "shadow", _("Shadow: only record what it would do")
    SUGGEST = "suggest", _("Suggest: a person approves each act")
    LIVE = "live", _("Live: act by itself")


class RuleQuerySet(models.QuerySet["Rule"]):
    def in_use(self) -> RuleQuerySet:
        return self.filter(is_archived=False, version__isnull=False)

    def active(self) -> RuleQuerySet:
        """The rules that look at new messages, in the order in which they run."""
        return self.in_use().exclude(mode=Mode.OFF)


class Rule(WorkspaceOwned):
    """When a message comes and these conditions hold, do this. What it says is in its version.

    `paused_at`  the circuit breaker stopped it; it matches still, and is held back.
    """

    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.SHADOW)
    position = models.PositiveIntegerField(default=0, help_text="Lower numbers run first.")
    note = models.TextField(blank=True, max_length=2000)
    owner = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who is told when it pauses itself.",
    )
    version = models.OneToOneField(
        "RuleVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_reason = models.CharField(max_length=300, blank=True, editable=False)
    # The breaker counts from here on: resuming a rule forgives what it did before.
    resumed_at = models.DateTimeField(null=True, blank=True, editable=False)
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


class WordList(WorkspaceOwned):
    """Words with their severity, for many rules to share. What it holds is in its version."""

    name = models.CharField(max_length=60)
    note = models.CharField(max_length=300, blank=True)
    version = models.OneToOneField(
        "WordListVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["workspace", "name"], name="word_list_unique_name"),)

    def __str__(self) -> str:
        return self.name


class WordListVersion(models.Model):
    """A list at one time. Never changed.

    `entries`     [{"text": …, "severity": 1–3, "language": "nl" or "", "skeleton": bool}, …];
                  `skeleton` says whether disguised spellings count.
    `exceptions`  [text, …]: a hit inside one of these is none.
    """

    word_list = models.ForeignKey(WordList, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    entries = models.JSONField(default=list)
    exceptions = models.JSONField(default=list)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["word_list", "number"], name="word_list_version_unique_number"),
        )

    def __str__(self) -> str:
        return f"{self.word_list.name} v{self.number}"
