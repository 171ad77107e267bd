"""Which of a file's columns stands for which of ours, when nobody said it: names that other tools use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from inbox.imports.mapping import TEXT_NAMES
from platforms.generic.format import COLUMNS, column_name

OTHER_NAMES = {
    "text": (*TEXT_NAMES, "tekst", "reactie", "kommentar", "commentaire"),
    "author_name": ("author", "name", "display_name", "full_name", "from", "auteur", "naam", "autor"),
    "author_handle": ("username", "user_name", "handle", "user", "screen_name"),
    "author_id": ("user_id", "from_id"),
    "sent_at": (
        "date",
        "time",
        "datetime",
        "timestamp",
        "created_at",
        "created_time",
        "published_at",
        "datum",
    ),
    "external_id": ("id", "comment_id", "message_id"),
    "post_id": ("media_id", "video_id"),
    "post_title": ("title", "video_title", "post"),
    "parent_id": ("parent", "reply_to", "in_reply_to"),
}
LABELS = {
    "text": _("Text"),
    "author_name": _("Name of who wrote it"),
    "author_handle": _("Handle of who wrote it"),
    "sent_at": _("Time"),
    "is_own": _("Written by you (yes or no)"),
    "kind": _("Comment or direct message"),
    "external_id": _("Id of the message"),
    "author_id": _("Id of who wrote it"),
    "post_id": _("Id of the post"),
    "post_title": _("Title of the post"),
    "parent_id": _("Id of the comment that it answers"),
    "thread_id": _("Id of the thread"),
    "action": _("What happened (create, edit, remove …)"),
}
# What people look at first; the others are folded away.
MAIN = ("text", "author_name", "author_handle", "sent_at", "is_own")


def guess(found: Sequence[str]) -> dict[str, str]:
    """Return the file's column for each of ours that can be told by its name."""
    by_name = {column_name(theirs): theirs for theirs in reversed(found)}
    mapping = {ours: by_name[ours] for ours in COLUMNS if ours in by_name}
    for ours, names in OTHER_NAMES.items():
        free = (by_name[name] for name in names if name in by_name)
        for theirs in free:
            if ours not in mapping and theirs not in mapping.values():
                mapping[ours] = theirs
    return mapping


def chosen(wanted: Mapping[str, str], found: Sequence[str]) -> dict[str, str]:
    """Return of what a person chose what the file has."""
    return {ours: theirs for ours, theirs in wanted.items() if ours in COLUMNS and theirs in found}
