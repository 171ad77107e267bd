"""Links whose clicks are counted."""

from __future__ import annotations

import secrets

from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone

from accounts.models import WorkspaceOwned


def _code() -> str:
    return secrets.token_urlsafe(6)


class TrackedLink(WorkspaceOwned):
    """A web address for reply texts: `{{link:slug}}` becomes a short address that counts clicks."""

    slug = models.SlugField(max_length=60)
    url = models.CharField(max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    code = models.CharField(max_length=16, unique=True, default=_code, editable=False)
    clicks = models.PositiveIntegerField(default=0, editable=False)
    last_clicked_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("slug",)
        constraints = (
            models.UniqueConstraint(fields=["workspace", "slug"], name="tracked_link_unique_slug"),
        )

    def __str__(self) -> str:
        return self.slug
