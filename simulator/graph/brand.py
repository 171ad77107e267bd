"""What a brand does through the API: policy first, then the change, then the webhook of its own act."""

from __future__ import annotations

from simulator.graph import policy
from simulator.graph.errors import unknown_recipient
from simulator.model import Account, Comment, DirectMessage, Post
from simulator.payloads import Notice, comment_notice, message_notice
from simulator.simulation import Simulation


def comment(simulation: Simulation, account: Account, post: Post, text: str) -> tuple[Comment, Notice]:
    """The brand comments under its own post."""
    policy.check_comment_text(text)
    return _written(simulation, account, post, text, parent_id=None)


def reply(simulation: Simulation, account: Account, target: Comment, text: str) -> tuple[Comment, Notice]:
    """The brand answers a comment; an answer to a reply hangs under the top-level comment."""
    policy.check_comment_text(text)
    top = simulation.world.comments[target.parent_id] if target.parent_id else target
    policy.check_can_be_replied_to(target)
    policy.check_can_be_replied_to(top)
    post = simulation.world.posts[target.post_id]
    return _written(simulation, account, post, text, parent_id=top.id)


def hide(simulation: Simulation, target: Comment, *, hidden: bool) -> None:
    """Hide a comment from the public, or show it again."""
    policy.check_can_be_hidden(target)
    target.hidden = hidden
    simulation.world.changed()


def delete(simulation: Simulation, target: Comment) -> None:
    """Delete a comment for good, with the replies under it."""
    for reply_below in simulation.world.replies_to(target.id):
        reply_below.deleted = True
    target.deleted = True
    simulation.world.changed()


def send_direct(
    simulation: Simulation, account: Account, person_id: str, text: str, *, tag: str
) -> tuple[DirectMessage, Notice]:
    """Write to a person who wrote first."""
    policy.check_direct_text(text)
    world = simulation.world
    if person_id not in world.people:
        raise unknown_recipient()
    inbound = [message.at for message in world.messages_in(account.id, person_id) if not message.by_brand]
    policy.check_window(max(inbound, default=None), now=simulation.clock.now(), tag=tag)
    return _sent(simulation, account, person_id, text)


def send_private_reply(
    simulation: Simulation, account: Account, target: Comment, text: str
) -> tuple[DirectMessage, Notice]:
    """The one direct message that a comment allows. It opens no window."""
    policy.check_direct_text(text)
    policy.check_private_reply(target, now=simulation.clock.now())
    message, notice = _sent(simulation, account, target.author_id, text)
    message.comment_id = target.id
    target.private_reply_mid = message.mid
    return message, notice


def _written(
    simulation: Simulation, account: Account, post: Post, text: str, *, parent_id: str | None
) -> tuple[Comment, Notice]:
    written = simulation.world.add_comment(
        Comment(
            id=simulation.world.new_id("comment"),
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
    return written, comment_notice(written, post=post, account=account)


def _sent(
    simulation: Simulation, account: Account, person_id: str, text: str
) -> tuple[DirectMessage, Notice]:
    message = simulation.world.add_message(
        DirectMessage(
            mid=simulation.world.new_mid(),
            account_id=account.id,
            person_id=person_id,
            text=text,
            at=simulation.clock.now(),
            by_brand=True,
        )
    )
    return message, message_notice(message)
