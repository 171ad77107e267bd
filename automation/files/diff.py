"""What changed from one version of a rule to another, in words that need no knowledge of the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from automation.schema import AnyAction, AnyLeaf, Conditions, Group, RuleBody, Texts
from automation.schema.base import Strict
from automation.summary import action_text, condition_text, schedule_text, scope_text, summarise, trigger_text
from automation.summary.wording import excerpt, quoted

Names = Mapping[int, str]

GROUPS = {
    "all": gettext_lazy("Must hold"),
    "any": gettext_lazy("One of these must hold"),
    "none": gettext_lazy("Must not hold"),
}
LIMITS = {
    "once_per_post": gettext_lazy("Once a person a post"),
    "per_person_per_day": gettext_lazy("Answers to one person in 24 hours"),
    "per_thread": gettext_lazy("Automatic answers in one thread"),
    "public_per_channel_per_hour": gettext_lazy("Public answers of a channel in an hour"),
    "private_per_channel_per_hour": gettext_lazy("Private answers of a channel in an hour"),
    "quiet_after_person_minutes": gettext_lazy("Minutes of silence after a person wrote"),
    "quiet_hours": gettext_lazy("Quiet hours"),
    "delay_min_seconds": gettext_lazy("Shortest delay in seconds"),
    "delay_max_seconds": gettext_lazy("Longest delay in seconds"),
}
# Fields that hold a list of words, and what people call it.
LISTED = {
    "words": gettext_lazy("Words"),
    "patterns": gettext_lazy("Patterns"),
    "domains": gettext_lazy("Domains"),
    "values": gettext_lazy("Choices"),
    "variants": gettext_lazy("Texts"),
    "saved_replies": gettext_lazy("Saved replies"),
    "emails": gettext_lazy("People"),
}
# What tells two parts of one type apart; parts that agree in these are one part that changed.
_TELLING = ("type", "of", "field", "list", "label", "on", "op")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `at` is the path in the body; `before` and `after` are for showing side by side."""

    at: str
    before: str
    after: str
    sentence: str


def diff_bodies(before: RuleBody | None, after: RuleBody, channels: Names | None = None) -> list[Change]:
    """Return what changed, in the order of the body; for a new rule one line that says what it does.

    `channels` gives the names of channels, where they are known.
    """
    if before is None:
        said = summarise(after, channels)
        return [Change("", "", said, said)]
    changes = [
        *_plain("trigger", gettext("Starts when"), trigger_text(before.trigger), trigger_text(after.trigger)),
        *_scope(before, after, channels or {}),
        *_conditions("conditions", before.conditions, after.conditions, channels or {}),
        *_paired("actions", gettext("Does"), before.actions, after.actions, action_text),
        *_limits(before, after),
        *_schedule(before, after),
        *_examples(before, after),
        *_plain(
            "stop_processing",
            gettext("Skips later rules"),
            _on(before.stop_processing),
            _on(after.stop_processing),
        ),
    ]
    if not changes and before != after:
        return [Change("", "", "", gettext("Parts changed that say the same, such as their order."))]
    return changes


def _plain(at: str, label: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(
            at, before, after, _was(label, after or gettext("nothing"), before or gettext("nothing"))
        )


def _was(label: str, now: str, was: str) -> str:
    return gettext("%(label)s: %(now)s; was: %(was)s") % {"label": label, "now": now, "was": was}


def _listed(at: str, label: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Say which of a list came and went: “Words: added “kost”, removed “price””."""
    added = [each for each in dict.fromkeys(after) if each not in set(before)]
    removed = [each for each in dict.fromkeys(before) if each not in set(after)]
    parts = [
        verb % {"what": quoted(map(_short, some), "and")}
        for verb, some in ((gettext("added %(what)s"), added), (gettext("removed %(what)s"), removed))
        if some
    ]
    if parts:
        yield Change(at, ", ".join(removed), ", ".join(added), f"{label}: {', '.join(parts)}")


def _short(text: str) -> str:
    return excerpt(text)[1:-1]


def _scope(before: RuleBody, after: RuleBody, channels: Names) -> Iterator[Change]:
    was, now = scope_text(before.scope, channels), scope_text(after.scope, channels)
    if was != now:
        yield from _plain("scope", gettext("Looks at"), was, now)
    elif before.scope != after.scope:
        yield Change("scope", was, now, gettext("Looks at other channels or posts"))


def _conditions(
    at: str, before: Conditions | Group, after: Conditions | Group, channels: Names
) -> Iterator[Change]:
    def say(item: AnyLeaf | Group) -> str:
        return condition_text(item, channels)

    for name, label in GROUPS.items():
        yield from _paired(
            f"{at}.{name}", str(label), getattr(before, name), getattr(after, name), say, channels
        )


def _paired(
    at: str,
    label: str,
    before: Sequence[Any],
    after: Sequence[Any],
    say: Callable[[Any], str],
    channels: Names | None = None,
) -> Iterator[Change]:
    """Compare two lists of parts: those that went, those that changed, those that came."""
    left = [part for part in before if part not in after]
    for place, part in enumerate(after):
        if part in before:
            continue
        earlier = next((each for each in left if _kind(each) == _kind(part)), None)
        here = f"{at}.{place}"
        if earlier is None:
            yield Change(
                here,
                "",
                say(part),
                gettext("%(label)s: added “%(say)s”") % {"label": label, "say": say(part)},
            )
            continue
        left.remove(earlier)
        yield from _part(here, label, earlier, part, say, channels or {})
    for part in left:
        yield Change(
            at, say(part), "", gettext("%(label)s: removed “%(say)s”") % {"label": label, "say": say(part)}
        )


def _kind(part: AnyLeaf | AnyAction | Group) -> tuple[object, ...]:
    return tuple(getattr(part, name, None) for name in _TELLING)


def _part(
    at: str, label: str, before: Any, after: Any, say: Callable[[Any], str], channels: Names
) -> Iterator[Change]:
    """Say how one part changed: by its words where it has some, else as it was and as it is."""
    if isinstance(after, Group):
        yield from _conditions(at, before, after, channels)
        return
    listed = [
        change
        for name, what in LISTED.items()
        if hasattr(after, name)
        for change in _listed(f"{at}.{name}", str(what), getattr(before, name), getattr(after, name))
    ]
    yield from listed
    if _without_lists(before) != _without_lists(after) or not listed:
        was, now = say(before), say(after)
        if was == now or (listed and isinstance(after, Texts)):
            now = f"{now} ({', '.join(_changed_fields(before, after)) or gettext('other order')})"
        yield Change(at, was, now, _was(label, now, was))


def _without_lists(part: Strict) -> dict[str, Any]:
    return part.model_dump(exclude=set(LISTED))


def _changed_fields(before: Strict, after: Strict) -> list[str]:
    was, now = _without_lists(before), _without_lists(after)
    return [f"{name.replace('_', ' ')} {_on(now[name])}" for name in now if now[name] != was.get(name)]


def _limits(before: RuleBody, after: RuleBody) -> Iterator[Change]:
    for name, label in LIMITS.items():
        was, now = getattr(before.limits, name), getattr(after.limits, name)
        yield from _plain(f"limits.{name}", str(label), _on(was), _on(now))


def _schedule(before: RuleBody, after: RuleBody) -> Iterator[Change]:
    was, now = (
        schedule_text(body.schedule).removesuffix(", ") or gettext("always") for body in (before, after)
    )
    yield from _plain("schedule", gettext("Works"), was, now)


def _examples(before: RuleBody, after: RuleBody) -> Iterator[Change]:
    for name, label in (
        ("match", gettext("Examples that must match")),
        ("no_match", gettext("Examples that must not match")),
    ):
        yield from _listed(
            f"examples.{name}",
            label,
            getattr(before.examples, name),
            getattr(after.examples, name),
        )


def _on(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return gettext("on") if value else gettext("off")
    if isinstance(value, Strict):
        return ", ".join(str(each) for each in value.model_dump().values())
    return str(value)
