"""What each path of the TikTok Business API does. Two tables, one for reading and one for writing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from simulator import ids, numbers, telling
from simulator.model import Account, Comment, DirectMessage, Json, Post
from simulator.serving import Done
from simulator.simulation import Simulation

MAX_COMMENT, MAX_DIRECT = 1200, 6000
MAX_PAGE = 30
WINDOW_SECONDS = 48 * 3600.0
MESSAGES_A_WINDOW = 10
SHOWN_REPLIES = 3
SEND = "business/message/send"


class TikTokError(Exception):
    """A refusal. Its HTTP status is 200 all the same."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message
        self.fault = ""

    @property
    def outcome(self) -> str:
        """For the log of calls: the armed fault, or `refused 40002`."""
        return self.fault or f"refused {self.code}"


def invalid(message: str) -> TikTokError:
    return TikTokError(40002, message)


def list_videos(simulation: Simulation, account: Account, asked: Json) -> Json:
    """GET business/video/list: the asked fields of the account's videos, or of those that `filters` names."""
    filters, fields = _parsed(asked.get("filters")), _parsed(asked.get("fields"))
    wanted = filters.get("video_ids") if isinstance(filters, dict) else None
    videos = [
        _video(simulation, post)
        for post in simulation.world.posts_of(account.id)
        if wanted is None or post.id in wanted
    ]
    names = fields if isinstance(fields, list) else ["item_id"]
    shown = [{name: video[name] for name in names if name in video} for video in videos[:MAX_PAGE]]
    return {"videos": shown, "has_more": False}


def list_comments(simulation: Simulation, account: Account, asked: Json) -> Json:
    """GET business/comment/list: of one video, newest first; PUBLIC ones unless ALL are asked for."""
    video_id = str(asked.get("video_id", ""))
    if video_id not in {post.id for post in simulation.world.posts_of(account.id)}:
        raise TikTokError(40007, "The video does not exist.")
    found = simulation.world.comments_on(video_id)[::-1]
    if wanted := _ids(asked.get("comment_ids")):
        below = [reply for top in found for reply in simulation.world.replies_to(top.id)]
        found = [comment for comment in [*found, *below] if comment.id in wanted]
    elif asked.get("status") != "ALL":
        found = [comment for comment in found if not comment.hidden]
    page = _page(asked, found)
    page["comments"] = [_with_replies(simulation, account, comment) for comment in page["comments"]]
    return page


def list_replies(simulation: Simulation, account: Account, asked: Json) -> Json:
    """GET business/comment/reply/list."""
    page = _page(asked, simulation.world.replies_to(_comment(simulation, account, asked).id))
    page["comments"] = [_node(simulation, account, reply) for reply in page["comments"]]
    return page


def list_messages(simulation: Simulation, account: Account, asked: Json) -> Json:
    """GET business/message/content/list: the newest of one conversation."""
    person_id = _person(simulation, account, asked.get("conversation_id"))
    messages = simulation.world.messages_in(account.id, person_id)[::-1]
    shown = messages[: _size(asked.get("limit", MAX_PAGE))]
    return {
        "messages": [_message(message) for message in shown],
        "has_more": len(shown) < len(messages),
    }


def reply(simulation: Simulation, account: Account, asked: Json) -> Done:
    """POST business/comment/reply/create: to a first-level comment that the public sees."""
    text = _text(asked.get("text"), MAX_COMMENT)
    top = _comment(simulation, account, asked)
    if top.parent_id or top.hidden:
        raise invalid("comment_id: the comment cannot be replied to.")
    written = simulation.world.add_comment(
        Comment(
            id=ids.for_comment(simulation.world, simulation.world.posts[top.post_id], top.id),
            account_id=account.id,
            post_id=top.post_id,
            author_id=account.id,
            username=account.username,
            text=text,
            at=simulation.clock.now(),
            parent_id=top.id,
            by_brand=True,
        )
    )
    notice = telling.of_comment(simulation, written, telling.ADD)
    return Done(_node(simulation, account, written), written.id, notice)


def hide(simulation: Simulation, account: Account, asked: Json) -> Done:
    """POST business/comment/hide."""
    target, action = _comment(simulation, account, asked), asked.get("action")
    if action not in ("HIDE", "UNHIDE"):
        raise invalid("action: must be one of HIDE, UNHIDE.")
    if target.hidden == (action == "HIDE"):
        return Done({}, target.id)
    target.hidden = action == "HIDE"
    simulation.world.changed()
    verb = telling.HIDE if target.hidden else telling.UNHIDE
    return Done({}, target.id, telling.of_comment(simulation, target, verb))


def like(simulation: Simulation, account: Account, asked: Json) -> Done:
    """POST business/comment/like."""
    target = _any_comment(simulation, account, asked)
    target.liked = asked.get("action") == "LIKE"
    simulation.world.changed()
    return Done({}, target.id)


def delete(simulation: Simulation, account: Account, asked: Json) -> Done:
    """POST business/comment/delete: one's own only."""
    target = _any_comment(simulation, account, asked)
    if not target.by_brand:
        raise TikTokError(40001, "Only your own comments can be deleted.")
    telling.delete(simulation, target)
    return Done({}, target.id)


def send(simulation: Simulation, account: Account, asked: Json) -> Done:
    """POST business/message/send: 48 hours and ten messages after each message of the person."""
    given = asked.get("text")
    text = _text(given.get("body") if isinstance(given, dict) else None, MAX_DIRECT)
    person_id = _person(simulation, account, asked.get("recipient"))
    _check_window(simulation, account, person_id)
    world = simulation.world
    message = world.add_message(
        DirectMessage(
            mid=ids.for_message(world, account, person_id),
            account_id=account.id,
            person_id=person_id,
            text=text,
            at=simulation.clock.now(),
            by_brand=True,
        )
    )
    notice = telling.of_message(simulation, message, telling.NEW)
    return Done({"message": {"message_id": message.mid}}, message.mid, notice)


def _check_window(simulation: Simulation, account: Account, person_id: str) -> None:
    messages = simulation.world.messages_in(account.id, person_id)
    inbound = [message.at for message in messages if not message.by_brand]
    last = max(inbound, default=None)
    since = [message for message in messages if message.by_brand and last is not None and message.at >= last]
    if last is None or simulation.clock.now() - last > WINDOW_SECONDS or len(since) >= MESSAGES_A_WINDOW:
        raise TikTokError(40001, "The messaging window is closed.")


def _comment(simulation: Simulation, account: Account, asked: Json) -> Comment:
    found = _any_comment(simulation, account, asked)
    if found.post_id != str(asked.get("video_id", "")):
        raise invalid("video_id: the comment is below another video.")
    return found


def _any_comment(simulation: Simulation, account: Account, asked: Json) -> Comment:
    found = simulation.world.comments.get(str(asked.get("comment_id", "")))
    if found is None or found.deleted or found.account_id != account.id:
        raise TikTokError(40007, "The comment does not exist.")
    return found


def _person(simulation: Simulation, account: Account, conversation_id: object) -> str:
    for found in simulation.world.threads_of(account.id):
        if found.id == conversation_id:
            return found.person_id
    raise TikTokError(40007, "The conversation does not exist.")


def _text(value: object, allowed: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > allowed:
        raise invalid(f"text: Length must be between 1 and {allowed}.")
    return value


def _ids(value: object) -> set[str]:
    try:
        return {str(item) for item in json.loads(str(value))} if value else set()
    except (ValueError, TypeError) as error:
        raise invalid("comment_ids: must be a list.") from error


def _size(value: object) -> int:
    text = str(value)
    if not text.isdigit() or not 1 <= int(text) <= MAX_PAGE:
        raise invalid(f"max_count: must be between 1 and {MAX_PAGE}.")
    return int(text)


def _page(asked: Json, found: list[Comment]) -> dict[str, Any]:
    size, start = _size(asked.get("max_count", 20)), str(asked.get("cursor") or 0)
    if not start.isdigit():
        raise invalid("cursor: must be a number.")
    end = int(start) + size
    return {"comments": found[int(start) : end], "cursor": end, "has_more": end < len(found)}


def _with_replies(simulation: Simulation, account: Account, comment: Comment) -> Json:
    replies = simulation.world.replies_to(comment.id)[:SHOWN_REPLIES]
    # Here, and only here, the ids of replies are numbers.
    shown = [
        {**_node(simulation, account, found), "comment_id": int(found.id), "video_id": int(found.post_id)}
        for found in replies
    ]
    return {**_node(simulation, account, comment), "reply_list": shown}


def _video(simulation: Simulation, post: Post) -> Json:
    return {
        "item_id": post.id,
        "create_time": str(int(post.at)),
        "caption": post.caption,
        "thumbnail_url": numbers.picture_url(simulation, post),
        "likes": post.likes,
        "comments": numbers.comment_count(simulation, post),
        "shares": numbers.shares(post),
        "video_views": numbers.views(post),
        "reach": numbers.reach(post),
    }


def show_account(simulation: Simulation, account: Account, asked: Json) -> Json:
    """GET business/get: how the account is called."""
    return {"username": account.username, "display_name": account.name}


def _parsed(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise invalid("filters, fields: must be JSON.") from error


def _node(simulation: Simulation, account: Account, comment: Comment) -> Json:
    node: Json = {
        "comment_id": comment.id,
        "video_id": comment.post_id,
        "unique_identifier": comment.author_id,
        "create_time": str(int(comment.at)),
        "text": comment.text,
        "likes": int(comment.liked),
        "replies": len(simulation.world.replies_to(comment.id)),
        "owner": comment.by_brand,
        "liked": comment.liked,
        "pinned": False,
        "status": "HIDDEN" if comment.hidden else "PUBLIC",
        "username": comment.username,
        "display_name": account.name if comment.by_brand else comment.username.title(),
    }
    if comment.parent_id:
        node["parent_comment_id"] = comment.parent_id
    return node


def _message(message: DirectMessage) -> Json:
    role = "business_account" if message.by_brand else "personal_account"
    return {
        "message_id": message.mid,
        "message_type": "TEXT",
        "text": {"body": message.text},
        "timestamp": int(message.at * 1000),
        "from_user": {"id": message.account_id if message.by_brand else message.person_id, "role": role},
    }


READS: dict[str, Callable[[Simulation, Account, Json], Json]] = {
    "business/get": show_account,
    "business/video/list": list_videos,
    "business/comment/list": list_comments,
    "business/comment/reply/list": list_replies,
    "business/message/content/list": list_messages,
}
WRITES: dict[str, Callable[[Simulation, Account, Json], Done]] = {
    "business/comment/reply/create": reply,
    "business/comment/hide": hide,
    "business/comment/like": like,
    "business/comment/delete": delete,
    SEND: send,
}
