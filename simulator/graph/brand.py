"""What a brand does through the API: policy first, then the change, then the webhook of its own act."""

from __future__ import annotations

from simulator import ids, telling
from simulator.graph import policy
from simulator.graph.errors import unknown_recipient
from simulator.model import FACEBOOK, Account, Comment, DirectMessage, Post
from simulator.payloads import Notice
from simulator.simulation import Simulation

Written = tuple[Comment, Notice | None]
Sent = tuple[DirectMessage, Notice | None]


def comment(simulation: Simulation, account: Account, post: Post, text: str) -> Written:
    """The brand comments under its own post."""
    policy.check_comment_text(text, account.platform)
    return _written(simulation, account, post, text, parent_id=None)


def reply(simulation: Simulation, account: Account, target: Comment, text: str) -> Written:
    """The brand answers a comment; an answer to a reply hangs under the top-level comment."""
    policy.check_comment_text(text, account.platform)
    top = simulation.world.comments[target.parent_id] if target.parent_id else target
    policy.check_can_be_replied_to(target)
    policy.check_can_be_replied_to(top)
    post = simulation.world.posts[target.post_id]
    return _written(simulation, account, post, text, parent_id=top.id)


def hide(simulation: Simulation, target: Comment, *, hidden: bool) -> Notice | None:
    """Hide a comment from the public, or show it again."""
    policy.check_can_be_hidden(target)
    if target.hidden == hidden:
        return None
    target.hidden = hidden
    simulation.world.changed()
    return telling.of_comment(simulation, target, telling.HIDE if hidden else telling.UNHIDE)


def edit(simulation: Simulation, target: Comment, text: str) -> Notice | None:
    """The Page changes what it wrote itself."""
    policy.check_can_be_edited(target)
    policy.check_comment_text(text, FACEBOOK)
    target.text, target.edited_at = text, simulation.clock.now()
    simulation.world.changed()
    return telling.of_comment(simulation, target, telling.EDITED)


def send_direct(simulation: Simulation, account: Account, person_id: str, text: str, *, tag: str) -> Sent:
    """Write to a person who wrote first."""
    policy.check_direct_text(text, account.platform)
    world = simulation.world
    if person_id not in world.people:
        raise unknown_recipient()
    inbound = [message.at for message in world.messages_in(account.id, person_id) if not message.by_brand]
    policy.check_window(
        max(inbound, default=None), now=simulation.clock.now(), tag=tag, platform=account.platform
    )
    return _sent(simulation, account, person_id, text)


def send_private_reply(simulation: Simulation, account: Account, target: Comment, text: str) -> Sent:
    """The one direct message that a comment allows. It opens no window."""
    policy.check_direct_text(text, account.platform)
    policy.check_private_reply(target, now=simulation.clock.now(), platform=account.platform)
    message, notice = _sent(simulation, account, target.author_id, text)
    message.comment_id = target.id
    target.private_reply_mid = message.mid
    return message, notice


def _written(
    simulation: Simulation, account: Account, post: Post, text: str, *, parent_id: str | None
) -> Written:
    written = simulation.world.add_comment(
        Comment(
            id=ids.for_comment(simulation.world, post, parent_id),
            account_id=account.id,
            post_id=post.id,
            author_id=account.id,
            username=account.username,
            text=text,
            at=simulation.clock.now(),
            parent_id=parent_id,
            by_brand=True,
        )
    )
    return written, telling.of_comment(simulation, written, telling.ADD)


def _sent(simulation: Simulation, account: Account, person_id: str, text: str) -> Sent:
    message = simulation.world.add_message(
        DirectMessage(
            mid=ids.for_message(simulation.world, account, person_id),
            account_id=account.id,
            person_id=person_id,
            text=text,
            at=simulation.clock.now(),
            by_brand=True,
        )
    )
    return message, telling.of_message(simulation, message, telling.NEW)
