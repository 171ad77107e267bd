"""In which of five states a channel is, why, and what a person can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox import budget
from inbox.models import Channel, ChannelAccess, ChannelPoll

# A week is enough to ask whoever has the password.
SOON = timedelta(days=7)
# Of the calls that a day brings so many percent may fail; below so many calls one failure says nothing.
ERROR_BUDGET_PERCENT = 5
FEWEST_CALLS = 20


class State(models.TextChoices):
    CONNECTED = "connected", gettext_lazy("Connected")
    DEGRADED = "degraded", gettext_lazy("Needs attention")
    THROTTLED = "throttled", gettext_lazy("Slowed down")
    RECONNECT = "reconnect", gettext_lazy("Connect again")
    PAUSED = "paused", gettext_lazy("Paused")


@dataclass(frozen=True, slots=True)
class Calls:
    """How many calls of a day came to an end, and how many of those failed."""

    ended: int = 0
    failed: int = 0

    @property
    def is_over_budget(self) -> bool:
        return self.ended >= FEWEST_CALLS and self.failed * 100 > self.ended * ERROR_BUDGET_PERCENT


@dataclass(frozen=True, slots=True)
class Standing:
    """A state with its reason and its remedy, each one sentence or two; empty where all is well."""

    state: State
    why: str = ""
    remedy: str = ""

    @property
    def is_bad(self) -> bool:
        return self.state in {State.RECONNECT, State.DEGRADED}


def standing_of(channel: Channel, calls: Calls, now: datetime) -> Standing:
    """Return how a channel stands; `access` and `poll` should be there already."""
    if channel.status == Channel.Status.RECONNECT:
        why = channel.status_reason or _("The platform does not accept the stored access any more.")
        return Standing(State.RECONNECT, why, _("Enter new access below. What waits is then sent."))
    if channel.status == Channel.Status.PAUSED:
        why = _("A person paused this channel: nothing is sent and nothing is asked for.")
        return Standing(State.PAUSED, why, _("Resume it when you want it to go on."))
    access, poll = getattr(channel, "access", None), getattr(channel, "poll", None)
    if access and (access.refused_at or access.attempts):
        return Standing(State.DEGRADED, *_renewing(access))
    slow = _throttled(channel, poll, now)
    return slow or _degraded(access, poll, calls, now) or Standing(State.CONNECTED)


def _throttled(channel: Channel, poll: ChannelPoll | None, now: datetime) -> Standing | None:
    remedy = _("Nothing to do: it goes on by itself.")
    if channel.calls_resume_at and channel.calls_resume_at > now:
        why = _("The platform asked us to slow down until %(at)s. What waits is sent after that.")
        return Standing(State.THROTTLED, why % {"at": _shown(channel.calls_resume_at)}, remedy)
    # Reading is put off to this moment only where its share of the day is used up.
    renewed_at = budget.renewed_at(channel, now)
    if poll and channel.connector_class.daily_budget and poll.due_at == renewed_at:
        why = _("The part of today’s quota that is for reading is used up: it goes on at %(at)s.")
        return Standing(State.THROTTLED, why % {"at": _shown(renewed_at)}, remedy)
    return None


def _shown(moment: datetime) -> str:
    return date_format(localtime(moment), _("j M H:i"))


def _renewing(access: ChannelAccess) -> tuple[str, str]:
    if access.attempts:
        why = _("The access could not be renewed yet: the platform did not answer as expected.")
        return why, _("Earful tries again by itself. If it lasts, enter new access below.")
    return _("The platform refused the access; a new one is being asked for."), _("Wait a minute.")


def _degraded(
    access: ChannelAccess | None, poll: ChannelPoll | None, calls: Calls, now: datetime
) -> Standing | None:
    if access and access.expires_at and not access.due_at and access.expires_at < now + SOON:
        why = _("The access ends soon, and cannot be renewed by itself.")
        return Standing(State.DEGRADED, why, _("Make new access on the platform and enter it below."))
    if access and access.last_error and not access.due_at:
        why = _("The platform does not renew this access: it works until it ends.")
        remedy = _("Unless it has no end, make new access on the platform and enter it below.")
        return Standing(State.DEGRADED, why, remedy)
    if poll and poll.last_error:
        why = _("The last reading of the platform failed (%(code)s).") % {"code": poll.last_error}
        return Standing(
            State.DEGRADED, why, _("Earful reads again by itself. If it lasts, enter new access below.")
        )
    if calls.is_over_budget:
        why = _("%(failed)d of %(ended)d calls failed in the last 24 hours.")
        remedy = _("Look at what failed in the conversations, and whether the account may do it.")
        return Standing(State.DEGRADED, why % {"failed": calls.failed, "ended": calls.ended}, remedy)
    return None
