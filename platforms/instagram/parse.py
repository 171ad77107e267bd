"""Reads Instagram's webhooks.

https://developers.facebook.com/docs/instagram-platform/webhooks/examples
https://developers.facebook.com/docs/instagram-platform/private-replies (ad comments)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platforms.base import Action, Author, Incoming, Kind, Parsed, PostRef
from platforms.cleaning import clean_json
from platforms.meta.entries import Event, Reader, ignore, read_delivery
from platforms.meta.messaging import read_messaging
from platforms.reading import (
    NotUnderstood,
    identifier,
    label,
    optional_identifier,
    optional_mapping,
    shown,
    text,
)


def parse(payload: object) -> Parsed:
    return read_delivery(payload, topic="instagram", readers=READERS)


def is_own(sender: Mapping[str, Any], account_id: str) -> bool:
    """Say whether a comment's `from` is the connected account itself."""
    return bool(sender.get("self_ig_scoped_id")) or str(sender.get("id")) == account_id


def _read_comment(event: Event) -> Incoming:
    value = event.value
    # Instagram documents no verb: whatever one means, it is not a new comment.
    if "verb" in value:
        raise NotUnderstood(f"unknown verb {shown(value['verb'])}")
    external_id = identifier(value.get("id"), "id")
    parent_id = optional_identifier(value.get("parent_id"), "parent_id")
    sender = optional_mapping(value.get("from"), "from")
    return Incoming(
        action=Action.CREATE,
        kind=Kind.COMMENT,
        external_id=external_id,
        thread_id=parent_id or external_id,
        author=_author(sender),
        text=text(value.get("text"), "text"),
        occurred_at=event.occurred_at,
        parent_id=parent_id,
        post=_post(optional_mapping(value.get("media"), "media")),
        is_own=is_own(sender, event.account_id),
        raw={"field": event.field, "value": clean_json(value)},
    )


def _author(sender: Mapping[str, Any]) -> Author | None:
    external_id = optional_identifier(sender.get("id"), "from.id")
    handle = label(sender.get("username"), "from.username")
    return Author(external_id, handle) if external_id else None


def _post(media: Mapping[str, Any]) -> PostRef | None:
    external_id = optional_identifier(media.get("id"), "media.id")
    ad_id = optional_identifier(media.get("ad_id"), "media.ad_id")
    if not external_id:
        return None
    return PostRef(
        external_id,
        title=label(media.get("ad_title"), "media.ad_title"),
        is_ad=bool(ad_id) or media.get("media_product_type") == "AD",
        ad_id=ad_id,
    )


def _read_mention(_event: Event) -> None:
    # The text would have to be fetched, which a parser cannot do.
    raise NotUnderstood("a mention carries no text")


READERS: dict[str, Reader] = {
    "comments": _read_comment,
    "live_comments": _read_comment,
    "mentions": _read_mention,
    "story_insights": ignore,
    # Another app has the thread; it answers there.
    "standby": ignore,
    # The same events come as `messaging` items and, since v24, as fields.
    **dict.fromkeys(
        (
            "messaging",
            "messages",
            "message_edit",
            "message_reactions",
            "messaging_seen",
            "messaging_postbacks",
            "messaging_referral",
            "messaging_handover",
        ),
        read_messaging,
    ),
}
