"""A Telegram bot's updates: one a delivery. A bot is told of neither its own messages nor of deletions. Pure.

Comments are messages in the group that belongs to the channel, answering the copy of the post there.
https://core.telegram.org/bots/api#update
"""

from __future__ import annotations

import json

from simulator.model import TELEGRAM, Account, Comment, DirectMessage, Json, Post
from simulator.payloads import Notice

EDITED = "edited"


def group_of(account: Account) -> str:
    """The id of the group with the comments below the channel's posts."""
    return f"-100{account.id}"


def comment_notice(comment: Comment, verb: str, *, post: Post, account: Account, at: float) -> Notice:
    """A comment that a person wrote or changed."""
    message: Json = {
        **_head(comment.id, at=comment.at, chat={"type": "supergroup", "title": account.name}),
        "from": _person(comment.author_id, comment.username),
        "text": comment.text,
        "message_thread_id": _number(post.id),
        "reply_to_message": _answered(comment, post),
    }
    return _notice(account.id, verb, message, at=at, thread=comment.parent_id or comment.id)


def message_notice(message: DirectMessage, *, at: float) -> Notice:
    """A direct message to the bot."""
    return _direct(message, "new", at=at)


def edit_notice(message: DirectMessage, *, at: float) -> Notice:
    return _direct(message, EDITED, at=at)


def body(notice: Notice) -> bytes:
    """The one update of a delivery. Its number grows with time, as Telegram's do."""
    return json.dumps({"update_id": int(notice.at * 1000), notice.field: notice.value}).encode()


def _direct(message: DirectMessage, verb: str, *, at: float) -> Notice:
    content: Json = {
        **_head(message.mid, at=message.at, chat={"type": "private"}),
        "from": _person(message.person_id, ""),
        "text": message.text,
    }
    return _notice(message.account_id, verb, content, at=at, thread=f"direct:{message.person_id}")


def _head(external_id: str, *, at: float, chat: Json) -> Json:
    return {
        "message_id": _number(external_id),
        "chat": {"id": int(external_id.partition(":")[0]), **chat},
        "date": int(at),
    }


def _answered(comment: Comment, post: Post) -> Json:
    """What a comment answers: the post's copy in the group, or another comment."""
    if comment.parent_id:
        return _head(comment.parent_id, at=comment.at, chat={"type": "supergroup"})
    copy = _head(post.id, at=post.at, chat={"type": "supergroup"})
    return {**copy, "is_automatic_forward": True, "text": post.caption}


def _person(person_id: str, username: str) -> Json:
    who: Json = {"id": int(person_id), "is_bot": False}
    if username:
        return {**who, "first_name": username, "username": username}
    return {**who, "first_name": f"Person {person_id[-4:]}"}


def _number(external_id: str) -> int:
    return int(external_id.partition(":")[2])


def _notice(account_id: str, verb: str, message: Json, *, at: float, thread: str) -> Notice:
    if verb == EDITED:
        message = {**message, "edit_date": int(at)}
    field = "edited_message" if verb == EDITED else "message"
    return Notice(account_id=account_id, field=field, at=at, value=message, thread=thread, platform=TELEGRAM)
