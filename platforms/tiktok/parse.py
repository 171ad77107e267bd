"""Reads TikTok's webhooks: one event each, with its content as JSON inside the JSON.

https://developers.tiktok.com/doc/webhooks-overview
https://business-api.tiktok.com/portal/docs?id=1832184403754242 (direct messages)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from platforms.base import Action, Attachment, Author, Incoming, Kind, Parsed, PostRef
from platforms.cleaning import clean_json
from platforms.reading import (
    Findings,
    NotUnderstood,
    identifier,
    label,
    link,
    mapping,
    optional_identifier,
    optional_mapping,
    shown,
    text,
)
from platforms.times import parse_time

ACTIONS = {
    "insert": Action.CREATE,
    "delete": Action.REMOVE,
    "set_to_hidden": Action.HIDE,
    # The public does not see it.
    "set_to_friends_only": Action.HIDE,
    "set_to_public": Action.UNHIDE,
}
IGNORED = frozenset(
    {
        "im_mark_read_msg",
        "im_referral_msg",
        "im_receive_high_intent_comment",
        "im_auto_message_welcome_update",
        "im_auto_message_suggested_question_update",
        "im_auto_message_keyword_update",
    }
)
WORDLESS = frozenset({"image", "video", "sticker", "emoji", "share_post"})


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `account_id` is the business account's open id."""

    name: str
    account_id: str
    content: Mapping[str, Any]
    occurred_at: datetime | None


def parse(payload: object) -> Parsed:
    """Return the one comment or direct message that a delivery tells of."""
    found = Findings()
    with found.at("payload"):
        event = _event(mapping(payload, "payload"))
        if event.name in IGNORED:
            found.ignore()
        elif event.name in READERS:
            found.add(event.account_id, READERS[event.name](event))
            if event.occurred_at is None:
                raise NotUnderstood("the time is missing or cannot be true")
        else:
            raise NotUnderstood(f"unknown event {shown(event.name)}")
    return found.parsed()


def _event(delivery: Mapping[str, Any]) -> Event:
    content = delivery.get("content")
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise NotUnderstood("content is not JSON") from error
    fields = mapping(content, "content")
    return Event(
        name=text(delivery.get("event"), "event"),
        account_id=identifier(delivery.get("user_openid"), "user_openid"),
        content=fields,
        # Seconds here, milliseconds there: its size tells.
        occurred_at=parse_time(fields.get("timestamp")) or parse_time(delivery.get("create_time")),
    )


def _read_comment(event: Event) -> Incoming:
    content = event.content
    verb = text(content.get("comment_action"), "comment_action")
    if verb not in ACTIONS:
        raise NotUnderstood(f"unknown comment_action {shown(verb)}")
    action = ACTIONS[verb]
    external_id = identifier(content.get("comment_id"), "comment_id")
    parent_id = _parent_id(content)
    author_id = optional_identifier(content.get("unique_identifier"), "unique_identifier")
    return Incoming(
        action=action,
        kind=Kind.COMMENT,
        external_id=external_id,
        thread_id=parent_id or external_id,
        author=Author(author_id) if author_id else None,
        text=text(content.get("text"), "text") if action is Action.CREATE else "",
        occurred_at=event.occurred_at,
        parent_id=parent_id,
        post=PostRef(identifier(content.get("video_id"), "video_id")),
        is_own=author_id == event.account_id,
        raw=clean_json(content),
    )


def _parent_id(content: Mapping[str, Any]) -> str:
    parent_id = content.get("parent_comment_id")
    return "" if parent_id in (0, "0") else optional_identifier(parent_id, "parent_comment_id")


def _read_direct(event: Event) -> Incoming:
    """A thread is TikTok's conversation: that is where an answer is sent to."""
    content = event.content
    sender = mapping(content.get("from_user"), "from_user")
    sender_id = identifier(sender.get("id"), "from_user.id")
    is_own = event.name == "im_send_msg" or sender_id == event.account_id
    kind = text(content.get("type"), "type").lower()
    written, attachments = _words(content, kind), tuple(_attachments(content, kind))
    if not written and not attachments:
        raise NotUnderstood(f"a message of the unknown type {shown(kind)}")
    return Incoming(
        action=Action.CREATE,
        kind=Kind.DIRECT,
        external_id=identifier(content.get("message_id"), "message_id"),
        thread_id=identifier(content.get("conversation_id"), "conversation_id"),
        author=Author(sender_id, handle=label(content.get("from"), "from")),
        text=written,
        occurred_at=event.occurred_at,
        is_own=is_own,
        attachments=attachments,
        raw=clean_json(content),
    )


def _words(content: Mapping[str, Any], kind: str) -> str:
    if kind != "text":
        return ""
    # An older shape has the words in `content`.
    words = optional_mapping(content.get("text"), "text").get("body", content.get("content"))
    return text(words, "text.body")


def _attachments(content: Mapping[str, Any], kind: str) -> Iterator[Attachment]:
    if kind in WORDLESS:
        yield Attachment(kind, link(optional_mapping(content.get(kind), kind).get("embed_url")))


READERS: dict[str, Callable[[Event], Incoming]] = {
    "comment.update": _read_comment,
    "im_receive_msg": _read_direct,
    "im_receive_msg_eu": _read_direct,
    "im_send_msg": _read_direct,
}
