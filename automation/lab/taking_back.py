"""Take back what a rule did with one message, act by act, the last first.

Only what still stands as the rule left it is taken back: what a person changed since is theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Event, User
from automation.lab.reality import IN_VAIN, TAKES_AWAY
from automation.models import RuleApplication
from automation.schema import ANSWERS, MODERATES
from inbox import services
from inbox.models import Message, Note, PlatformCall

Verb, Status = PlatformCall.Verb, PlatformCall.Status
Visibility = Message.Visibility
Fate = Literal["undo", "cancel", "irreversible", "nothing"]
CHANGED_SINCE = "changed_since"
# What reaches a person or the public at once, and cannot be unsaid.
_SAID = ANSWERS | {"suggest_reply", "like"}
_SHOWS = frozenset({"unhide", "approve"})


@dataclass(frozen=True, slots=True)
class Item:
    """What came of taking one act back: undone, cancelled before it happened, skipped, or irreversible."""

    act: str
    result: Literal["undone", "cancelled", "skipped", "irreversible"]
    reason: str = ""


class ChangedSince(Exception):
    """Somebody changed it since the rule did: it is left as it is."""


def fate_of(act: Mapping[str, Any], call: PlatformCall | None) -> Fate:
    """Return what undoing would do to one act, given its platform call as it is now."""
    if act.get("state") != "done":
        return "nothing"
    kind = act["type"]
    if kind == "notify":
        return "irreversible"
    if kind in _SAID | MODERATES | _SHOWS:
        return "nothing" if call is None else _fate_of_call(kind, call)
    return "undo" if act.get("undo") else "nothing"


def _fate_of_call(kind: str, call: PlatformCall) -> Fate:
    if kind == "delete":
        # Hidden at once and deleted later: until then, or if that failed, it can be shown again.
        return "undo" if call.status in {Status.QUEUED, *IN_VAIN} else "irreversible"
    if call.status in IN_VAIN:
        return "nothing"
    if call.status == Status.QUEUED:
        return "cancel"
    return "irreversible" if kind in _SAID else "undo"


def take_back(application: RuleApplication, *, by: Actor, removes_replies: bool = False) -> list[Item]:
    """Take back what this application did; return what came of each act that had been done.

    Marks it as undone; of one that is marked nothing is left to do. Call it in a transaction, with
    the channel locked. `removes_replies`: our own public answers are removed from the platform too.
    """
    mine = RuleApplication.objects.filter(pk=application.pk, undone_at=None)
    if not mine.update(undone_at=timezone.now()):
        return []
    calls = {call.pk: call for call in application.calls.select_related("sent_message__channel")}
    undoing = Undoing(application, calls, by, removes_replies)
    items = [item for act in reversed(application.acts) if (item := undoing.take_back(act))]
    answers = [item for item in items if item.act in ANSWERS]
    if answers and all(item.result == "cancelled" for item in answers):
        # Nobody got an answer, so it counts for no cap.
        RuleApplication.objects.filter(pk=application.pk).update(has_answered=False, once_on_post=None)
    return items


@dataclass(frozen=True, slots=True)
class Undoing:
    application: RuleApplication
    calls: Mapping[int, PlatformCall]
    by: Actor
    removes_replies: bool

    @property
    def message(self) -> Message:
        return self.application.message

    def take_back(self, act: Mapping[str, Any]) -> Item | None:
        """Return what came of one act, or None when there was nothing to it."""
        kind, call = act["type"], self.calls.get(act.get("call", 0))
        fate = fate_of(act, call)
        if fate == "nothing":
            return None
        try:
            with transaction.atomic():
                if fate == "cancel" and call and self._cancel(kind, call):
                    return Item(kind, "cancelled")
                if fate == "irreversible" or (fate == "cancel" and kind in _SAID):
                    return self._remove_reply(kind, call)
                self._undo(kind, act, call)
        except ChangedSince:
            return Item(kind, "skipped", CHANGED_SINCE)
        except services.Refused as refused:
            return Item(kind, "skipped", refused.code)
        return Item(kind, "undone")

    def _undo(self, kind: str, act: Mapping[str, Any], call: PlatformCall | None) -> None:
        if kind in MODERATES and call:
            self._show(call)
        elif kind in _SHOWS and call:
            self._hide_again(call)
        else:
            for name, take in _HERE.items():
                if name in act["undo"]:
                    take(self, act["undo"])

    def _cancel(self, kind: str, call: PlatformCall) -> bool:
        """Take a call back that nobody made yet, with what was to follow it."""
        if kind in MODERATES:
            self._cancel_queued(call)
        call.refresh_from_db()
        return call.status == Status.CANCELLED or services.cancel(call, by=self.by)

    def _remove_reply(self, kind: str, call: PlatformCall | None) -> Item:
        sent = call.sent_message if call else None
        if not (self.removes_replies and kind == "reply" and sent and sent.visibility != Visibility.REMOVED):
            return Item(kind, "irreversible")
        services.remove(sent, by=self.by, key=f"undo:{self.application.pk}:{sent.pk}")
        return Item(kind, "undone")

    def _show(self, call: PlatformCall) -> None:
        """Show again what was hidden, held or about to be deleted, unless a person decided on it since.

        What another rule took away as well stays hidden: only this rule's part is taken back.
        """
        self._check_nobody_moderated(call)
        self._cancel_queued(call)
        if self._is_taken_away_by_others():
            return
        took_away = self._siblings(call).filter(verb__in=TAKES_AWAY).exclude(status__in=IN_VAIN)
        is_hidden = took_away.exists() and self.message.visibility != Visibility.VISIBLE
        # What is on its way is shown once it was hidden.
        if is_hidden or took_away.exclude(status=Status.DONE).exists():
            services.approve_message(self.message, by=self.by, key=f"undo:{self.application.pk}:show")

    def _is_taken_away_by_others(self) -> bool:
        others = RuleApplication.objects.filter(message=self.message, undone_at=None)
        theirs = PlatformCall.objects.filter(rule_applications__in=others, verb__in=TAKES_AWAY)
        return theirs.exclude(status__in=IN_VAIN).exists()

    def _hide_again(self, call: PlatformCall) -> None:
        self._check_nobody_moderated(call)
        services.hide(self.message, by=self.by, key=f"undo:{self.application.pk}:hide")

    def _cancel_queued(self, call: PlatformCall) -> None:
        for waiting in self._siblings(call).filter(status=Status.QUEUED):
            services.cancel(waiting, by=self.by)

    def _siblings(self, call: PlatformCall) -> Any:
        """The calls of one act: a deletion hides first, a hide may end by itself."""
        return PlatformCall.objects.filter(idempotency_key__in=_keys_of(call))

    def _check_nobody_moderated(self, call: PlatformCall) -> None:
        decided = PlatformCall.objects.filter(
            message=call.message_id,
            actor=Event.Actor.PERSON,
            verb__in=[*TAKES_AWAY, Verb.UNHIDE],
            created_at__gt=call.created_at,
        ).exclude(idempotency_key__in=_keys_of(call))
        if decided.exclude(status__in=IN_VAIN).exists():
            raise ChangedSince

    def assignee(self, undo: Mapping[str, Any]) -> None:
        conversation = self.message.conversation
        _check(conversation.assignee_id == undo["set"])
        before = User.objects.filter(pk=undo["assignee"]).first() if undo["assignee"] else None
        services.assign([conversation], before, by=self.by)

    def status(self, undo: Mapping[str, Any]) -> None:
        conversation = self.message.conversation
        _check(conversation.status == undo["set"])
        until = datetime.fromisoformat(undo["snoozed_until"]) if undo.get("snoozed_until") else None
        if undo["status"] == "snoozed" and until and until > timezone.now():
            services.snooze([conversation], until, by=self.by)
        else:
            before = "open" if undo["status"] == "snoozed" else undo["status"]
            services.set_status([conversation], before, by=self.by)

    def priority(self, undo: Mapping[str, Any]) -> None:
        services.add_priority([self.message.conversation], -undo["priority"], "taken back", by=self.by)

    def sentiment(self, undo: Mapping[str, Any]) -> None:
        _check(self.message.sentiment == undo["set"])
        services.set_sentiment(self.message, undo["sentiment"], by=self.by)

    def label(self, undo: Mapping[str, Any]) -> None:
        _check(services.unlabel([self.message.conversation], undo["label"], by=self.by))

    def contact_label(self, undo: Mapping[str, Any]) -> None:
        identity = self.message.identity
        _check(identity and services.unlabel_contact(identity.contact, undo["contact_label"], by=self.by))

    def post_label(self, undo: Mapping[str, Any]) -> None:
        post = self.message.conversation.post
        _check(post and services.unlabel_post(post, undo["post_label"], by=self.by))

    def note(self, undo: Mapping[str, Any]) -> None:
        note = Note.objects.filter(workspace=self.application.workspace_id, pk=undo["note"]).first()
        _check(note and services.delete_note(note, by=self.by))

    def blocked(self, undo: Mapping[str, Any]) -> None:
        _check(services.unblock_author(self.message, by=self.by))


# How to take back what was changed here, by what the act keeps for it.
_HERE: Mapping[str, Callable[[Undoing, Mapping[str, Any]], None]] = {
    "assignee": Undoing.assignee,
    "status": Undoing.status,
    "priority": Undoing.priority,
    "sentiment": Undoing.sentiment,
    "label": Undoing.label,
    "contact_label": Undoing.contact_label,
    "post_label": Undoing.post_label,
    "note": Undoing.note,
    "blocked": Undoing.blocked,
}


def _keys_of(call: PlatformCall) -> list[str]:
    key = call.idempotency_key
    return [key, f"{key}:hide", f"{key}:unhide"]


def _check(is_as_left: object) -> None:
    if not is_as_left:
        raise ChangedSince
