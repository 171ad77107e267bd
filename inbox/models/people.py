from __future__ import annotations

from django.db import models

from accounts.models import WorkspaceOwned
from inbox.models.channels import Channel
from inbox.models.labels import Label

# A direct message brings its sender's id only; these are looked up once.
NAMELESS = models.Q(handle="", name="", looked_up_at=None)


class Contact(WorkspaceOwned):
    """A person who writes, across channels.

    `is_approved`  what they write was found good: it wins over a block.
    `is_team`      a colleague, who writes from an account of their own.
    """

    name = models.CharField(max_length=255, blank=True)
    labels = models.ManyToManyField(Label, through="ContactLabel", related_name="contacts", blank=True)
    is_vip = models.BooleanField("is a VIP", default=False)
    is_approved = models.BooleanField("is approved", default=False)
    is_team = models.BooleanField("is one of the team", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name or f"Contact {self.pk}"


class ContactLabel(models.Model):
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="label_links")
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="contact_links")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["contact", "label"], name="contact_label_unique"),)

    def __str__(self) -> str:
        return f"{self.label} on {self.contact_id}"


class IdentityQuerySet(models.QuerySet["Identity"]):
    def nameless(self) -> IdentityQuerySet:
        """Nobody has said how they are called, and the platform was not asked yet."""
        return self.filter(NAMELESS)


class Identity(WorkspaceOwned):
    """A contact as one channel knows them.

    What the platform tells of a profile is empty where it tells nothing: `followers`,
    `is_verified`, `has_picture` and `account_created_at`.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="identities")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identities")
    external_id = models.CharField("id on the platform", max_length=255)
    handle = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=255, blank=True)
    # The platform's clock: a name in an older message does not overwrite a newer one.
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    looked_up_at = models.DateTimeField(null=True, blank=True, editable=False)
    blocked_at = models.DateTimeField(null=True, blank=True)
    opted_out_at = models.DateTimeField(null=True, blank=True)
    followers = models.PositiveIntegerField(null=True, blank=True)
    is_verified = models.BooleanField(null=True, blank=True)
    has_picture = models.BooleanField(null=True, blank=True)
    account_created_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "identities"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["channel", "external_id"], name="identity_unique_person"),
        )
        indexes = (models.Index(fields=["id"], name="identity_nameless", condition=NAMELESS),)

    def __str__(self) -> str:
        return self.name or (f"@{self.handle}" if self.handle else self.external_id)

    @property
    def is_blocked(self) -> bool:
        """Whether this person is blocked; never one whose contact was approved."""
        return self.blocked_at is not None and not self.contact.is_approved
