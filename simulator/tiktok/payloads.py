"""TikTok's webhook bodies: one event each, its content as JSON inside the JSON. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json

from simulator.model import TIKTOK, Account, Comment, DirectMessage, Json, Post
from simulator.payloads import Notice
from simulator.world import thread

CLIENT_KEY = "7600000000000000001"
ACTIONS = {
    "add": "insert",
    "remove": "delete",
    "hide": "set_to_hidden",
    "unhide": "set_to_public",
}


def comment_notice(comment: Comment, verb: str, *, post: Post, account: Account, at: float) -> Notice:
    """What happened to a comment. TikTok tells no name, and ids are numbers here."""
    content: Json = {
        "comment_id": int(comment.id),
        "video_id": int(post.id),
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_action": ACTIONS[verb],
        "timestamp": int(at * 1000),
        "unique_identifier": comment.author_id,
        "text": comment.text,
    }
    if comment.parent_id:
        content["parent_comment_id"] = int(comment.parent_id)
    return Notice(
        account_id=account.id,
        field="comment.update",
        at=at,
        value=content,
        thread=comment.parent_id or comment.id,
        platform=TIKTOK,
    )


def message_notice(message: DirectMessage, *, at: float) -> Notice:
    """A new direct message; one that the brand sent is an echo."""
    content = _envelope(message, at=at)
    content |= {"message_id": message.mid, "type": "text", "text": {"body": message.text}}
    return _notice(message, "im_send_msg" if message.by_brand else "im_receive_msg", content, at=at)


def seen_notice(message: DirectMessage, *, at: float) -> Notice:
    """The person has read what the brand wrote."""
    return _notice(message, "im_mark_read_msg", _envelope(message, at=at), at=at)


def body(notice: Notice) -> bytes:
    """The one event of a delivery."""
    told: Json = {
        "client_key": CLIENT_KEY,
        "event": notice.field,
        "create_time": int(notice.at),
        "user_openid": notice.account_id,
        "content": json.dumps(notice.value, separators=(",", ":"), ensure_ascii=False),
    }
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()


def signature(content: bytes, secret: str, *, moment: float) -> str:
    """The TikTok-Signature header over the moment and the raw bytes."""
    timestamp = str(int(moment))
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + content, hashlib.sha256).hexdigest()
    return f"t={timestamp},s={digest}"


def _envelope(message: DirectMessage, *, at: float) -> Json:
    person = {"id": message.person_id, "role": "personal_account"}
    brand = {"id": message.account_id, "role": "business_account"}
    sender, receiver = (brand, person) if message.by_brand else (person, brand)
    return {
        "timestamp": int(at * 1000),
        "unique_identifier": sender["id"],
        "from_user": sender,
        "to_user": receiver,
        "conversation_id": thread(message.account_id, message.person_id).id,
    }


def _notice(message: DirectMessage, event: str, content: Json, *, at: float) -> Notice:
    return Notice(
        account_id=message.account_id,
        field=event,
        at=at,
        value=content,
        thread=f"direct:{message.person_id}",
        platform=TIKTOK,
    )
