from __future__ import annotations

from django.db import models

from accounts.models import WorkspaceOwned
from inbox.models.channels import Channel

# A direct message brings its sender's id only; these are looked up once.
NAMELESS = models.Q(handle="", name="", looked_up_at=None)


class Contact(WorkspaceOwned):
    """A person who writes, across channels."""

    name = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name or f"Contact {self.pk}"


class IdentityQuerySet(models.QuerySet["Identity"]):
    def nameless(self) -> IdentityQuerySet:
        """Nobody has said how they are called, and the platform was not asked yet."""
        return self.filter(NAMELESS)


class Identity(WorkspaceOwned):
    """A contact as one channel knows them."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="identities")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identities")
    external_id = models.CharField("id on the platform", max_length=255)
    handle = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=255, blank=True)
    # The platform's clock: a name in an older message does not overwrite a newer one.
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    looked_up_at = models.DateTimeField(null=True, blank=True, editable=False)
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
