from __future__ import annotations

from django.db import models

from inbox.models.conversations import Post


class PostThumbnail(models.Model):
    """A small picture of a post, kept here: a page loads nothing from elsewhere.

    `url` is where the platform has it; `content` is empty until it was fetched, and when it could not be.
    """

    MOST_BYTES = 300_000

    post = models.OneToOneField(Post, on_delete=models.CASCADE, primary_key=True, related_name="thumbnail")
    url = models.URLField(max_length=2000)
    content = models.BinaryField(default=bytes)
    content_type = models.CharField(max_length=20, blank=True)
    run_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=["run_at"], name="thumbnail_due", condition=models.Q(run_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"Thumbnail of {self.post_id}"
