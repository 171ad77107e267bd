"""Connect a channel, connect it again, pause it and let it go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Actor
from accounts.models import Workspace
from inbox import live, renewing, standing
from inbox.models import Channel
from inbox.services.refusals import Refused
from platforms.access import Grant, Profile
from platforms.base import Connector
from platforms.cleaning import clean
from platforms.errors import AuthExpired, PlatformError, Unsupported
from platforms.registry import connector_class

LONGEST_NAME = 150


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person enters to connect a channel. `secrets` has the names of `Connector.asks_for`."""

    platform: str
    account_id: str = ""
    name: str = ""
    is_simulated: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """Credentials that a platform accepted: whose they are, and how long they last."""

    profile: Profile
    grant: Grant
    secrets: Mapping[str, str] = field(repr=False)


def check(wish: Wish, now: datetime, *, is_new: bool = False) -> Checked:
    """Ask the platform whether these credentials work. Not inside a transaction. Raises Refused.

    What can be known before is checked first: a platform may take a refresh token once only.
    """
    _check_first(wish, is_new=is_new)
    secrets = {name: value for name, value in wish.secrets.items() if value}
    channel = _draft(wish, secrets)
    try:
        grant = Grant(secrets.get("access_token", ""))
        if channel.connector().can_refresh and "refresh_token" in secrets:
            grant = channel.connector().refresh(now=now)
            secrets |= {"access_token": grant.access_token}
            secrets |= {"refresh_token": grant.refresh_token} if grant.refresh_token else {}
        profile = _profile(_draft(wish, secrets), wish)
    except PlatformError as error:
        raise Refused(error.code, _why(error)) from error
    if wish.account_id and profile.account_id != wish.account_id:
        text = _("This access belongs to another account: %(name)s, %(id)s.")
        raise Refused("invalid", text % {"name": profile.name, "id": profile.account_id})
    return Checked(profile, grant, secrets)


def connect(workspace: Workspace, wish: Wish, checked: Checked, *, by: Actor, now: datetime) -> Channel:
    """Store a channel with credentials that work. Raises Refused when the profile is connected already."""
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
            _begin(channel, checked, now)
            audit.record(workspace, "connected", channel, by=by)
            live.announce_all(workspace.pk)
    except IntegrityError as error:
        raise Refused("invalid", _("This profile is connected already, here or elsewhere.")) from error
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
    _begin(stored, checked, now)
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


def _check_first(wish: Wish, *, is_new: bool) -> None:
    kind = connector_class(wish.platform)
    if not wish.account_id and kind.verify is Connector.verify:
        raise Refused("invalid", _("Enter the id of the profile: this platform does not tell it."))
    known = Channel.objects.filter(platform=wish.platform, external_id=wish.account_id)
    if is_new and known.exists():
        raise Refused("invalid", _("This profile is connected already, here or elsewhere."))


def _begin(channel: Channel, checked: Checked, now: datetime) -> None:
    """Begin to count the life of new access."""
    access = standing.access_of(channel)
    renewing.begin(access, checked.grant, now)
    if "refresh_token" not in checked.secrets:
        # Entered by hand: a first refusal is worth a try.
        access.renewed_at = None
    if not channel.connector().can_refresh:
        access.due_at = None
    access.lease_until = None
    access.save()


def _draft(wish: Wish, secrets: Mapping[str, str]) -> Channel:
    """A channel that is not stored: it has the connector."""
    return Channel(
        platform=wish.platform,
        external_id=wish.account_id,
        is_simulated=wish.is_simulated,
        credentials=dict(secrets),
    )


def _profile(draft: Channel, wish: Wish) -> Profile:
    """Ask whose access it is; what a platform does not tell, the person has to."""
    try:
        return draft.connector().verify()
    except Unsupported:
        return Profile(wish.account_id)


def _why(error: PlatformError) -> str:
    if isinstance(error, AuthExpired):
        return _("The platform does not accept this access. Make a new one there, and enter it whole.")
    if error.retryable:
        return _("The platform did not answer as expected. Nothing was stored; try again in a moment.")
    return str(error)
