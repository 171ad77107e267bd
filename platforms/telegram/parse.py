"""Reads a Telegram bot's updates.

An update does not say which bot it is for: each channel has an address of its own. Message ids are counted
in each chat, so ours begin with the chat.

https://core.telegram.org/bots/api#update
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from platforms.base import Action, Attachment, Author, Incoming, Kind, Parsed, PostRef
from platforms.cleaning import clean_json
from platforms.reading import (
    SIGNED_FOR,
    Findings,
    NotUnderstood,
    identifier,
    label,
    mapping,
    optional_mapping,
    sequence,
    shown,
    text,
)
from platforms.times import parse_time

NEW, EDITED = ("message", "business_message"), ("edited_message", "edited_business_message")
DELETED = "deleted_business_messages"
IGNORED = frozenset(
    {
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "message_reaction",
        "message_reaction_count",
        "my_chat_member",
        "chat_member",
        "callback_query",
        "inline_query",
        "poll",
    }
)
MEDIA = ("photo", "video", "voice", "audio", "document", "sticker", "animation", "video_note", "location")
GROUPS = ("group", "supergroup")


def parse(payload: object) -> Parsed:
    """Return what one update tells of."""
    found = Findings()
    with found.at("payload"):
        update = mapping(payload, "payload")
        kinds = [key for key in update if key != "update_id"]
        if any(kind in IGNORED for kind in kinds):
            found.ignore()
            return found.parsed()
        items = list(_items(update))
        for item in items:
            found.add(SIGNED_FOR, item)
        if not items:
            found.ignore()
    return found.parsed()


def _items(update: Mapping[str, Any]) -> Iterator[Incoming]:
    for key, action in [*((key, Action.CREATE) for key in NEW), *((key, Action.EDIT) for key in EDITED)]:
        if key in update:
            item = _read_message(mapping(update[key], key), action)
            if item is not None:
                yield item
            return
    if DELETED not in update:
        raise NotUnderstood(f"unknown update {shown(sorted(map(str, update.keys() - {'update_id'})))}")
    gone = mapping(update[DELETED], DELETED)
    chat_id = identifier(mapping(gone.get("chat"), "chat").get("id"), "chat.id")
    for message_id in sequence(gone.get("message_ids"), "message_ids"):
        external_id = f"{chat_id}:{identifier(message_id, 'message_id')}"
        yield Incoming(Action.REMOVE, Kind.DIRECT, external_id, chat_id)


def _read_message(message: Mapping[str, Any], action: Action) -> Incoming | None:
    """Return a message that somebody wrote; None for what Telegram itself put into a chat."""
    chat = mapping(message.get("chat"), "chat")
    chat_id = identifier(chat.get("id"), "chat.id")
    written, attachments = _words(message), tuple(Attachment(kind) for kind in MEDIA if kind in message)
    if message.get("is_automatic_forward") is True or (not written and not attachments):
        return None
    sender = mapping(message.get("from"), "from")
    speaker = optional_mapping(message.get("sender_chat"), "sender_chat")
    is_own = _is_own(chat, chat_id, sender, speaker)
    external_id = f"{chat_id}:{identifier(message.get('message_id'), 'message_id')}"
    common: dict[str, Any] = {
        "action": action,
        "external_id": external_id,
        "author": _author(speaker or sender),
        "text": written,
        "occurred_at": _moment(message, action),
        "is_own": is_own,
        "attachments": attachments if action is Action.CREATE else (),
        "raw": clean_json(message),
    }
    if chat.get("type") == "private":
        return Incoming(kind=Kind.DIRECT, thread_id=chat_id, **common)
    if chat.get("type") not in GROUPS:
        raise NotUnderstood(f"unknown kind of chat {shown(chat.get('type'))}")
    return Incoming(kind=Kind.COMMENT, **common, **_place(message, chat_id, external_id))


def _is_own(
    chat: Mapping[str, Any], chat_id: str, sender: Mapping[str, Any], speaker: Mapping[str, Any]
) -> bool:
    """Whether the brand wrote it.

    A private chat has the id of its person. Who writes in a group as a channel comes with a bot of Telegram's
    as the sender; in the name of the group itself only its administrators write.
    """
    if chat.get("type") == "private":
        return identifier(sender.get("id"), "from.id") != chat_id
    if speaker:
        return identifier(speaker.get("id"), "sender_chat.id") == chat_id
    return sender.get("is_bot") is True


def _place(message: Mapping[str, Any], chat_id: str, external_id: str) -> dict[str, Any]:
    """Return post, thread and parent: below a channel's post, or elsewhere in the group."""
    answered = optional_mapping(message.get("reply_to_message"), "reply_to_message")
    if not answered:
        return {"thread_id": external_id}
    answered_id = f"{chat_id}:{identifier(answered.get('message_id'), 'reply_to_message')}"
    if answered.get("is_automatic_forward") is True:
        return {"thread_id": external_id, "post": PostRef(answered_id, title=_title(answered))}
    return {"thread_id": answered_id, "parent_id": answered_id}


def _title(post: Mapping[str, Any]) -> str:
    return label(_words(post), "text")


def _words(message: Mapping[str, Any]) -> str:
    return text(message.get("text", message.get("caption")), "text")


def _author(sender: Mapping[str, Any]) -> Author:
    """Return a person, or the chat in whose name somebody writes."""
    names = [label(sender.get(name), name) for name in ("first_name", "last_name", "title")]
    handle = label(sender.get("username"), "username")
    return Author(identifier(sender.get("id"), "from.id"), handle, " ".join(filter(None, names))[:255])


def _moment(message: Mapping[str, Any], action: Action) -> datetime:
    is_edit = action is Action.EDIT
    moment = parse_time(message.get("edit_date" if is_edit else "date"))
    if moment is None:
        raise NotUnderstood("the time is missing or cannot be true")
    # Telegram counts whole seconds: an edit in the second of its message still comes after it.
    return moment + timedelta(microseconds=1) if is_edit else moment
