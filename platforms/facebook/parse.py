"""Reads a Facebook Page's webhooks.

https://developers.facebook.com/docs/graph-api/webhooks/reference/page/#feed
https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from platforms.base import Action, Attachment, Author, Incoming, Kind, Parsed, PostRef
from platforms.cleaning import clean_json
from platforms.meta.entries import Event, Reader, ignore, read_delivery
from platforms.meta.messaging import read_messaging
from platforms.reading import (
    NotUnderstood,
    identifier,
    label,
    link,
    optional_identifier,
    optional_mapping,
    shown,
    text,
)
from platforms.times import parse_time

ACTIONS = {
    "add": Action.CREATE,
    "edited": Action.EDIT,
    # Meta writes it so for posts; nothing says that it never will for comments.
    "edit": Action.EDIT,
    "remove": Action.REMOVE,
    "hide": Action.HIDE,
    "unhide": Action.UNHIDE,
}
# What else happens on a Page; none of it is a comment.
NOT_COMMENTS = frozenset(
    {
        "album",
        "event",
        "like",
        "milestone",
        "note",
        "photo",
        "post",
        "rating",
        "reaction",
        "share",
        "status",
        "story",
        "video",
    }
)
MEDIA = ("photo", "video", "link")


def parse(payload: object) -> Parsed:
    return read_delivery(payload, topic="page", readers=READERS)


def is_own(sender: Mapping[str, Any], account_id: str) -> bool:
    """Say whether a comment's `from` is the Page itself."""
    return str(sender.get("id")) == account_id


def _read_feed(event: Event) -> Incoming | None:
    item = text(event.value.get("item"), "item")
    if item in NOT_COMMENTS:
        return None
    if item != "comment":
        raise NotUnderstood(f"unknown item {shown(item)}")
    return _read_comment(event)


def _read_mention(event: Event) -> Incoming:
    """Read that somebody named the Page. Meta does not say who: such an event has no `from`."""
    if "comment_id" not in event.value:
        raise NotUnderstood("a mention outside a comment cannot be answered")
    return _read_comment(event)


def _read_comment(event: Event) -> Incoming:
    value, verb = event.value, text(event.value.get("verb"), "verb")
    if verb not in ACTIONS:
        raise NotUnderstood(f"unknown verb {shown(verb)}")
    action = ACTIONS[verb]
    external_id = identifier(value.get("comment_id"), "comment_id")
    parent_id = _parent_id(value)
    sender = optional_mapping(value.get("from"), "from")
    return Incoming(
        action=action,
        kind=Kind.COMMENT,
        external_id=external_id,
        thread_id=parent_id or external_id,
        author=_author(sender, value),
        text=_text(value, action),
        occurred_at=_moment(event, action),
        parent_id=parent_id,
        post=_post(value),
        is_own=is_own(sender, event.account_id),
        attachments=tuple(_attachments(value)) if action is Action.CREATE else (),
        raw={"field": event.field, "value": clean_json(value)},
    )


def _text(value: Mapping[str, Any], action: Action) -> str:
    if action is Action.EDIT and "message" not in value:
        raise NotUnderstood("the edit has no message")
    return text(value.get("message"), "message") if action in (Action.CREATE, Action.EDIT) else ""


def _moment(event: Event, action: Action) -> datetime | None:
    """`created_time` stays what it was when a comment is edited or hidden; the entry's time does not."""
    if action is Action.CREATE:
        return parse_time(event.value.get("created_time")) or event.occurred_at
    if action is Action.EDIT and event.occurred_at:
        # Facebook counts whole seconds: an edit in the second of its comment still comes after it.
        return event.occurred_at + timedelta(microseconds=1)
    return event.occurred_at


def _parent_id(value: Mapping[str, Any]) -> str:
    """Return the comment that is answered: at the top level `parent_id` names the post."""
    parent_id = optional_identifier(value.get("parent_id"), "parent_id")
    post = optional_mapping(value.get("post"), "post")
    post_ids = (value.get("post_id"), post.get("id"))
    return "" if parent_id in [optional_identifier(post_id, "post_id") for post_id in post_ids] else parent_id


def _author(sender: Mapping[str, Any], value: Mapping[str, Any]) -> Author | None:
    # Before version 2.11 there was a `sender_id` instead of `from`.
    external_id = optional_identifier(sender.get("id", value.get("sender_id")), "from.id")
    name = label(sender.get("name", value.get("sender_name")), "from.name")
    return Author(external_id, name=name) if external_id else None


def _post(value: Mapping[str, Any]) -> PostRef | None:
    post = optional_mapping(value.get("post"), "post")
    external_id = optional_identifier(value.get("post_id", post.get("id")), "post_id")
    if not external_id:
        return None
    # An ad without a post of its own is never published on the Page.
    is_ad = post.get("is_published") is False
    return PostRef(external_id, permalink=link(post.get("permalink_url")), is_ad=is_ad)


def _attachments(value: Mapping[str, Any]) -> Iterator[Attachment]:
    found = [Attachment(kind, link(value[kind])) for kind in MEDIA if value.get(kind)]
    if not found and not value.get("message"):
        # A sticker comes without anything that could be shown.
        found = [Attachment("sticker")]
    yield from found


READERS: dict[str, Reader] = {
    "feed": _read_feed,
    "mention": _read_mention,
    # Another app has the thread; it answers there.
    "standby": ignore,
    "messaging": read_messaging,
}
