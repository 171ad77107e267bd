"""The channel that an import goes to."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify

from accounts import audit
from accounts.audit import SYSTEM, Actor
from accounts.models import Workspace
from inbox.models import Channel
from platforms.base import Capability
from platforms.cleaning import clean
from platforms.generic.connector import Generic

MAX_NAME = 150
MAX_SLUG = 100


class NotForImport(ValueError):
    """This channel takes no import. Says why and what to do."""


def find_channel(workspace: Workspace, name: str) -> Channel | None:
    """Return the import channel of this name; None when there is no channel called so."""
    if not name or len(name) > MAX_NAME:
        raise NotForImport(f"Give the channel a name of 1 to {MAX_NAME} characters.")
    named = list(workspace.channels.filter(name=name)[:50])
    ours = [channel for channel in named if channel.can(Capability.IMPORT)]
    if named and not ours:
        raise NotForImport(
            f"“{name}” is a connected {named[0].platform_name} channel, and imported messages cannot be told "
            "from its own ones later. Choose another name; a channel is made for it."
        )
    if len(ours) > 1:
        raise NotForImport(f"Several import channels are called “{name}”. Rename one of them first.")
    return ours[0] if ours else None


@transaction.atomic
def create_channel(workspace: Workspace, name: str, *, by: Actor = SYSTEM) -> Channel:
    """Make a channel for imported messages. Nothing is ever sent to it."""
    channel = Channel.objects.create(
        workspace=workspace,
        platform=Generic.slug,
        name=clean(name),
        external_id=_free_id(workspace, name),
    )
    audit.record(workspace, "create", channel, by=by)
    return channel


def _free_id(workspace: Workspace, name: str) -> str:
    """Return an id that no other channel has, in any workspace."""
    stem = f"{slugify(name)[:MAX_SLUG] or 'import'}-{workspace.pk}"
    taken = set(
        Channel.objects.filter(platform=Generic.slug, external_id__startswith=stem).values_list(
            "external_id", flat=True
        )
    )
    number, external_id = 1, stem
    while external_id in taken:
        number += 1
        external_id = f"{stem}-{number}"
    return external_id
