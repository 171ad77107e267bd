"""Ask a platform whether access that a person entered works, and whose it is, before it is stored."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from inbox.models import Channel
from inbox.services.refusals import Refused
from platforms.access import Grant, Profile
from platforms.base import Connector
from platforms.errors import AuthExpired, PlatformError, Transient, Unsupported
from platforms.registry import connector_class

# How long to wait before a platform that had a passing fault is asked once more, in seconds.
PAUSES = (0.5, 1.5)


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
    # Whether the refresh token that was entered works no more: `secrets` has the one that came for it.
    is_used_up: bool = False


def check(wish: Wish, now: datetime, *, is_new: bool = False) -> Checked:
    """Ask the platform whether these credentials work. Not inside a transaction. Raises Refused.

    What can be known before is checked first: a platform may take a refresh token once only.
    """
    _check_first(wish, is_new=is_new)
    secrets = {name: value for name, value in wish.secrets.items() if value}
    is_used_up = False
    try:
        grant = _grant(wish, secrets, now)
        is_used_up = bool(grant.refresh_token)
        secrets |= {"access_token": grant.access_token} if grant.access_token else {}
        secrets |= {"refresh_token": grant.refresh_token} if is_used_up else {}
        profile = _profile(_draft(wish, secrets), wish)
    except PlatformError as error:
        raise Refused(error.code, with_remedy(_why(error), is_used_up)) from error
    if wish.account_id and profile.account_id != wish.account_id:
        text = _("This access belongs to another account: %(name)s, %(id)s.")
        text %= {"name": profile.name, "id": profile.account_id}
        raise Refused("invalid", with_remedy(text, is_used_up))
    return Checked(profile, grant, secrets, is_used_up)


def with_remedy(text: str, is_used_up: bool) -> str:
    """Say that a refresh token is gone, where it is."""
    if not is_used_up:
        return text
    remedy = _("The refresh token that you entered works only once, and is used up now: make a new one.")
    return f"{text} {remedy}"


def _why(error: PlatformError) -> str:
    if isinstance(error, AuthExpired):
        return _("The platform does not accept this access. Make a new one there, and enter it whole.")
    if error.retryable:
        return _("The platform did not answer as expected. Nothing was stored; try again in a moment.")
    return str(error)


def _check_first(wish: Wish, *, is_new: bool) -> None:
    kind = connector_class(wish.platform)
    if not wish.account_id and kind.verify is Connector.verify:
        raise Refused("invalid", _("Enter the id of the profile: this platform does not tell it."))
    known = Channel.objects.filter(platform=wish.platform, external_id=wish.account_id)
    if is_new and known.exists():
        raise Refused("invalid", _("This profile is connected already, here or elsewhere."))


def _draft(wish: Wish, secrets: Mapping[str, str]) -> Channel:
    """A channel that is not stored: it has the connector."""
    return Channel(
        platform=wish.platform,
        external_id=wish.account_id,
        is_simulated=wish.is_simulated,
        credentials=dict(secrets),
    )


def _grant(wish: Wish, secrets: Mapping[str, str], now: datetime) -> Grant:
    """Return the access that was entered, or what the platform gives for a refresh token."""
    connector = _draft(wish, secrets).connector()
    if connector.can_refresh and "refresh_token" in secrets:
        return connector.refresh(now=now)
    return Grant(secrets.get("access_token", ""))


def _profile(draft: Channel, wish: Wish) -> Profile:
    """Ask whose access it is, again where a fault passes: a refresh token may be used up by now."""
    for pause in PAUSES:
        try:
            return _ask_who(draft, wish)
        except Transient:
            time.sleep(pause)
    return _ask_who(draft, wish)


def _ask_who(draft: Channel, wish: Wish) -> Profile:
    """What a platform does not tell, the person has to."""
    try:
        return draft.connector().verify()
    except Unsupported:
        return Profile(wish.account_id)
