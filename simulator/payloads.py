"""Webhook bodies in Meta's own shapes. Pure: what happened in, bytes out.

Instagram tells nothing when a comment is edited, deleted or hidden; of that only a Page's feed tells.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from simulator.clock import graph_time
from simulator.model import FACEBOOK, INSTAGRAM, WHATSAPP, Account, Comment, DirectMessage, Json, Post

COMMENTS, FEED, MESSAGING = "comments", "feed", "messaging"
TOPICS = {INSTAGRAM: "instagram", FACEBOOK: "page", WHATSAPP: "whatsapp_business_account"}
STORY_URL = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing that happened, before it is packed into a delivery."""

    account_id: str
    field: str
    at: float
    value: Json
    thread: str
    is_ad: bool = False
    platform: str = INSTAGRAM


def comment_notice(comment: Comment, *, post: Post, account: Account) -> Notice:
    """A new comment, by a person or by the account itself."""
    value: Json = {"id": comment.id}
    if comment.parent_id is not None:
        value["parent_id"] = comment.parent_id
    author: Json = {"id": comment.author_id, "username": comment.username}
    if comment.by_brand:
        author["self_ig_scoped_id"] = account.self_scoped_id
    value |= {"from": author, "text": comment.text, "media": _media(post)}
    return Notice(
        account_id=account.id,
        field=COMMENTS,
        at=comment.at,
        value=value,
        thread=comment.parent_id or comment.id,
        is_ad=bool(post.ad_id),
    )


def message_notice(message: DirectMessage, *, at: float) -> Notice:
    """A new direct message; one that the brand sent is an echo."""
    content: Json = {"mid": message.mid, "text": message.text}
    if message.story_id:
        content["reply_to"] = {"story": {"id": message.story_id, "url": STORY_URL}}
    if message.by_brand:
        content["is_echo"] = True
    return _messaging(message, at=at, by_brand=message.by_brand, part={"message": content})


def edit_notice(message: DirectMessage, *, at: float) -> Notice:
    part: Json = {"mid": message.mid, "text": message.text, "num_edit": message.edits}
    return _messaging(message, at=at, by_brand=message.by_brand, part={"message_edit": part})


def unsend_notice(message: DirectMessage, *, at: float) -> Notice:
    part: Json = {"mid": message.mid, "is_deleted": True}
    return _messaging(message, at=at, by_brand=message.by_brand, part={"message": part})


def reaction_notice(message: DirectMessage, *, at: float) -> Notice:
    """The person reacts to a message of the brand."""
    part: Json = {"mid": message.mid, "action": "react", "reaction": "love", "emoji": message.reaction}
    return _messaging(message, at=at, by_brand=False, part={"reaction": part})


def seen_notice(message: DirectMessage, *, at: float) -> Notice:
    """The person has read up to a message of the brand."""
    return _messaging(message, at=at, by_brand=False, part={"read": {"mid": message.mid}})


def feed_notice(comment: Comment, verb: str, *, post: Post, account: Account, at: float) -> Notice:
    """What happened to a comment below a Page's post: `add`, `edited`, `remove`, `hide` or `unhide`."""
    value: Json = {
        "item": "comment",
        "verb": verb,
        "from": {"id": comment.author_id, "name": account.name if comment.by_brand else comment.username},
        "post": _page_post(post),
        "post_id": post.id,
        "comment_id": comment.id,
        # At the top level a Page names the post as the parent.
        "parent_id": comment.parent_id or post.id,
        "created_time": int(comment.at),
    }
    if verb != "remove":
        value["message"] = comment.text
    return Notice(
        account_id=account.id,
        field=FEED,
        at=at,
        value=value,
        thread=comment.parent_id or comment.id,
        platform=FACEBOOK,
    )


def envelope(notices: Sequence[Notice], *, entry_level: bool = False) -> bytes:
    """One delivery of one platform: neighbours of one account and kind share an entry, as at Meta."""
    entries: list[Json] = []
    for (account_id, field), group in groupby(notices, key=lambda notice: (notice.account_id, notice.field)):
        entries += _entries(account_id, field, list(group), entry_level=entry_level)
    body: Json = {"object": TOPICS[notices[0].platform], "entry": entries}
    # ASCII with \uXXXX escapes, as Meta sends it: whoever re-serialises before checking the signature fails.
    return json.dumps(body, separators=(",", ":")).encode()


def signature(body: bytes, secret: str) -> str:
    """The X-Hub-Signature-256 header over the raw bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _entries(account_id: str, field: str, notices: list[Notice], *, entry_level: bool) -> list[Json]:
    last = notices[-1].at
    if field == MESSAGING:
        return [
            {"id": account_id, "time": int(last * 1000), "messaging": [notice.value for notice in notices]}
        ]
    if entry_level and field == COMMENTS:
        return [{"id": account_id, "time": int(n.at), "field": n.field, "value": n.value} for n in notices]
    changes = [{"field": notice.field, "value": notice.value} for notice in notices]
    return [{"id": account_id, "time": int(last), "changes": changes}]


def _page_post(post: Post) -> Json:
    return {
        "id": post.id,
        "status_type": "added_photos",
        "is_published": not post.ad_id,
        "promotion_status": "active" if post.ad_id else "inactive",
        "permalink_url": f"https://www.facebook.com/{post.id.replace('_', '/posts/')}",
        "updated_time": graph_time(post.at),
    }


def _media(post: Post) -> Json:
    media: Json = {"id": post.id, "media_product_type": post.product_type}
    if post.ad_id:
        media |= {"ad_id": post.ad_id, "ad_title": post.ad_title, "original_media_id": post.original_media_id}
    return media


def _messaging(message: DirectMessage, *, at: float, by_brand: bool, part: Json) -> Notice:
    brand, person = {"id": message.account_id}, {"id": message.person_id}
    sender, recipient = (brand, person) if by_brand else (person, brand)
    value: Json = {"sender": sender, "recipient": recipient, "timestamp": int(at * 1000), **part}
    return Notice(
        account_id=message.account_id,
        field=MESSAGING,
        at=at,
        value=value,
        thread=f"direct:{message.person_id}",
    )
