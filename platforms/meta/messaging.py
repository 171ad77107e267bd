"""Reads Meta's messaging events: direct messages, echoes, edits, unsends, postbacks.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from platforms.base import Action, Attachment, Author, Incoming, Kind
from platforms.cleaning import clean_json
from platforms.meta.entries import Event, Reader, ignore
from platforms.reading import (
    NotUnderstood,
    identifier,
    label,
    link,
    mapping,
    optional_identifier,
    optional_mapping,
    sequence,
    shown,
    text,
)

ENVELOPE_KEYS = frozenset({"sender", "recipient", "timestamp"})


def read_messaging(event: Event) -> Incoming | None:
    """Return the message in an event, None for what has no place in an inbox."""
    for key, reader in READERS.items():
        if key in event.value:
            return reader(event)
    others = sorted(map(str, event.value.keys() - ENVELOPE_KEYS))
    if others:
        raise NotUnderstood(f"unknown messaging event {shown(others)}")
    return None


def _read_message(event: Event) -> Incoming:
    message = mapping(event.value["message"], "message")
    if message.get("is_deleted") is True:
        return _incoming(event, Action.REMOVE, message)
    written, attachments = text(message.get("text"), "text"), tuple(_attachments(message))
    if not written and not attachments:
        raise NotUnderstood("the message has neither text nor attachment")
    return _incoming(event, Action.CREATE, message, written, attachments)


def _read_edit(event: Event) -> Incoming:
    edit = mapping(event.value["message_edit"], "message_edit")
    if "text" not in edit:
        raise NotUnderstood("the edit has no text")
    return _incoming(event, Action.EDIT, edit, text(edit["text"], "text"))


def _read_postback(event: Event) -> Incoming:
    """Return a pressed button as a message: its title is what the person said."""
    postback = mapping(event.value["postback"], "postback")
    title = text(postback.get("title"), "title") or text(postback.get("payload"), "payload")
    return _incoming(event, Action.CREATE, postback, title)


READERS: dict[str, Reader] = {
    "message": _read_message,
    "message_edit": _read_edit,
    "postback": _read_postback,
    **dict.fromkeys(
        (
            "reaction",
            "read",
            "delivery",
            "referral",
            "optin",
            "pass_thread_control",
            "take_thread_control",
            "request_thread_control",
            "app_roles",
            "policy-enforcement",
        ),
        ignore,
    ),
}


def _incoming(
    event: Event,
    action: Action,
    message: Mapping[str, Any],
    written: str = "",
    attachments: tuple[Attachment, ...] = (),
) -> Incoming:
    sender = identifier(mapping(event.value.get("sender"), "sender").get("id"), "sender.id")
    recipient = mapping(event.value.get("recipient"), "recipient")
    # In an echo we are the sender: the thread belongs to whoever received it.
    is_own = bool(message.get("is_echo") or message.get("is_self")) or sender == event.account_id
    reply_to = optional_mapping(message.get("reply_to"), "reply_to")
    return Incoming(
        action=action,
        kind=Kind.DIRECT,
        external_id=identifier(message.get("mid"), "mid"),
        thread_id=identifier(recipient.get("id"), "recipient.id") if is_own else sender,
        author=Author(sender),
        text=written,
        occurred_at=event.occurred_at,
        parent_id=optional_identifier(reply_to.get("mid"), "reply_to.mid"),
        is_own=is_own,
        attachments=attachments,
        raw=clean_json(event.value),
    )


def _attachments(message: Mapping[str, Any]) -> Iterator[Attachment]:
    for item in sequence(message.get("attachments") or (), "attachments"):
        attachment = mapping(item, "attachment")
        # A heart has no payload.
        payload = optional_mapping(attachment.get("payload"), "payload")
        kind = label(attachment.get("type"), "type") or "unknown"
        yield Attachment(kind, link(payload.get("url")))
    reply_to = optional_mapping(message.get("reply_to"), "reply_to")
    if reply_to.get("story") is not None:
        yield Attachment("story", link(mapping(reply_to["story"], "story").get("url")))
    if message.get("is_unsupported") is True:
        yield Attachment("unsupported_type")
