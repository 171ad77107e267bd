"""X's webhooks: one event of the Activity API a delivery. Nobody is told of others' deletions. Pure.

https://docs.x.com/x-api/activity/event-payloads
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

from simulator.model import Account, Comment, DirectMessage, Json, Post, X
from simulator.payloads import Notice


def comment_notice(comment: Comment, _verb: str, *, post: Post, account: Account, at: float) -> Notice:
    """An answer below one of the account's posts, or below another answer."""
    event = "post.create" if comment.by_brand else "post.reply.create"
    name = account.name if comment.by_brand else comment.username.title()
    user: Json = {"id": comment.author_id, "username": comment.username, "name": name}
    value: Json = {"payload": post_of(comment, post), "includes": {"users": [user]}}
    return _notice(account.id, event, value, at=at, thread=comment.parent_id or comment.id)


def message_notice(message: DirectMessage, *, at: float) -> Notice:
    """A direct message, in the older shape that the Activity API still sends."""
    brand, person = message.account_id, message.person_id
    sender, receiver = (brand, person) if message.by_brand else (person, brand)
    event: Json = {
        "type": "message_create",
        "id": message.mid,
        "created_timestamp": str(int(message.at * 1000)),
        "message_create": {
            "target": {"recipient_id": receiver},
            "sender_id": sender,
            "message_data": {"text": message.text},
        },
    }
    name = "dm.sent" if message.by_brand else "dm.received"
    payload: Json = {"payload": {"direct_message_events": [event], "users": {}}}
    return _notice(brand, name, payload, at=at, thread=f"direct:{person}")


def post_of(comment: Comment, post: Post) -> Json:
    """A post object. What it answers stands in three of its fields."""
    return {
        "id": comment.id,
        "conversation_id": post.id,
        "author_id": comment.author_id,
        "in_reply_to_user_id": comment.answers_id or post.account_id,
        "referenced_tweets": [{"type": "replied_to", "id": comment.parent_id or post.id}],
        "edit_history_tweet_ids": [comment.id],
        "text": escaped(comment.text),
        "created_at": time_of(comment.at),
    }


def time_of(moment: float) -> str:
    """A moment as X writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def escaped(text: str) -> str:
    """A text as X spells it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def body(notice: Notice) -> bytes:
    """The one event of a delivery."""
    event: Json = {
        "event_uuid": str(int(notice.at * 1_000_000)),
        "filter": {"user_id": notice.account_id},
        "event_type": notice.field,
        "tag": "earful",
        **notice.value,
    }
    return json.dumps({"data": event}, separators=(",", ":")).encode()


def signature(content: bytes, secret: str) -> str:
    """The x-twitter-webhooks-signature header over the raw bytes."""
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return "sha256=" + base64.b64encode(digest).decode()


def _notice(account_id: str, event: str, value: Json, *, at: float, thread: str) -> Notice:
    return Notice(account_id=account_id, field=event, at=at, value=value, thread=thread, platform=X)
