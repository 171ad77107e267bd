"""The changes behind `inbox.bulk.acts`: each service on many conversations, and what it was before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import User
from inbox import services
from inbox.bulk.hiding import hidden_by, show_hidden
from inbox.models import Conversation, ConversationLabel, Message
from inbox.services import Refused

Values = Mapping[str, Any]
Before = dict[str, Any]
Changed = dict[int, Before | str]
SPAM = "spam"


def lock(conversations: Iterable[Conversation]) -> None:
    """Read again what acts compare, and keep it from changing until the transaction ends."""
    names = ("status", "snoozed_until", "assignee_id", "version")
    chosen = {each.pk: each for each in conversations}
    rows = Conversation.objects.select_for_update(no_key=True).filter(pk__in=chosen)
    for pk, *values in rows.order_by("pk").values_list("pk", *names):
        for name, value in zip(names, values, strict=True):
            setattr(chosen[pk], name, value)


def changed_since() -> Refused:
    return Refused("changed_since", _("It was changed since, so it stays as it is."))


# Status


def _status(act: Callable[..., int]) -> Callable[[list[Conversation], Values, Actor], Changed]:
    def change(conversations: list[Conversation], values: Values, by: Actor) -> Changed:
        before = {each.pk: _status_of(each) for each in conversations}
        act(conversations, *([_until(values)] if act is services.snooze else []), by=by)
        now = timezone.now().isoformat()
        return {
            each.pk: before[each.pk] | {"version": each.version + 1, "at": now}
            for each in conversations
            if before[each.pk] != _status_of(each)
        }

    return change


def _status_of(conversation: Conversation) -> Before:
    until = conversation.snoozed_until
    return {"status": conversation.status, "until": until.isoformat() if until else None}


def _until(values: Values) -> datetime:
    try:
        until = datetime.fromisoformat(str(values["until"]))
    except (KeyError, ValueError):
        raise Refused("invalid", _("Say until when.")) from None
    if until.tzinfo is None:
        raise Refused("invalid", _("Say until when, with the time zone."))
    return until


resolve = _status(services.resolve)
reopen = _status(services.reopen)
snooze = _status(services.snooze)
set_pending = _status(lambda chosen, *, by: services.set_status(chosen, Conversation.Status.PENDING, by=by))


def restore_status(conversation: Conversation, before: Before, by: Actor) -> bool:
    until = datetime.fromisoformat(before["until"]) if before["until"] else None
    if not services.restore_status(conversation, before["status"], until, version=before["version"], by=by):
        raise _wrote_since() if _has_news(conversation, before) else changed_since()
    return True


def _has_news(conversation: Conversation, before: Before) -> bool:
    """Whether a message of theirs brought it back after the act."""
    # Runs are kept for long: what an older one noted has no time.
    if "at" not in before:
        return False
    live = conversation.messages.filter(is_own=False, origin=Message.Origin.LIVE)
    return live.filter(received_at__gte=datetime.fromisoformat(before["at"])).exists()


def _wrote_since() -> Refused:
    return Refused("changed_since", _("They wrote again since, so it stays as it is."))


# Assignee


def assign(conversations: list[Conversation], values: Values, by: Actor) -> Changed:
    wanted = values.get("assignee")
    assignee = User.objects.filter(pk=wanted, is_active=True).first() if wanted else None
    if wanted and assignee is None:
        raise Refused("not_a_member", _("Nobody of that name takes conversations here."))
    before = {each.pk: each.assignee_id for each in conversations}
    services.assign(conversations, assignee, by=by)
    now = assignee.pk if assignee else None
    return {pk: {"assignee": was, "set": now} for pk, was in before.items() if was != now}


def restore_assignee(conversation: Conversation, before: Before, by: Actor) -> bool:
    if conversation.assignee_id != before["set"]:
        raise changed_since()
    assign([conversation], {"assignee": before["assignee"]}, by)
    return True


# Labels


def label(conversations: list[Conversation], values: Values, by: Actor) -> Changed:
    name = _name(values)
    had = _with_label(conversations, name)
    services.label(conversations, name, by=by)
    links = _with_label(conversations, name)
    return {pk: {"label": name, "link": link} for pk, link in links.items() if pk not in had}


def unlabel(conversations: list[Conversation], values: Values, by: Actor) -> Changed:
    name = _name(values)
    had = _with_label(conversations, name)
    services.unlabel(conversations, name, by=by)
    return {pk: {"label": name} for pk in had}


def take_label_off(conversation: Conversation, before: Before, by: Actor) -> bool:
    """Take off the label that the act put on. Raises Refused when a colleague put it on anew since."""
    link = _with_label([conversation], before["label"]).get(conversation.pk)
    # Runs are kept for long: what an older one noted has no link.
    if link is not None and link != before.get("link", link):
        raise changed_since()
    return bool(services.unlabel([conversation], before["label"], by=by))


def put_label_back(conversation: Conversation, before: Before, by: Actor) -> bool:
    return bool(services.label([conversation], before["label"], by=by))


def _name(values: Values) -> str:
    return " ".join(str(values.get("label", "")).split())


def _with_label(conversations: list[Conversation], name: str) -> dict[int, int]:
    """Return, by conversation that has the label, what ties the two together."""
    links = ConversationLabel.objects.filter(conversation__in=conversations, label__name=name)
    return dict(links.values_list("conversation_id", "pk"))


# Comments


hide = hidden_by


def show_again(conversation: Conversation, before: Before, by: Actor) -> bool:
    return show_hidden(conversation, before["hidden"], by)


def mark_spam(conversations: list[Conversation], values: Values, by: Actor) -> Changed:
    """Hide, label and resolve. What cannot be hidden is labelled and resolved all the same."""
    hidden = hidden_by(conversations, values, by)
    labelled = label(conversations, {"label": SPAM}, by)
    resolved = resolve(conversations, {}, by)
    changed: Changed = {}
    for each in conversations:
        parts = [part.get(each.pk) for part in (hidden, labelled, resolved)]
        before = {name: value for part in parts if isinstance(part, dict) for name, value in part.items()}
        if before:
            changed[each.pk] = before
    return changed


def unmark_spam(conversation: Conversation, before: Before, by: Actor) -> bool:
    """Take back each part that still stands. Raises Refused when one does not: then all stays."""
    if "version" in before:
        restore_status(conversation, before, by)
    if "label" in before:
        take_label_off(conversation, before, by)
    if "hidden" in before:
        show_again(conversation, before, by)
    return True
