from __future__ import annotations

from django.db import models

from accounts.models import WorkspaceOwned


class Label(WorkspaceOwned):
    """A tag on conversations, contacts and posts."""

    name = models.CharField(max_length=60)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["workspace", "name"], name="label_unique_name"),)

    def __str__(self) -> str:
        return self.name
