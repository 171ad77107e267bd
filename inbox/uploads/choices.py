"""What a person chooses before a file is imported: its channel, its columns, whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import Workspace
from inbox.imports.channels import MAX_NAME
from inbox.models import Channel, FileImport
from inbox.services import Refused
from inbox.uploads import files, sources
from inbox.uploads.columns import LABELS, MAIN
from inbox.uploads.looking import Preview, preview_of
from platforms.cleaning import clean
from platforms.generic.connector import Generic

ENCODINGS = ("utf-8", "cp1252", "latin-1")
# Files that were uploaded and not imported; the oldest makes room.
MOST_WAITING = 5
MOST_CHANNELS = 200
MAX_FILE_NAME = 200
MAX_OWNER = 200
MAX_COLUMN = 300
PREFIX = "map_"


@dataclass(frozen=True, slots=True)
class Field:
    """One of our columns in the form, and the file's column that is chosen for it."""

    name: str
    label: str | Promise
    theirs: str
    is_main: bool


def take(workspace: Workspace, upload: TemporaryUploadedFile, *, by: Actor) -> FileImport:
    """Keep an uploaded file. Raise UnusableFile when it is none that can be imported; then it is gone."""
    name = clean(PurePath(upload.name or "file").name)
    # The end of a name tells the form.
    run = FileImport(workspace=workspace, name=name[-MAX_FILE_NAME:] or "file", created_by=by.user)
    files.take_over(run, upload)
    path = files.path_of(run)
    try:
        run.form = sources.form_of(path)
        encoding = sources.encoding_of(path) if run.form == sources.ROWS else ""
        run.choices = {"channel": PurePath(run.name).stem[:MAX_NAME], "encoding": encoding}
        run.save()
    except BaseException:
        files.delete(run)
        raise
    _make_room(workspace)
    return run


def _make_room(workspace: Workspace) -> None:
    waiting = FileImport.objects.filter(workspace=workspace, status=FileImport.UPLOADED)
    for run in waiting.order_by("-pk")[MOST_WAITING : MOST_WAITING + 50]:
        files.delete(run, with_errors=True)
        run.delete()


def keep(run: FileImport, form: QueryDict) -> None:
    """Keep what the form says, as far as it makes sense."""
    mapping = {
        name: form.get(PREFIX + name, "")[:MAX_COLUMN] for name in LABELS if form.get(PREFIX + name, "")
    }
    encoding = form.get("encoding", "")
    run.choices = {
        "channel": clean(form.get("channel", "").strip())[: MAX_NAME + 1],
        "owner": clean(form.get("other_owner", "").strip() or form.get("owner", ""))[:MAX_OWNER],
        "encoding": encoding if encoding in ENCODINGS else run.choices.get("encoding", ""),
        "mapping": mapping,
    }
    FileImport.objects.filter(pk=run.pk, status=FileImport.UPLOADED).update(choices=run.choices)


def require_usable(run: FileImport) -> None:
    """Raise Refused when the file cannot be imported the way it was chosen."""
    try:
        preview = preview_of(run)
    except (ValueError, OSError) as problem:
        raise Refused("invalid", str(problem)) from None
    if not preview.has_text:
        raise Refused("invalid", _("Say which column holds the text."))
    if len(preview.names) > 1 and not run.choices.get("owner"):
        raise Refused("invalid", _("Say whose export it is: its own messages are told by the name."))


def fields_of(preview: Preview) -> Sequence[Field]:
    """Return the columns to choose, those that matter most first."""
    names = [*MAIN, *(name for name in LABELS if name not in MAIN)]
    return [Field(name, LABELS[name], preview.mapping.get(name, ""), name in MAIN) for name in names]


def import_channels(workspace: Workspace) -> Sequence[Channel]:
    """Return the channels that a file can go to; another name makes a new one."""
    rows = Channel.objects.filter(workspace=workspace, platform=Generic.slug)
    return list(rows.order_by("name")[:MOST_CHANNELS])
