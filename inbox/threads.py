"""Conversations: found or made for a batch, and what their row in the list says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from django.db.models import OuterRef, Q, Subquery

from inbox.models import Channel, Conversation, Identity, Message, Post
from inbox.rows import insert_rows, update_rows
from platforms.base import Incoming, Kind

Key = tuple[str, str]
T = TypeVar("T")
Status = Conversation.Status


def store_conversations(
    channel: Channel, items: Sequence[Incoming], identities: dict[str, Identity], posts: dict[str, Post]
) -> dict[str, Conversation]:
    """Return the conversation of each item, by the item's external id."""
    threads = _threads(channel, items)
    wanted = {(item.kind.value, threads[item.external_id]): item for item in reversed(items)}
    found = _found(channel, wanted)
    rows = [_conversation(channel, key, item, posts) for key, item in wanted.items() if key not in found]
    found.update({(row.kind, row.thread_id): row for row in insert_rows(Conversation, rows)})
    for item in items:
        conversation = found[item.kind.value, threads[item.external_id]]
        _name_person(conversation, item, identities)
        if item.post and conversation.post_id is None:
            # Its first message was an answer that did not say under which post.
            conversation.post = posts[item.post.external_id]
    return {item.external_id: found[item.kind.value, threads[item.external_id]] for item in items}


def _threads(channel: Channel, items: Sequence[Incoming]) -> dict[str, str]:
    """Return each item's thread. An answer to an answer belongs where that answer stands."""
    parents = {item.parent_id for item in items if item.parent_id and item.parent_id == item.thread_id}
    stored = channel.messages.filter(external_id__in=parents, kind=Kind.COMMENT)
    thread_of = dict(stored.values_list("external_id", "conversation__thread_id"))
    for item in items:
        thread_of[item.external_id] = thread_of.get(item.thread_id, item.thread_id)
    return {item.external_id: thread_of[item.external_id] for item in items}


def _found(channel: Channel, keys: Iterable[Key]) -> dict[Key, Conversation]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, thread_id in keys:
        by_kind[kind].append(thread_id)
    found: dict[Key, Conversation] = {}
    for kind, thread_ids in by_kind.items():
        rows = channel.conversations.filter(kind=kind, thread_id__in=thread_ids)
        found |= {(kind, row.thread_id): row for row in rows.select_related("last_message")}
    return found


def _conversation(channel: Channel, key: Key, item: Incoming, posts: dict[str, Post]) -> Conversation:
    assert item.occurred_at is not None
    return Conversation(
        workspace_id=channel.workspace_id,
        channel=channel,
        kind=key[0],
        thread_id=key[1],
        post=posts[item.post.external_id] if item.post else None,
        last_message_at=item.occurred_at,
    )


def _name_person(conversation: Conversation, item: Incoming, identities: dict[str, Identity]) -> None:
    """A direct thread belongs to its person, a comment thread to who wrote the first comment."""
    if item.kind is Kind.DIRECT:
        person = identities.get(item.thread_id) or (
            identities.get(item.author.external_id) if item.author and not item.is_own else None
        )
        conversation.identity = conversation.identity or person
    elif item.external_id == conversation.thread_id and item.author and not item.is_own:
        conversation.identity = identities[item.author.external_id]


def summarise(
    channel: Channel, fresh: Iterable[Message], *, changed: AbstractSet[int] = frozenset()
) -> set[int]:
    """Bring the conversations of new and changed messages up to date; return their ids."""
    by_conversation: dict[int, list[Message]] = defaultdict(list)
    conversations: dict[int, Conversation] = {}
    for message in fresh:
        by_conversation[message.conversation_id].append(message)
        conversations[message.conversation_id] = message.conversation
    answered = [pk for pk, messages in by_conversation.items() if _add(channel, conversations[pk], messages)]
    update_rows(Conversation, conversations.values(), _SUMMARY)
    _wait_since_last_answer(answered)
    if changed:
        _read_again(changed)
    return {*conversations, *changed}


_SUMMARY = [
    *["identity", "post", "status", "snoozed_until", "waiting_since", "last_message", "last_message_at"],
    *["last_own_at", "reply_window_ends_at", "preview", "message_count", "version"],
]


def _add(channel: Channel, conversation: Conversation, messages: list[Message]) -> bool:
    """Count new messages in; return whether one of them was ours."""
    conversation.message_count += len(messages)
    last = max([*messages, *_last_of(conversation)], key=lambda m: (m.sent_at, m.external_id))
    conversation.last_message = last
    conversation.last_message_at = last.sent_at
    conversation.preview = preview_of(last)
    own = [message.sent_at for message in messages if message.is_own]
    inbound = [message for message in messages if not message.is_own]
    if own:
        conversation.last_own_at = max([*own, *_set(conversation.last_own_at)])
    unanswered = [m.sent_at for m in inbound if _is_after(m, conversation)]
    if unanswered:
        conversation.waiting_since = min([*unanswered, *_set(conversation.waiting_since)])
    _reopen(conversation, inbound)
    _extend_window(channel, conversation, inbound)
    return bool(own)


def _last_of(conversation: Conversation) -> list[Message]:
    return [conversation.last_message] if conversation.last_message else []


def _set(value: T | None) -> list[T]:
    return [] if value is None else [value]


def _is_after(message: Message, conversation: Conversation) -> bool:
    return conversation.last_own_at is None or message.sent_at > conversation.last_own_at


def _reopen(conversation: Conversation, inbound: list[Message]) -> None:
    """A new message brings a conversation back, whatever was done with it before.

    That is the only message that collides with what people do: our own answers, history and edits leave
    the status, and so the version, as they are.
    """
    if any(message.origin == Message.Origin.LIVE for message in inbound):
        conversation.status = Status.OPEN
        conversation.snoozed_until = None
        conversation.version += 1


def _extend_window(channel: Channel, conversation: Conversation, inbound: list[Message]) -> None:
    window = channel.connector_class.reply_window
    if conversation.kind == Kind.DIRECT and window and inbound:
        end = max(message.sent_at for message in inbound) + window.length
        conversation.reply_window_ends_at = max([end, *_set(conversation.reply_window_ends_at)])


def _wait_since_last_answer(conversation_ids: Collection[int]) -> None:
    """After an answer of ours: people wait since their first message that came after it."""
    inbound = Message.objects.filter(conversation=OuterRef("pk"), is_own=False).order_by("sent_at")
    unanswered = inbound.filter(
        Q(sent_at__gt=OuterRef("last_own_at")) | Q(conversation__last_own_at__isnull=True)
    )
    first = Subquery(unanswered.values("sent_at")[:1])
    Conversation.objects.filter(pk__in=conversation_ids).update(waiting_since=first)


def _read_again(conversation_ids: Collection[int]) -> None:
    """Summarise from the messages: one of them was edited, removed, or sent earlier than it seemed."""
    messages = Message.objects.filter(conversation=OuterRef("pk"))
    last = messages.order_by("-sent_at", "-external_id")
    own = messages.filter(is_own=True).order_by("-sent_at")
    changed = Conversation.objects.filter(pk__in=conversation_ids)
    changed.update(
        last_message=Subquery(last.values("pk")[:1]),
        last_message_at=Subquery(last.values("sent_at")[:1]),
        last_own_at=Subquery(own.values("sent_at")[:1]),
    )
    _wait_since_last_answer(conversation_ids)
    rows = list(changed.select_related("last_message"))
    for row in rows:
        if row.last_message:
            row.preview = preview_of(row.last_message)
    update_rows(Conversation, rows, ["preview"])


def preview_of(message: Message) -> str:
    """Return the line that a list shows for a message."""
    if message.removed_at:
        return "(removed)"
    text = " ".join(message.text.split())
    return text[:140] if text else "(" + ", ".join(a["kind"] for a in message.attachments)[:130] + ")"
