"""What happens to a message after it was written: edits, removals, hides and unhides.

Every rule here is a "latest wins" by the platform's clock, so the order in which changes
arrive does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inbox import occurrences
from inbox.models import Channel, Message, MessageRevision, ParkedChange
from platforms.base import Action, Incoming

if TYPE_CHECKING:
    from inbox.ingest import Ingested

Visibility = Message.Visibility


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one message, wherever it comes from."""

    action: Action
    text: str
    occurred_at: datetime


def apply_parked(channel: Channel, fresh: Mapping[str, Message]) -> set[int]:
    """Carry out what arrived before these new messages; return the conversations touched."""
    if not fresh:
        return set()
    parked = ParkedChange.objects.filter(channel=channel, external_id__in=list(fresh))
    changes: dict[str, list[Change]] = defaultdict(list)
    for row in parked:
        changes[row.external_id].append(Change(Action(row.action), row.text, row.occurred_at))
    if not changes:
        return set()
    touched = _write([(fresh[key], some) for key, some in changes.items()])
    parked.delete()
    return touched


def apply_changes(
    channel: Channel,
    items: Sequence[Incoming],
    known: Mapping[str, Message],
    result: Ingested,
    now: datetime,
) -> set[int]:
    """Carry out changes to stored messages and park the others; return the conversations touched."""
    changes: dict[str, list[Change]] = defaultdict(list)
    orphans = []
    for item in items:
        assert item.occurred_at is not None
        if item.external_id in known:
            changes[item.external_id].append(Change(item.action, item.text, item.occurred_at))
        else:
            orphans.append(item)
    result.parked += _park(channel, orphans, now)
    changed = [known[key] for key in changes]
    before = {message.pk: (message.text, message.visibility) for message in changed}
    touched = _write([(known[key], some) for key, some in changes.items()])
    occurrences.store_changes(changed, before)
    result.changed += len(touched)
    return touched


def _park(channel: Channel, items: Iterable[Incoming], now: datetime) -> int:
    rows = [
        ParkedChange(
            workspace_id=channel.workspace_id,
            channel=channel,
            external_id=item.external_id,
            action=item.action.value,
            text=item.text,
            occurred_at=item.occurred_at or now,
            received_at=now,
        )
        for item in items
        if item.action is not Action.CREATE
    ]
    ParkedChange.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _write(changed: Sequence[tuple[Message, Sequence[Change]]]) -> set[int]:
    """Apply changes in memory, then write messages and revisions in one statement each."""
    revisions: list[MessageRevision] = []
    touched: list[Message] = []
    for message, changes in changed:
        versions = [r for change in changes for r in _apply(message, change)]
        revisions += versions
        touched.append(message)
    MessageRevision.objects.bulk_create(revisions, ignore_conflicts=True)
    Message.objects.bulk_update(
        touched, ["text", "text_at", "sent_at", "edited_at", "visibility", "visibility_at", "removed_at"]
    )
    gone = [message.pk for message in touched if message.removed_at]
    MessageRevision.objects.filter(message__in=gone).update(text="")
    return {message.conversation_id for message in touched}


def _apply(message: Message, change: Change) -> list[MessageRevision]:
    match change.action:
        case Action.CREATE:
            _date_back(message, change.occurred_at)
        case Action.EDIT:
            return _edit(message, change)
        case Action.REMOVE:
            _remove(message, change.occurred_at)
        case Action.HIDE | Action.UNHIDE:
            show(message, is_hidden=change.action is Action.HIDE, at=change.occurred_at)
    return []


def _date_back(message: Message, at: datetime) -> None:
    """The same message again with an earlier time: that one was the real one."""
    if message.text_at == message.sent_at:
        message.text_at = min(message.text_at, at)
    message.sent_at = min(message.sent_at, at)


def _edit(message: Message, change: Change) -> list[MessageRevision]:
    """Keep every text that the message ever had; show the latest."""
    revisions = [
        MessageRevision(message=message, text=message.text, written_at=message.text_at),
        MessageRevision(message=message, text=change.text, written_at=change.occurred_at),
    ]
    message.edited_at = max(change.occurred_at, message.edited_at or change.occurred_at)
    if (change.occurred_at, change.text) > (message.text_at, message.text):
        message.text, message.text_at = change.text, change.occurred_at
    if message.removed_at:
        message.text = ""
    return revisions


def _remove(message: Message, at: datetime) -> None:
    """Unsent or deleted: the words go, the place stays. Nothing brings them back."""
    message.removed_at = min(at, message.removed_at or at)
    message.visibility = Visibility.REMOVED
    message.text = ""


def show(message: Message, *, is_hidden: bool, at: datetime, ends_hold: bool = False) -> None:
    """Set the visibility unless something later did, or the message is gone.

    A comment that is held stays so when the platform says that it is hidden, for that is how it
    is held; unless `ends_hold`, when a person decided to hide it for good.
    """
    if message.removed_at or _is_later(message, at):
        return
    if not is_hidden:
        message.visibility = Visibility.VISIBLE
    elif ends_hold or message.visibility != Visibility.HELD:
        message.visibility = Visibility.HIDDEN
    message.visibility_at = at


def hold(message: Message, *, at: datetime) -> None:
    """Mark as held for review, also what the platform reported as hidden meanwhile: it told of this."""
    if message.removed_at or (message.visibility == Visibility.VISIBLE and _is_later(message, at)):
        return
    message.visibility = Visibility.HELD
    message.visibility_at = max(at, message.visibility_at or at)


def _is_later(message: Message, at: datetime) -> bool:
    return message.visibility_at is not None and message.visibility_at > at
