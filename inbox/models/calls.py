from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Event, User, WorkspaceOwned
from inbox.models.channels import Channel
from inbox.models.conversations import Conversation
from inbox.models.messages import Message


class PlatformCallQuerySet(models.QuerySet["PlatformCall"]):
    def due(self, now: datetime) -> PlatformCallQuerySet:
        """Queued, its time has come, and its channel may call."""
        may_call = Q(channel__calls_resume_at=None) | Q(channel__calls_resume_at__lte=now)
        return self.filter(
            may_call,
            status=PlatformCall.Status.QUEUED,
            run_at__lte=now,
            channel__status=Channel.Status.CONNECTED,
        )

    def abandoned(self, now: datetime) -> PlatformCallQuerySet:
        """In the hands of a worker that is gone: its lease ran out."""
        return self.filter(status=PlatformCall.Status.SENDING, lease_until__lte=now)

    def claim(self, pk: int, *, now: datetime, lease: timedelta) -> PlatformCall | None:
        """Take a due call so that nobody else makes it too; None when it is not to be had.

        `attempts` grows before the call is made and fences it: a worker that comes back
        after its lease ran out holds an old number and may no longer finish the call.
        """
        due = self.due(now).filter(pk=pk).order_by().values("pk")
        updated = self.filter(pk__in=due, status=PlatformCall.Status.QUEUED).update(
            status=PlatformCall.Status.SENDING,
            started_at=now,
            lease_until=now + lease,
            attempts=F("attempts") + 1,
        )
        if not updated:
            return None
        related = ("channel__workspace", "conversation__identity__contact", "message__identity__contact")
        return self.select_related(*related).get(pk=pk)

    def in_flight(self) -> PlatformCallQuerySet:
        """Not finished yet, or finished with an outcome nobody knows."""
        status = PlatformCall.Status
        return self.filter(status__in=[status.QUEUED, status.SENDING, status.UNKNOWN])


class PlatformCall(WorkspaceOwned):
    """One effect that we want on a platform: a reply, a hide, ...

    Written in the transaction of the change that wants it. `idempotency_key` makes it
    one row an intended effect, however often the wish is repeated.

    queued → sending → done | failed | queued again | unknown → done | queued again | failed
    """

    class Verb(models.TextChoices):
        REPLY = "reply", _("Reply")
        PRIVATE_REPLY = "private_reply", _("Private reply")
        DIRECT = "direct", _("Direct message")
        HIDE = "hide", _("Hide")
        UNHIDE = "unhide", _("Unhide")
        HOLD = "hold", _("Hold for review")
        REMOVE = "remove", _("Remove")
        LIKE = "like", _("Like")
        BLOCK = "block", _("Block")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being made")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Outcome unknown")
        CANCELLED = "cancelled", _("Cancelled")

    SENDS = frozenset({Verb.REPLY, Verb.PRIVATE_REPLY, Verb.DIRECT})

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="platform_calls")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="platform_calls")
    message = models.ForeignKey(
        Message,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="platform_calls",
        help_text="The message that is answered, hidden or removed.",
    )
    sent_message = models.OneToOneField(
        Message,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sent_by_call",
        help_text="Our own message that came of it.",
    )
    verb = models.CharField(max_length=15, choices=Verb)
    text = models.TextField(blank=True)
    idempotency_key = models.CharField(max_length=128, unique=True)
    actor = models.CharField(max_length=10, choices=Event.Actor)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="platform_calls"
    )
    cause = models.CharField(max_length=100, blank=True, help_text="For a rule: its version.")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    run_at = models.DateTimeField(default=timezone.now)
    # When a worker was last told of it; nobody is told twice within a few seconds.
    woken_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    reads = models.PositiveSmallIntegerField(
        default=0, help_text="How often we looked on the platform for an unknown outcome."
    )
    started_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField("id on the platform", max_length=255, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PlatformCallQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=["run_at"], name="platform_call_due", condition=Q(status="queued")),
            models.Index(fields=["lease_until"], name="platform_call_sending", condition=Q(status="sending")),
            models.Index(fields=["run_at"], name="platform_call_unknown", condition=Q(status="unknown")),
            models.Index(fields=["workspace", "-created_at", "-id"], name="platform_call_newest"),
            models.Index(fields=["channel", "external_id"], name="platform_call_external_id"),
            models.Index(fields=["-created_at", "-id"], name="platform_call_newest_of_all"),
        )

    def __str__(self) -> str:
        return f"{self.get_verb_display()} ({self.get_status_display()})"

    @property
    def is_send(self) -> bool:
        """Whether repeating it would put a second text before a person."""
        return self.verb in self.SENDS


class PrivateReplyClaim(models.Model):
    """The one private reply a comment may get, whoever asks first: rule or person."""

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="private_reply_claim"
    )
    call = models.ForeignKey(PlatformCall, on_delete=models.CASCADE, related_name="private_reply_claims")

    def __str__(self) -> str:
        return f"Private reply to {self.message_id}"
