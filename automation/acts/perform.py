"""Every action as the inbox service that does it, with what it takes to take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from accounts.audit import Actor
from accounts.models import User
from automation.schema import (
    Action,
    AssignAction,
    DeleteAction,
    HideAction,
    LabelAction,
    NoteAction,
    NotifyAction,
    PriorityAction,
    SentimentAction,
    SnoozeAction,
    StatusAction,
)
from inbox import services
from inbox.models import Message, PlatformCall


@dataclass(frozen=True, slots=True)
class Doing:
    """One action to carry out on a message, for whom, and from when on it may go out."""

    action: Action
    message: Message
    text: str
    by: Actor
    key: str = ""
    run_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: the platform call, and how to undo what was done here.

    `is_news` is False when everything was so already: nothing to undo then.
    """

    call: PlatformCall | None = None
    undo: Mapping[str, Any] = field(default_factory=dict)
    is_news: bool = True

    def as_json(self) -> dict[str, object]:
        entry: dict[str, object] = {}
        if self.call:
            entry["call"] = self.call.pk
        if self.undo:
            entry["undo"] = dict(self.undo)
        return entry


def perform(doing: Doing) -> Done:
    """Do one action by its inbox service. Raises services.Refused."""
    return _PERFORM[doing.action.type](doing)


def _called(call: PlatformCall) -> Done:
    return Done(call=call)


def _reply(doing: Doing) -> Done:
    return _called(services.reply(doing.message, doing.text, by=doing.by, key=doing.key, run_at=doing.run_at))


def _private_reply(doing: Doing) -> Done:
    if doing.message.kind == "direct":
        return _reply(doing)
    return _called(
        services.private_reply(doing.message, doing.text, by=doing.by, key=doing.key, run_at=doing.run_at)
    )


def _hide(doing: Doing) -> Done:
    action = doing.action
    assert isinstance(action, HideAction)
    minutes = action.unhide_after_minutes
    unhide_at = timezone.now() + timedelta(minutes=minutes) if minutes else None
    return _called(services.hide(doing.message, by=doing.by, key=doing.key, unhide_at=unhide_at))


def _delete(doing: Doing) -> Done:
    action = doing.action
    assert isinstance(action, DeleteAction)
    grace = timedelta(minutes=action.grace_minutes)
    return _called(services.remove(doing.message, by=doing.by, key=doing.key, grace=grace))


def _approve(doing: Doing) -> Done:
    """Let a message pass. One that is visible needs no call: later rules are held back by it."""
    if doing.message.visibility == Message.Visibility.VISIBLE:
        return Done(is_news=False)
    return _called(services.approve_message(doing.message, by=doing.by, key=doing.key))


def _block(doing: Doing) -> Done:
    is_news = services.block_author(doing.message, by=doing.by, key=doing.key)
    return Done(undo={"blocked": True} if is_news else {}, is_news=is_news)


def _assign(doing: Doing) -> Done:
    action, conversation = doing.action, doing.message.conversation
    assert isinstance(action, AssignAction)
    before = conversation.assignee_id
    if action.to == "in_turn":
        services.assign_in_turn(conversation, by=doing.by)
    elif action.to == "last_agent":
        services.assign_to_last_agent(conversation, by=doing.by)
    else:
        services.assign([conversation], _member(action.email or ""), by=doing.by)
    after = conversation.assignee_id
    return Done(undo={"assignee": before, "set": after} if after != before else {}, is_news=after != before)


def _member(email: str) -> User:
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise services.Refused(
            "not_a_member", gettext("%(email)s is not a member of this workspace.") % {"email": email}
        )
    return user


def _label(doing: Doing) -> Done:
    action, message = doing.action, doing.message
    assert isinstance(action, LabelAction)
    if action.on == "contact":
        if message.identity is None:
            raise services.Refused("author_unknown", gettext("Nobody knows who wrote this message."))
        is_new = services.label_contact(message.identity.contact, action.label, by=doing.by)
        return Done(undo={"contact_label": action.label} if is_new else {}, is_news=is_new)
    if action.on == "post":
        if message.conversation.post is None:
            raise services.Refused("invalid", gettext("This message stands under no post."))
        is_new = services.label_post(message.conversation.post, action.label, by=doing.by)
        return Done(undo={"post_label": action.label} if is_new else {}, is_news=is_new)
    is_new = bool(services.label([message.conversation], action.label, by=doing.by))
    return Done(undo={"label": action.label} if is_new else {}, is_news=is_new)


def _status(doing: Doing) -> Done:
    action, conversation = doing.action, doing.message.conversation
    before, until = conversation.status, conversation.snoozed_until
    if isinstance(action, SnoozeAction):
        changed = services.snooze(
            [conversation], timezone.now() + timedelta(minutes=action.minutes), by=doing.by
        )
    else:
        status = action.status if isinstance(action, StatusAction) else "resolved"
        changed = services.set_status([conversation], status, by=doing.by)
    if not changed:
        return Done(is_news=False)
    undo = {"status": before, "set": conversation.status}
    return Done(undo=undo | ({"snoozed_until": until.isoformat()} if until else {}))


def _priority(doing: Doing) -> Done:
    action = doing.action
    assert isinstance(action, PriorityAction)
    conversation = doing.message.conversation
    before = conversation.priority
    changed = services.add_priority([conversation], action.by, action.reason, by=doing.by)
    return Done(undo={"priority": conversation.priority - before} if changed else {}, is_news=bool(changed))


def _sentiment(doing: Doing) -> Done:
    action, before = doing.action, doing.message.sentiment
    assert isinstance(action, SentimentAction)
    is_news = services.set_sentiment(doing.message, action.sentiment, by=doing.by)
    return Done(undo={"sentiment": before, "set": action.sentiment} if is_news else {}, is_news=is_news)


def _note(doing: Doing) -> Done:
    assert isinstance(doing.action, NoteAction)
    note = services.add_note(doing.message.conversation, doing.text, by=doing.by)
    return Done(undo={"note": note.pk})


def _notify(doing: Doing) -> Done:
    action, message = doing.action, doing.message
    assert isinstance(action, NotifyAction)
    users = list(User.objects.filter(email__in=action.emails)) if action.emails else None
    services.notify(
        message.channel.workspace,
        users,
        action.text,
        by=doing.by,
        conversation=message.conversation,
        email=action.by_email,
        webhook=action.by_webhook,
        cause=doing.by.cause,
    )
    return Done()


_PERFORM: Mapping[str, Callable[[Doing], Done]] = {
    "reply": _reply,
    "private_reply": _private_reply,
    "suggest_reply": _reply,
    "like": lambda doing: _called(services.like(doing.message, by=doing.by, key=doing.key)),
    "hide": _hide,
    "unhide": lambda doing: _called(services.unhide(doing.message, by=doing.by, key=doing.key)),
    "hold": lambda doing: _called(services.hold(doing.message, by=doing.by, key=doing.key)),
    "approve": _approve,
    "delete": _delete,
    "block_author": _block,
    "assign": _assign,
    "label": _label,
    "resolve": _status,
    "set_status": _status,
    "snooze": _status,
    "priority": _priority,
    "set_sentiment": _sentiment,
    "note": _note,
    "notify": _notify,
}
