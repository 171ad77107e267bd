from __future__ import annotations

from django.db import models

from accounts.models import User, WorkspaceOwned


class SavedView(WorkspaceOwned):
    """A list with its filters, under a name: one's own, or shared with the workspace.

    `query` is the address's part after the question mark, as `Filters.query` writes it.
    """

    MOST = 50

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, blank=True)
    is_shared = models.BooleanField("shared with the workspace", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["workspace", "user", "name"], name="saved_view_unique_name"),
        )

    def __str__(self) -> str:
        return self.name
