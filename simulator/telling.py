"""Which webhook a platform sends for what happened; none where it tells nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from simulator.linkedin import payloads as linkedin
from simulator.model import (
    FACEBOOK,
    INSTAGRAM,
    LINKEDIN,
    TELEGRAM,
    TIKTOK,
    TIKTOK_ADS,
    WHATSAPP,
    YOUTUBE,
    Account,
    Comment,
    DirectMessage,
    Post,
    X,
)
from simulator.payloads import (
    Notice,
    comment_notice,
    edit_notice,
    feed_notice,
    message_notice,
    reaction_notice,
    seen_notice,
    unsend_notice,
)
from simulator.simulation import Simulation
from simulator.telegram import payloads as telegram
from simulator.tiktok import payloads as tiktok
from simulator.whatsapp import payloads as whatsapp
from simulator.x import payloads as x

ADD, EDITED, REMOVE, HIDE, UNHIDE = "add", "edited", "remove", "hide", "unhide"
NEW, UNSENT, REACTION, SEEN = "new", "unsent", "reaction", "seen"

CommentTold = Callable[..., Notice]
DirectTold = Callable[..., Notice]
MESSAGING: dict[str, DirectTold] = {
    NEW: message_notice,
    EDITED: edit_notice,
    UNSENT: unsend_notice,
    REACTION: reaction_notice,
    SEEN: seen_notice,
}


@dataclass(frozen=True)
class Wire:
    """What one platform tells: of comments by verb, of direct messages by event."""

    comments: dict[str, CommentTold] = field(default_factory=dict)
    directs: dict[str, DirectTold] = field(default_factory=dict)


def _instagram_comment(comment: Comment, _verb: str, *, post: Post, account: Account, at: float) -> Notice:
    return comment_notice(comment, post=post, account=account)


WIRES = {
    INSTAGRAM: Wire({ADD: _instagram_comment}, MESSAGING),
    # These tell nothing: they want to be asked.
    YOUTUBE: Wire(),
    TIKTOK_ADS: Wire(),
    TIKTOK: Wire(
        dict.fromkeys((ADD, REMOVE, HIDE, UNHIDE), tiktok.comment_notice),
        {NEW: tiktok.message_notice, SEEN: tiktok.seen_notice},
    ),
    WHATSAPP: Wire({}, {NEW: whatsapp.message_notice, SEEN: whatsapp.seen_notice}),
    TELEGRAM: Wire(
        dict.fromkeys((ADD, EDITED), telegram.comment_notice),
        {NEW: telegram.message_notice, EDITED: telegram.edit_notice},
    ),
    X: Wire({ADD: x.comment_notice}, {NEW: x.message_notice}),
    LINKEDIN: Wire(dict.fromkeys((ADD, EDITED, REMOVE), linkedin.comment_notice)),
    FACEBOOK: Wire(dict.fromkeys((ADD, EDITED, REMOVE, HIDE, UNHIDE), feed_notice), MESSAGING),
}


def of_comment(simulation: Simulation, comment: Comment, verb: str) -> Notice | None:
    """The webhook for what was just done with a comment."""
    world = simulation.world
    account, post = world.accounts[comment.account_id], world.posts[comment.post_id]
    told = WIRES[account.platform].comments.get(verb)
    return told(comment, verb, post=post, account=account, at=simulation.clock.now()) if told else None


def of_message(simulation: Simulation, message: DirectMessage, event: str) -> Notice | None:
    """The webhook for what was just done with a direct message."""
    platform = simulation.world.accounts[message.account_id].platform
    told = WIRES[platform].directs.get(event)
    if told is None:
        return None
    return replace(told(message, at=simulation.clock.now()), platform=platform)


def tell(simulation: Simulation, notice: Notice | None) -> None:
    """Send the webhook, if there is one."""
    if notice is not None:
        simulation.emitter.publish(notice)


def delete(simulation: Simulation, comment: Comment) -> None:
    """Take a comment away with the replies below it, and tell of it."""
    for reply in simulation.world.replies_to(comment.id):
        reply.deleted = True
    comment.deleted = True
    simulation.world.changed()
    tell(simulation, of_comment(simulation, comment, REMOVE))
