"""What the public does: each act changes the world and, where Instagram would tell, sends a webhook."""

from __future__ import annotations

import re
from collections.abc import Callable

from simulator.model import AD, Comment, DirectMessage, Person, Post
from simulator.payloads import (
    Notice,
    comment_notice,
    edit_notice,
    message_notice,
    reaction_notice,
    seen_notice,
    unsend_notice,
)
from simulator.simulation import Simulation

MAX_TEXT = 2200
_USERNAME = re.compile(r"[a-z0-9._]{1,30}")


class NotPossibleError(Exception):
    """A person cannot do this; the message says why."""


def username_from(raw: str) -> str:
    """A user name as typed, in the form that the platform knows."""
    username = raw.strip().removeprefix("@").lower()
    if not _USERNAME.fullmatch(username):
        raise NotPossibleError("A user name has 1 to 30 letters, digits, dots and underscores.")
    return username


def comment(
    simulation: Simulation,
    post: Post,
    *,
    username: str,
    text: str,
    parent_id: str | None = None,
    deliver: bool = True,
) -> Comment:
    """A person comments on a post or replies to a comment."""
    world = simulation.world
    person = _person(simulation, username)
    if not post.is_open:
        raise NotPossibleError("Comments on this post are closed.")
    written = world.add_comment(
        Comment(
            id=world.new_id("comment"),
            account_id=post.account_id,
            post_id=post.id,
            author_id=person.id,
            username=person.username,
            text=_checked(text),
            at=simulation.clock.now(),
            parent_id=_top_level(simulation, post, parent_id),
        )
    )
    if deliver:
        simulation.emitter.publish(
            comment_notice(written, post=post, account=world.accounts[post.account_id])
        )
    return written


def withdraw(simulation: Simulation, comment_id: str) -> Comment:
    """The author deletes a comment, and its replies go with it. Instagram tells nobody of that."""
    found = simulation.world.comments.get(comment_id)
    if found is None or found.deleted:
        raise NotPossibleError(f"There is no comment {comment_id}.")
    for reply in simulation.world.replies_to(found.id):
        reply.deleted = True
    found.deleted = True
    simulation.world.changed()
    return found


def send_direct(
    simulation: Simulation, account_id: str, *, username: str, text: str, to_story: bool = False
) -> DirectMessage:
    """A person writes to the brand, or answers its story."""
    world = simulation.world
    message = world.add_message(
        DirectMessage(
            mid=world.new_mid(),
            account_id=account_id,
            person_id=_person(simulation, username).id,
            text=_checked(text),
            at=simulation.clock.now(),
            story_id=world.new_id("story") if to_story else "",
        )
    )
    simulation.emitter.publish(message_notice(message))
    return message


def edit_direct(simulation: Simulation, mid: str, *, text: str) -> DirectMessage:
    message = _own_message(simulation, mid)
    message.text = _checked(text)
    message.edits += 1
    _told(simulation, message, edit_notice)
    return message


def unsend_direct(simulation: Simulation, mid: str) -> DirectMessage:
    message = _own_message(simulation, mid)
    message.unsent, message.text = True, ""
    _told(simulation, message, unsend_notice)
    return message


def react(simulation: Simulation, mid: str, *, emoji: str) -> DirectMessage:
    """The person puts an emoji on a message of the brand."""
    message = _brand_message(simulation, mid)
    message.reaction = emoji
    simulation.world.changed()
    simulation.emitter.publish(reaction_notice(message, emoji=emoji, at=simulation.clock.now()))
    return message


def see(simulation: Simulation, mid: str) -> DirectMessage:
    """The person reads up to a message of the brand."""
    message = _brand_message(simulation, mid)
    simulation.emitter.publish(seen_notice(message, at=simulation.clock.now()))
    return message


def last_from_brand(simulation: Simulation, account_id: str, username: str) -> DirectMessage | None:
    """The brand's latest message to a person, which is what people react to."""
    person = simulation.world.find_person(username)
    if person is None:
        return None
    messages = simulation.world.messages_in(account_id, person.id)
    return next((message for message in reversed(messages) if message.by_brand), None)


def post_of_kind(simulation: Simulation, account_id: str, *, index: int, is_ad: bool) -> Post:
    """The post that a story means: any ad, or the n-th other post, newest first."""
    posts = [post for post in simulation.world.posts_of(account_id) if (post.product_type == AD) == is_ad]
    return posts[index % len(posts)]


def _told(simulation: Simulation, message: DirectMessage, notice: Callable[..., Notice]) -> None:
    simulation.world.changed()
    simulation.emitter.publish(notice(message, at=simulation.clock.now()))


def _person(simulation: Simulation, username: str) -> Person:
    if any(username == account.username for account in simulation.world.accounts.values()):
        raise NotPossibleError("That is a brand. Write as somebody of the public.")
    return simulation.world.person_named(username)


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NotPossibleError("Write something first.")
    if len(text) > MAX_TEXT:
        raise NotPossibleError(f"That is too long: {MAX_TEXT} characters at most.")
    return text


def _top_level(simulation: Simulation, post: Post, parent_id: str | None) -> str | None:
    """The comment that a reply hangs under; what the public cannot see, it cannot answer."""
    if parent_id is None:
        return None
    parent = simulation.world.comments.get(parent_id)
    if parent is None or parent.deleted or parent.hidden or parent.post_id != post.id:
        raise NotPossibleError("That comment is not there any more.")
    return parent.parent_id or parent.id


def _own_message(simulation: Simulation, mid: str) -> DirectMessage:
    message = simulation.world.messages.get(mid)
    if message is None or message.by_brand or message.unsent:
        raise NotPossibleError(f"There is no message {mid} that a person sent and did not unsend.")
    return message


def _brand_message(simulation: Simulation, mid: str) -> DirectMessage:
    message = simulation.world.messages.get(mid)
    if message is None or not message.by_brand:
        raise NotPossibleError(f"There is no message {mid} of the brand.")
    return message
