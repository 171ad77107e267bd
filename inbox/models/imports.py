"""Files that people upload to import them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from inbox.models.channels import Channel
from inbox.models.jobs import Job


class FileImport(Job):
    """A file that a person uploaded: first looked at, then, when they say so, imported as a job.

    `total`, `done`  kilobytes of what is to be read.
    `file`           names the file and the file of its bad rows, in `settings.UPLOADS_DIR`.
    `form`           rows (CSV, JSON Lines) or export (what a platform hands out).
    `choices`        what the person chose: {"channel", "mapping", "owner", "encoding"}.
    `cursor`         how far the file is read, in the words of its form.
    `counts`         rows, new, known, changes and bad.
    `started_at`     when somebody said so, which may be a day after the upload.
    """

    UPLOADED = "uploaded"
    BEGAN = "started_at"

    status = models.CharField(
        max_length=10, choices=[(UPLOADED, _("Uploaded")), *Job.Status.choices], default=UPLOADED
    )
    file = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255)
    form = models.CharField(max_length=10, choices=[("rows", _("Table")), ("export", _("Export"))])
    channel = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.SET_NULL, related_name="file_imports"
    )
    choices = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta(Job.Meta):
        indexes = (
            models.Index(
                fields=["created_at"],
                name="file_import_unfinished",
                condition=models.Q(status__in=["waiting", "running"]),
            ),
            models.Index(fields=["workspace", "-id"], name="file_import_newest"),
        )

    def __str__(self) -> str:
        return f"Import of {self.name}"

    @property
    def is_uploaded(self) -> bool:
        """Nobody said yet that it is to be imported."""
        return self.status == self.UPLOADED
