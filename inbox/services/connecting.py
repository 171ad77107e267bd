"""Connect a channel, connect it again, pause it and let it go on."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Actor
from accounts.models import Workspace
from inbox import live, renewing, standing
from inbox.models import Channel
from inbox.services.checking import Checked, Wish, with_remedy
from inbox.services.refusals import Refused
from platforms.access import Grant
from platforms.cleaning import clean

LONGEST_NAME = 150


def connect(workspace: Workspace, wish: Wish, checked: Checked, *, by: Actor, now: datetime) -> Channel:
    """Store a channel with credentials that work.

    Raises Refused when the profile is connected already. Where that is in this workspace, the new access is
    kept there: the platform may take the old one no more.
    """
    profile = checked.profile
    name = clean(wish.name or profile.name or profile.handle or profile.account_id)[:LONGEST_NAME]
    try:
        with transaction.atomic():
            channel = Channel.objects.create(
                workspace=workspace,
                platform=wish.platform,
                external_id=profile.account_id,
                name=name,
                handle=profile.handle[:LONGEST_NAME],
                is_simulated=wish.is_simulated,
                credentials=dict(checked.secrets),
            )
            _begin(channel, checked.grant, now, is_renewed="refresh_token" in checked.secrets)
            audit.record(workspace, "connected", channel, by=by)
            live.announce_all(workspace.pk)
    except IntegrityError as error:
        raise Refused("invalid", _keep_where_known(workspace, wish, checked, by, now)) from error
    return channel


@transaction.atomic
def connect_again(channel: Channel, checked: Checked, *, by: Actor, now: datetime) -> None:
    """Store new credentials, and let what waited go on."""
    stored = Channel.objects.locked(channel.pk)
    stored.credentials = {**stored.credentials, **checked.secrets}
    stored.calls_resume_at = None
    if stored.status == Channel.Status.RECONNECT:
        stored.status, stored.status_reason = Channel.Status.CONNECTED, ""
    stored.save(update_fields=["credentials", "calls_resume_at", "status", "status_reason"])
    _begin(stored, checked.grant, now, is_renewed="refresh_token" in checked.secrets)
    audit.record(stored.workspace_id, "connected", stored, by=by)
    live.announce_all(stored.workspace_id)


@transaction.atomic
def pause_channel(channel: Channel, *, by: Actor) -> bool:
    """Make no calls and ask for nothing until somebody resumes it; return whether that is news."""
    return _set_status(channel, Channel.Status.CONNECTED, Channel.Status.PAUSED, "paused", by)


@transaction.atomic
def resume_channel(channel: Channel, *, by: Actor) -> bool:
    """Let a paused channel go on; return whether it was paused."""
    return _set_status(channel, Channel.Status.PAUSED, Channel.Status.CONNECTED, "resumed", by)


def _set_status(channel: Channel, before: str, after: str, verb: str, by: Actor) -> bool:
    if not Channel.objects.filter(pk=channel.pk, status=before).update(status=after):
        return False
    audit.record(channel.workspace_id, verb, channel, by=by)
    live.announce_all(channel.workspace_id)
    return True


def begin_unchecked(channel: Channel, now: datetime) -> None:
    """Begin anew with access that somebody entered without having it checked."""
    _begin(channel, Grant(channel.credentials.get("access_token", "")), now, is_renewed=False)


def _begin(channel: Channel, grant: Grant, now: datetime, *, is_renewed: bool) -> None:
    """Begin to count the life of new access."""
    access = standing.access_of(channel)
    renewing.begin(access, grant, now)
    if not is_renewed:
        # Entered by hand: a first refusal is worth a try.
        access.renewed_at = None
    if not channel.connector().can_refresh:
        access.due_at = None
    access.lease_until = None
    access.save()


def _keep_where_known(workspace: Workspace, wish: Wish, checked: Checked, by: Actor, now: datetime) -> str:
    """Store new access in the channel of this workspace that has the profile; return what to tell."""
    ours = Channel.objects.filter(workspace=workspace, is_simulated=wish.is_simulated)
    found = ours.filter(platform=wish.platform, external_id=checked.profile.account_id).first()
    if found is None:
        text = _("This profile is connected already, here or elsewhere.")
        return with_remedy(text, checked.is_used_up)
    connect_again(found, checked, by=by, now=now)
    text = _("This profile is connected already, as %(name)s: the new access is stored there.")
    return text % {"name": found.name}
