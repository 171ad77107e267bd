"""Where uploaded files lie: streamed to disk, named by us, and gone when nobody needs them.

Web and workers share the folder. Nobody is given a path in it: a file is found through its row.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from inbox.models import FileImport

# What a reader goes by; any other ending tells nothing.
SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".zip")
KEPT = timedelta(days=1)
# So long one can still fetch what could not be imported.
ERRORS_KEPT = timedelta(days=7)
MOST_SWEPT = 1000
OUR_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class ToDisk(TemporaryFileUploadHandler):
    """Writes what is uploaded to disk as it comes, and no more of it than is allowed."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.UPLOAD_MAX_BYTES:
            raise StopUpload
        super().receive_data_chunk(raw_data, start)


def suffix_of(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix in SUFFIXES else ""


def path_of(run: FileImport) -> Path:
    return Path(settings.UPLOADS_DIR) / f"{run.file}{suffix_of(run.name)}"


def errors_path_of(run: FileImport) -> Path:
    return Path(settings.UPLOADS_DIR) / f"{run.file}.errors"


def take_over(run: FileImport, upload: TemporaryUploadedFile) -> None:
    """Move what was uploaded to where the import finds it."""
    Path(upload.temporary_file_path()).replace(path_of(run))


def delete(run: FileImport, *, with_errors: bool = False) -> None:
    path_of(run).unlink(missing_ok=True)
    if with_errors:
        errors_path_of(run).unlink(missing_ok=True)


def sweep(now: datetime) -> int:
    """Delete files that were left, a bounded number; return how many.

    What an import still reads stays, however old: somebody may start it a day after the upload.
    """
    found = Path(settings.UPLOADS_DIR).iterdir()
    old = list(islice((path for path in found if _is_old(path, now)), MOST_SWEPT))
    needed = _needed(old)
    unneeded = [path for path in old if path.stem not in needed]
    for path in unneeded:
        path.unlink(missing_ok=True)
    return len(unneeded)


def _is_old(path: Path, now: datetime) -> bool:
    kept = ERRORS_KEPT if path.suffix == ".errors" else KEPT
    return path.is_file() and path.stat().st_mtime <= (now - kept).timestamp()


def _needed(paths: Sequence[Path]) -> set[str]:
    """Return which of these files belong to imports that wait or run."""
    ids = [uuid.UUID(path.stem) for path in paths if OUR_NAME.fullmatch(path.stem)]
    busy = FileImport.objects.filter(file__in=ids, status__in=["waiting", "running"])
    return {str(file) for file in busy.values_list("file", flat=True)}
