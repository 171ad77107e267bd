"""What the public does: each act changes the world and, where Instagram would tell, sends a webhook."""

from __future__ import annotations

import re

from simulator import ids, telling
from simulator.model import (
    AD,
    INSTAGRAM,
    LINKEDIN,
    TIKTOK,
    TIKTOK_ADS,
    WHATSAPP,
    YOUTUBE,
    Comment,
    DirectMessage,
    Person,
    Post,
    X,
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
    _check_not_blocked(simulation, post.account_id, person)
    top_id = _top_level(simulation, post, parent_id)
    written = world.add_comment(
        Comment(
            id=ids.for_comment(world, post, top_id),
            account_id=post.account_id,
            post_id=post.id,
            author_id=person.id,
            username=person.username,
            text=_checked(text),
            at=simulation.clock.now(),
            parent_id=top_id,
            answers_id=world.comments[top_id].author_id if top_id else "",
        )
    )
    if deliver:
        telling.tell(simulation, telling.of_comment(simulation, written, telling.ADD))
    return written


def edit_comment(simulation: Simulation, comment_id: str, *, text: str) -> Comment:
    """The author changes a comment, where the platform lets people do that."""
    found = _own_comment(simulation, comment_id)
    if simulation.world.accounts[found.account_id].platform in (INSTAGRAM, TIKTOK, TIKTOK_ADS, X):
        raise NotPossibleError("On this platform nobody can edit a comment.")
    found.text, found.edited_at = _checked(text), simulation.clock.now()
    simulation.world.changed()
    telling.tell(simulation, telling.of_comment(simulation, found, telling.EDITED))
    return found


def withdraw(simulation: Simulation, comment_id: str) -> Comment:
    """The author deletes a comment, and its replies go with it. Instagram tells nobody of that."""
    found = _own_comment(simulation, comment_id)
    telling.delete(simulation, found)
    return found


def send_direct(
    simulation: Simulation, account_id: str, *, username: str, text: str, to_story: bool = False
) -> DirectMessage:
    """A person writes to the brand, or answers its story."""
    world = simulation.world
    if world.accounts[account_id].platform in (YOUTUBE, LINKEDIN, TIKTOK_ADS):
        raise NotPossibleError("Here nobody can write a direct message.")
    person = _person(simulation, username)
    _check_not_blocked(simulation, account_id, person)
    message = world.add_message(
        DirectMessage(
            mid=ids.for_message(world, world.accounts[account_id], person.id),
            account_id=account_id,
            person_id=person.id,
            text=_checked(text),
            at=simulation.clock.now(),
            story_id=world.new_id("story") if to_story else "",
        )
    )
    telling.tell(simulation, telling.of_message(simulation, message, telling.NEW))
    return message


def edit_direct(simulation: Simulation, mid: str, *, text: str) -> DirectMessage:
    message = _own_message(simulation, mid)
    message.text = _checked(text)
    message.edits += 1
    _told(simulation, message, telling.EDITED)
    return message


def unsend_direct(simulation: Simulation, mid: str) -> DirectMessage:
    message = _own_message(simulation, mid)
    message.unsent, message.text = True, ""
    _told(simulation, message, telling.UNSENT)
    return message


def react(simulation: Simulation, mid: str, *, emoji: str) -> DirectMessage:
    """The person puts an emoji on a message of the brand."""
    message = _brand_message(simulation, mid)
    message.reaction = emoji
    _told(simulation, message, telling.REACTION)
    return message


def see(simulation: Simulation, mid: str) -> DirectMessage:
    """The person reads up to a message of the brand."""
    message = _brand_message(simulation, mid)
    _told(simulation, message, telling.SEEN)
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
    if not posts:
        raise NotPossibleError("There is no such post to comment on.")
    return posts[index % len(posts)]


def _told(simulation: Simulation, message: DirectMessage, event: str) -> None:
    simulation.world.changed()
    telling.tell(simulation, telling.of_message(simulation, message, event))


def _person(simulation: Simulation, username: str) -> Person:
    if any(username == account.username for account in simulation.world.accounts.values()):
        raise NotPossibleError("That is a brand. Write as somebody of the public.")
    return simulation.world.person_named(username)


def _check_not_blocked(simulation: Simulation, account_id: str, person: Person) -> None:
    if person.id in simulation.world.accounts[account_id].blocked:
        raise NotPossibleError("The brand has blocked this person.")


def _own_comment(simulation: Simulation, comment_id: str) -> Comment:
    found = simulation.world.comments.get(comment_id)
    if found is None or found.deleted or found.by_brand:
        raise NotPossibleError(f"There is no comment {comment_id} that a person wrote.")
    return found


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
    if message and simulation.world.accounts[message.account_id].platform in (TIKTOK, WHATSAPP, X):
        raise NotPossibleError("Here nobody can change a message that was sent.")
    if message is None or message.by_brand or message.unsent:
        raise NotPossibleError(f"There is no message {mid} that a person sent and did not unsend.")
    return message


def _brand_message(simulation: Simulation, mid: str) -> DirectMessage:
    message = simulation.world.messages.get(mid)
    if message is None or not message.by_brand:
        raise NotPossibleError(f"There is no message {mid} of the brand.")
    return message
