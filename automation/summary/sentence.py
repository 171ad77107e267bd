"""The whole rule in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

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
from automation.schema.triggers import AnyTrigger
from automation.summary.actions import action_text
from automation.summary.conditions import met_text, unless_text
from automation.summary.wording import KINDS, duration, listed, number, platform_name, quoted, shortened
from platforms.base import Kind

CHANGED = {
    "edited": "is edited",
    "hidden": "is hidden on the platform",
    "unhidden": "is shown again on the platform",
    "removed": "is removed on the platform",
}
PLAIN = {
    "assigned": "{} is assigned",
    "sentiment_corrected": "somebody corrects the sentiment of {}",
    "manual": "a person runs this on {}",
}
DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


def summarise(body: RuleBody, channels: Mapping[int, str] | None = None) -> str:
    """Return the sentence. `channels` gives the names of channels, where they are known."""
    acts = listed([action_text(action) for action in body.actions], "and")
    limits = limits_text(body.limits) if body.types & ANSWERS else ""
    stop = "; later rules are then skipped" if body.stop_processing else ""
    when = _when(body, channels or {})
    return f"{schedule_text(body.schedule)}{when}, {f'{acts}{limits}{stop}.' if acts else '…'}"


def _when(body: RuleBody, channels: Mapping[int, str]) -> str:
    met, not_met = met_text(body.conditions, channels), unless_text(body.conditions, channels)
    unless = f", unless it {not_met}" if not_met else ""
    subject = scope_text(body.scope, channels)
    word = "when" if schedule_text(body.schedule) else "When"
    if body.trigger.type == "message_received":
        return f"{word} {subject} {met or 'arrives'}{unless}"
    return f"{word} {trigger_text(body.trigger, subject)}{f' and it {met}' if met else ''}{unless}"


def trigger_text(trigger: AnyTrigger, subject: str = "a message") -> str:
    """Return what starts the rule, as a clause."""
    match trigger:
        case ChangedTrigger():
            return f"{subject} {CHANGED[trigger.type]}"
        case UnansweredTrigger():
            clock = " of business hours" if trigger.business_hours else ""
            return f"{subject} waits {duration(trigger.minutes)}{clock} for an answer"
        case VolumeTrigger():
            usual = (
                f", {number(trigger.times_median)} times what is usual," if trigger.times_median > 1 else ""
            )
            kind = "" if subject == "a message" else f" ({subject})"
            amount = f"at least {trigger.at_least} messages{kind}{usual}"
            return f"a {trigger.per} gets {amount} within {duration(trigger.within_minutes)}"
        case LabelTrigger():
            which = f"the label {quoted(trigger.labels)}" if trigger.labels else "a label"
            return f"somebody puts {which} on the conversation of {subject}"
        case StatusTrigger():
            to = f" to {listed(trigger.to, 'or')}" if trigger.to else ""
            return f"somebody changes the status of {subject}{to}"
    return PLAIN.get(trigger.type, "{} arrives").format(subject)


def scope_text(scope: Scope, channels: Mapping[int, str]) -> str:
    """Return what the rule looks at, as a noun."""
    kinds = scope.kinds or list(Kind)
    noun = f"a {KINDS[kinds[0]]}" if len(set(kinds)) == 1 else "a message"
    if scope.ads != "any":
        noun += " on an ad" if scope.ads == "only" else " that is not on an ad"
    if scope.posts:
        noun += " on one post" if len(scope.posts) == 1 else f" on one of {len(scope.posts)} posts"
    if scope.platforms:
        noun += f" on {listed([platform_name(slug) for slug in scope.platforms], 'or')}"
    if scope.channels:
        names = [f"“{channels.get(pk, f'channel {pk}')}”" for pk in scope.channels]
        noun += f" to {shortened(names, 'or')}"
    return noun


def limits_text(limits: Limits) -> str:
    """Return the limits that a reader must know of, as the end of a sentence."""
    once = ", at most once a person a post" if limits.once_per_post else ""
    quiet = limits.quiet_hours
    if quiet is None:
        return once
    what = "nothing" if quiet.then == "skip" else "later"
    return f"{once}, {what} between {quiet.start} and {quiet.end}"


def schedule_text(schedule: Schedule) -> str:
    """Return when the rule works at all, to begin a sentence with; "" for always."""
    parts = []
    if schedule.business_hours != "any":
        parts.append(f"{'within' if schedule.business_hours == 'in' else 'outside'} business hours")
    if schedule.weekdays:
        parts.append(f"on {listed([DAYS[day] for day in schedule.weekdays], 'and')}")
    if schedule.from_date:
        parts.append(f"from {schedule.from_date}")
    if schedule.to_date:
        parts.append(f"until {schedule.to_date}")
    text = " ".join(parts)
    return f"{text[:1].upper()}{text[1:]}, " if text else ""
