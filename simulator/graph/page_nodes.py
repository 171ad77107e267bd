"""How Pages, their posts and the comments below them look through the Graph API.

Messages and conversations look as on Instagram: `nodes` has them.
"""

from __future__ import annotations

from simulator import numbers
from simulator.clock import graph_time
from simulator.graph.fields import Getter, select
from simulator.graph.nodes import Asked
from simulator.model import Account, Comment, Json, Person, Post
from simulator.simulation import Simulation

PAGE_EMPTY = ("about", "category", "link", "picture", "tasks")
POST_EMPTY = ("attachments", "status_type")
COMMENT_EMPTY = ("attachment", "message_tags", "object", "private_reply_conversation")
PERSON_EMPTY = ("profile_pic", "locale", "timezone", "gender")

COMMENT_DEFAULT = "created_time,from,message,id"


def page(node: Account, asked: Asked) -> Json:
    known: dict[str, Getter] = {
        "id": lambda _: node.id,
        "name": lambda _: node.name,
        "username": lambda _: node.username,
        "fan_count": lambda _: node.followers,
    }
    return select(asked, known, empty=PAGE_EMPTY, kind="Page")


def post(simulation: Simulation, node: Post, asked: Asked) -> Json:
    owner = simulation.world.accounts[node.account_id]
    known: dict[str, Getter] = {
        "id": lambda _: node.id,
        "message": lambda _: node.caption,
        "created_time": lambda _: graph_time(node.at),
        "updated_time": lambda _: graph_time(node.at),
        "from": lambda _: {"id": owner.id, "name": owner.name},
        "is_published": lambda _: not node.ad_id,
        "permalink_url": lambda _: f"https://www.facebook.com/{node.id.replace('_', '/posts/')}",
        "full_picture": lambda _: numbers.picture_url(simulation, node),
        "shares": lambda _: {"count": numbers.shares(node)} if numbers.shares(node) else None,
        "reactions": lambda _: _total(node.likes),
        "comments": lambda _: _total(numbers.comment_count(simulation, node)),
    }
    return select(asked, known, empty=POST_EMPTY, kind="Post")


def comment(simulation: Simulation, node: Comment, asked: Asked) -> Json:
    owner = simulation.world.accounts[node.account_id]
    author = owner.name if node.by_brand else node.username
    known: dict[str, Getter] = {
        "id": lambda _: node.id,
        "message": lambda _: node.text,
        "created_time": lambda _: graph_time(node.at),
        "from": lambda _: {"id": node.author_id, "name": author},
        "parent": lambda _: {"id": node.parent_id} if node.parent_id else None,
        "comment_count": lambda _: len(simulation.world.replies_to(node.id)),
        "like_count": lambda _: int(node.liked),
        "user_likes": lambda _: node.liked,
        "is_hidden": lambda _: node.hidden,
        "is_private": lambda _: False,
        "can_hide": lambda _: not node.by_brand,
        "can_remove": lambda _: True,
        "can_comment": lambda _: not node.hidden,
        "can_like": lambda _: True,
        "can_reply_privately": lambda _: not node.by_brand and node.private_reply_mid is None,
        "permalink_url": lambda _: f"https://www.facebook.com/{node.post_id}?comment_id={node.id}",
    }
    return select(asked, known, empty=COMMENT_EMPTY, kind="Comment")


def person(node: Person, asked: Asked) -> Json:
    """Messenger tells names, but no user names."""
    first, _, last = node.name.partition(" ")
    known: dict[str, Getter] = {
        "id": lambda _: node.id,
        "name": lambda _: node.name,
        "first_name": lambda _: first,
        "last_name": lambda _: last,
    }
    return select(asked, known, empty=PERSON_EMPTY, kind="User")


def _total(number: int) -> Json:
    """An edge of which only the number is asked for: `.limit(0).summary(total_count)`."""
    return {"data": [], "summary": {"total_count": number}}
