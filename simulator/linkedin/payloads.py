"""LinkedIn's webhooks: notifications, several in one delivery. Pure.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence

from simulator.model import LINKEDIN, Account, Comment, Json, Post
from simulator.payloads import Notice

TOPIC = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
ACTIONS = {"add": "COMMENT", "edited": "COMMENT_EDIT", "remove": "COMMENT_DELETE"}


def comment_notice(comment: Comment, verb: str, *, post: Post, account: Account, at: float) -> Notice:
    """What happened to a comment. Nobody's name is told."""
    action = "ADMIN_COMMENT" if comment.by_brand and verb == "add" else ACTIONS[verb]
    told: Json = {"entity": comment.id, "owner": person_of(comment), "text": comment.text}
    if comment.parent_id:
        told["parentComment"] = comment.parent_id
    value: Json = {
        "notificationId": int(at * 1000),
        "organizationalEntity": account.id,
        "action": action,
        "sourcePost": post.id,
        "lastModifiedAt": int(at * 1000),
        "generatedActivity": comment.id.replace("urn:li:activity", "activity"),
        "decoratedSourcePost": {"entity": post.id, "owner": account.id, "text": post.caption},
        "decoratedGeneratedActivity": {"comment": told},
        "subscriber": "urn:li:person:admin",
    }
    thread = comment.parent_id or comment.id
    return Notice(account_id=account.id, field=action, at=at, value=value, thread=thread, platform=LINKEDIN)


def person_of(comment: Comment) -> str:
    """Who wrote a comment, as LinkedIn names them."""
    return comment.author_id if comment.by_brand else f"urn:li:person:{comment.author_id}"


def envelope(notices: Sequence[Notice]) -> bytes:
    """One delivery. A notice of a field that does not exist is an action of tomorrow."""
    told = [{"action": notice.field, **notice.value} for notice in notices]
    return json.dumps({"type": TOPIC, "notifications": told}, separators=(",", ":")).encode()


def signature(content: bytes, secret: str) -> str:
    """The X-LI-Signature header over the raw bytes and what stands before them."""
    return hmac.new(secret.encode(), b"hmacsha256=" + content, hashlib.sha256).hexdigest()
