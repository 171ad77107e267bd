"""The whole rule in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from automation.schema import (
    ANSWERS,
    ChangedTrigger,
    LabelTrigger,
    Limits,
    RuleBody,
    Schedule,
    Scope,
    StatusTrigger,
    UnansweredTrigger,
    VolumeTrigger,
)
from automation.schema.signals import CHOICES
from automation.schema.triggers import AnyTrigger
from automation.summary.actions import action_text
from automation.summary.conditions import met_text, unless_text
from automation.summary.wording import KINDS, duration, listed, number, platform_name, quoted, shortened, span
from platforms.base import Kind

CHANGED = {
    "edited": _("{} is edited"),
    "hidden": _("{} is hidden on the platform"),
    "unhidden": _("{} is shown again on the platform"),
    "removed": _("{} is removed on the platform"),
}
PLAIN = {
    "assigned": _("{} is assigned"),
    "sentiment_corrected": _("somebody corrects the sentiment of {}"),
    "manual": _("a person runs this on {}"),
}


def summarise(body: RuleBody, channels: Mapping[int, str] | None = None) -> str:
    """Return the sentence. `channels` gives the names of channels, where they are known."""
    acts = listed([action_text(action) for action in body.actions], "and")
    limits = limits_text(body.limits) if body.types & ANSWERS else ""
    stop = gettext("; later rules are then skipped") if body.stop_processing else ""
    when = _when(body, channels or {})
    return f"{schedule_text(body.schedule)}{when}, {f'{acts}{limits}{stop}.' if acts else '…'}"


def _when(body: RuleBody, channels: Mapping[int, str]) -> str:
    met, not_met = met_text(body.conditions, channels), unless_text(body.conditions, channels)
    unless = gettext(", unless it %(text)s") % {"text": not_met} if not_met else ""
    subject = scope_text(body.scope, channels)
    if body.trigger.type == "message_received":
        clause = f"{subject} {met}" if met else gettext("%(message)s arrives") % {"message": subject}
    else:
        clause = trigger_text(body.trigger, subject)
        clause += gettext(" and it %(text)s") % {"text": met} if met else ""
    when = gettext("when %(clause)s") if schedule_text(body.schedule) else gettext("When %(clause)s")
    return when % {"clause": f"{clause}{unless}"}


def trigger_text(trigger: AnyTrigger, subject: str = "") -> str:
    """Return what starts the rule, as a clause."""
    subject = subject or gettext("a message")
    match trigger:
        case ChangedTrigger():
            return CHANGED[trigger.type].format(subject)
        case UnansweredTrigger():
            said = gettext("%(message)s waits %(time)s for an answer")
            if trigger.business_hours:
                said = gettext("%(message)s waits %(time)s of business hours for an answer")
            return said % {"message": subject, "time": duration(trigger.minutes)}
        case VolumeTrigger():
            return _volume(trigger, subject)
        case LabelTrigger():
            return _labelled(trigger, subject)
        case StatusTrigger():
            return _changed_status(trigger, subject)
    return PLAIN.get(trigger.type, _("{} arrives")).format(subject)


def _labelled(trigger: LabelTrigger, subject: str) -> str:
    said = gettext("somebody puts a label on the conversation of %(message)s")
    if trigger.labels:
        said = gettext("somebody puts the label %(labels)s on the conversation of %(message)s")
    return said % {"labels": quoted(trigger.labels), "message": subject}


def _changed_status(trigger: StatusTrigger, subject: str) -> str:
    said = gettext("somebody changes the status of %(message)s")
    if trigger.to:
        said = gettext("somebody changes the status of %(message)s to %(status)s")
    to = [str(CHOICES["status"].choices[status]) for status in trigger.to]
    return said % {"message": subject, "status": listed(to, "or")}


def _volume(trigger: VolumeTrigger, subject: str) -> str:
    kind = "" if subject == gettext("a message") else f" ({subject})"
    said = gettext("a post gets at least %(n)d messages%(kind)s%(usual)s within %(time)s")
    if trigger.per == "channel":
        said = gettext("a channel gets at least %(n)d messages%(kind)s%(usual)s within %(time)s")
    usual = ""
    if trigger.times_median > 1:
        usual = gettext(", %(n)s times what is usual,") % {"n": number(trigger.times_median)}
    named = {"n": trigger.at_least, "kind": kind, "usual": usual}
    return said % {**named, "time": duration(trigger.within_minutes)}


def scope_text(scope: Scope, channels: Mapping[int, str]) -> str:
    """Return what the rule looks at, as a noun."""
    kinds = scope.kinds or list(Kind)
    noun = str(KINDS[kinds[0]]) if len(set(kinds)) == 1 else gettext("a message")
    if scope.ads != "any":
        noun += gettext(" on an ad") if scope.ads == "only" else gettext(" that is not on an ad")
    if scope.posts:
        several = gettext(" on one of %(n)d posts") % {"n": len(scope.posts)}
        noun += gettext(" on one post") if len(scope.posts) == 1 else several
    if scope.platforms:
        platforms = listed([platform_name(slug) for slug in scope.platforms], "or")
        noun += gettext(" on %(platforms)s") % {"platforms": platforms}
    if scope.channels:
        unknown = gettext("channel %(n)d")
        names = [f"“{channels.get(pk) or unknown % {'n': pk}}”" for pk in scope.channels]
        noun += gettext(" to %(channels)s") % {"channels": shortened(names, "or")}
    return noun


def limits_text(limits: Limits) -> str:
    """Return the limits that a reader must know of, as the end of a sentence."""
    once = gettext(", at most once a person a post") if limits.once_per_post else ""
    quiet = limits.quiet_hours
    if quiet is None:
        return once
    said = gettext(", later between %(start)s and %(end)s")
    if quiet.then == "skip":
        said = gettext(", nothing between %(start)s and %(end)s")
    return once + said % {"start": quiet.start, "end": quiet.end}


def schedule_text(schedule: Schedule) -> str:
    """Return when the rule works at all, to begin a sentence with; "" for always."""
    parts = []
    if schedule.business_hours != "any":
        is_in = schedule.business_hours == "in"
        parts.append(gettext("within business hours") if is_in else gettext("outside business hours"))
    if schedule.weekdays:
        days = listed([str(CHOICES["weekday"].choices[day]) for day in schedule.weekdays], "and")
        parts.append(gettext("on %(days)s") % {"days": days})
    if days_between := span(schedule.from_date, schedule.to_date):
        parts.append(days_between)
    text = " ".join(parts)
    return f"{text[:1].upper()}{text[1:]}, " if text else ""
