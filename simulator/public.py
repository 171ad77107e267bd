"""What the public sees, ready for the templates. Hidden, deleted and unsent things leave no trace here."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.model import AD, REELS, Account, Comment, DirectMessage, Post
from simulator.simulation import Simulation

SHOWN_COMMENTS = 200
SHOWN_MESSAGES = 200
SHOWN_THREADS = 100
TILES = 6
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, kw_only=True)
class PostView:
    id: str
    caption: str
    label: str
    tile: int
    likes: int
    comments: int
    age: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class CommentView:
    id: str
    username: str
    text: str
    age: str
    by_brand: bool
    initial: str
    tint: int
    replies: list[CommentView]


@dataclass(frozen=True, kw_only=True)
class MessageView:
    text: str
    age: str
    by_brand: bool
    to_story: bool
    to_comment: bool
    edited: bool
    reaction: str


@dataclass(frozen=True, kw_only=True)
class ThreadView:
    username: str
    last: str
    age: str
    initial: str
    tint: int


def post_view(simulation: Simulation, post: Post) -> PostView:
    """A post with what can be counted from outside."""
    return PostView(
        id=post.id,
        caption=post.caption,
        label={REELS: "Reel", AD: "Sponsored"}.get(post.product_type, ""),
        tile=int(post.id[-6:]) % TILES,
        likes=post.likes,
        comments=_count(simulation, post),
        age=_age(simulation, post.at),
        is_open=post.is_open,
    )


def post_views(simulation: Simulation, account: Account) -> list[PostView]:
    """All posts of a brand, newest first."""
    return [post_view(simulation, post) for post in simulation.world.posts_of(account.id)]


def comment_views(simulation: Simulation, post: Post) -> tuple[list[CommentView], int]:
    """The newest visible comments, newest first, and how many older ones there are."""
    visible = [found for found in simulation.world.comments_on(post.id) if not found.hidden]
    shown = visible[::-1][:SHOWN_COMMENTS]
    return [_comment_view(simulation, found) for found in shown], len(visible) - len(shown)


def thread_views(simulation: Simulation, account: Account) -> list[ThreadView]:
    """The direct threads with something to read, latest first."""
    threads = [
        (simulation.world.people[found.person_id].username, _visible(simulation, account, found.person_id))
        for found in simulation.world.threads_of(account.id)
    ]
    readable = sorted((item for item in threads if item[1]), key=lambda item: -item[1][-1].at)
    return [
        ThreadView(
            username=username,
            last=messages[-1].text,
            age=_age(simulation, messages[-1].at),
            initial=username[0].upper(),
            tint=tint(username),
        )
        for username, messages in readable[:SHOWN_THREADS]
    ]


def message_views(simulation: Simulation, account: Account, username: str) -> list[MessageView]:
    """A direct thread as the person sees it, oldest first."""
    person = simulation.world.find_person(username)
    if person is None:
        return []
    return [
        MessageView(
            text=found.text,
            age=_age(simulation, found.at),
            by_brand=found.by_brand,
            to_story=bool(found.story_id),
            to_comment=bool(found.comment_id),
            edited=found.edits > 0,
            reaction=found.reaction,
        )
        for found in _visible(simulation, account, person.id)[-SHOWN_MESSAGES:]
    ]


def tint(username: str) -> int:
    """Which colour somebody's round initial has."""
    return sum(username.encode()) % TILES


def _comment_view(simulation: Simulation, comment: Comment) -> CommentView:
    replies = [found for found in simulation.world.replies_to(comment.id) if not found.hidden]
    return CommentView(
        id=comment.id,
        username=comment.username,
        text=comment.text,
        age=_age(simulation, comment.at),
        by_brand=comment.by_brand,
        initial=comment.username[0].upper(),
        tint=tint(comment.username),
        replies=[_comment_view(simulation, reply) for reply in replies],
    )


def _count(simulation: Simulation, post: Post) -> int:
    visible = [found for found in simulation.world.comments_on(post.id) if not found.hidden]
    replies = (reply for found in visible for reply in simulation.world.replies_to(found.id))
    return len(visible) + sum(not reply.hidden for reply in replies)


def _visible(simulation: Simulation, account: Account, person_id: str) -> list[DirectMessage]:
    return [found for found in simulation.world.messages_in(account.id, person_id) if not found.unsent]


def _age(simulation: Simulation, moment: float) -> str:
    seconds = max(0, int(simulation.clock.now() - moment))
    if seconds < MINUTE:
        return "now"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    return f"{seconds // HOUR} h" if seconds < DAY else f"{seconds // DAY} d"
