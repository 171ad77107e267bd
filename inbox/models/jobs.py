"""Long work in pieces. The rows are the truth: a worker that dies leaves them to the next."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, WorkspaceOwned
from inbox.models.conversations import Conversation


class Job(WorkspaceOwned):
    """Work that goes on in pieces, shows how far it is, and can be cancelled."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    # The field that says since when somebody waits for it.
    BEGAN = "created_at"

    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ("-created_at", "-id")

    @property
    def is_over(self) -> bool:
        return self.status in {self.Status.DONE, self.Status.CANCELLED, self.Status.FAILED}


class BulkRun(Job):
    """One act on many conversations: those of a list as it was when somebody asked.

    `act`      resolve, reopen, snooze, assign, label, unlabel, hide, spam, share_out.
    `values`   what the act needs: {"label": …}, {"assignee": id}, {"until": ISO time}, {"members": [id, …]}.
    `query`    the list, as `Filters.query` writes it; or "similar=<message id>".
    `cursor`   the last conversation looked at; `until` keeps out what came later.
    `undoes`   the run that this one takes back.
    """

    act = models.CharField(max_length=20)
    values = models.JSONField(default=dict)
    query = models.CharField(max_length=500, blank=True)
    cursor = models.JSONField(default=dict)
    until = models.DateTimeField(default=timezone.now)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by"
    )

    class Meta(Job.Meta):
        indexes = (
            models.Index(
                fields=["created_at"],
                name="bulk_run_unfinished",
                condition=models.Q(status__in=["waiting", "running"]),
            ),
            models.Index(fields=["workspace", "-id"], name="bulk_run_newest"),
        )

    def __str__(self) -> str:
        return f"{self.act} of {self.total} conversations"


class BulkItem(models.Model):
    """What a run did with one conversation, and what takes that back.

    `outcome`  done, unchanged, refused or undone; `detail` says why it was refused.
    `before`   what the conversation or message was: as much as undoing the act needs.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        UNCHANGED = "unchanged", _("It was so already")
        REFUSED = "refused", _("Refused")
        UNDONE = "undone", _("Undone")

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="bulk_items")
    outcome = models.CharField(max_length=10, choices=Outcome)
    detail = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["run", "conversation"], name="bulk_item_once_a_run"),)

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.outcome}"
