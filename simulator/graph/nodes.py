"""How accounts, media, comments and messages look through the Graph API."""

from __future__ import annotations

from collections.abc import Mapping

from simulator import numbers
from simulator.clock import graph_time
from simulator.graph.fields import Getter, Selection, parse, select
from simulator.graph.paging import listing
from simulator.model import REELS, Account, Comment, DirectMessage, Json, Person, Post, Thread
from simulator.simulation import Simulation

Asked = Mapping[str, Selection]

DEFAULT_LIMIT = 25
MESSAGE_LIMIT = 20
# Real fields that have nothing in them here.
ACCOUNT_EMPTY = ("biography", "follows_count", "profile_picture_url", "website", "stories", "tags")
MEDIA_EMPTY = (
    "alt_text",
    "boost_ads_list",
    "boost_eligibility_info",
    "children",
    "collaborators",
    "copyright_check_information",
    "is_shared_to_feed",
    "legacy_instagram_media_id",
    "product_tags",
)
COMMENT_EMPTY = ("legacy_instagram_comment_id",)
PERSON_EMPTY = ("profile_pic", "follower_count")
MESSAGE_EMPTY = ("attachments", "shares", "story", "tags", "is_unsupported")

COMMENT_DEFAULT = "timestamp,text,id"
MESSAGE_DEFAULT = "id,created_time"


def account(simulation: Simulation, node: Account, asked: Asked) -> Json:
    posts = simulation.world.posts_of(node.id)
    known: dict[str, Getter] = {
        "id": lambda _: node.id,
        "user_id": lambda _: node.id,
        "ig_id": lambda _: node.id,
        "username": lambda _: node.username,
        "name": lambda _: node.name,
        "account_type": lambda _: "BUSINESS",
        "followers_count": lambda _: node.followers,
        "media_count": lambda _: len(posts),
        "media": lambda below: listing(
            posts[: below.limit or DEFAULT_LIMIT],
            key=lambda post: post.id,
            show=lambda post: media(simulation, post, below.fields or parse("")),
        ),
    }
    return select(asked, known, empty=ACCOUNT_EMPTY, kind="IGUser")


def media(simulation: Simulation, node: Post, asked: Asked) -> Json:
    owner = simulation.world.accounts[node.account_id]
    comments = simulation.world.comments_on(node.id)[::-1]
    known: dict[str, Getter] = {
        "id": lambda _: node.id,
        "ig_id": lambda _: node.id,
        "caption": lambda _: node.caption,
        "media_type": lambda _: "VIDEO" if node.product_type == REELS else "IMAGE",
        "media_product_type": lambda _: node.product_type,
        "permalink": lambda _: f"https://www.instagram.com/p/{node.id}/",
        "shortcode": lambda _: node.id,
        "timestamp": lambda _: graph_time(node.at),
        "username": lambda _: owner.username,
        "owner": lambda _: {"id": owner.id},
        "like_count": lambda _: node.likes,
        "comments_count": lambda _: numbers.comment_count(simulation, node),
        "view_count": lambda _: numbers.views(node),
        "media_url": lambda _: numbers.picture_url(simulation, node),
        "thumbnail_url": lambda _: (
            numbers.picture_url(simulation, node) if node.product_type == REELS else None
        ),
        "is_comment_enabled": lambda _: node.is_open,
        "comments": lambda below: _comments(simulation, comments, below),
    }
    return select(asked, known, empty=MEDIA_EMPTY, kind="IGMedia")


def comment(simulation: Simulation, node: Comment, asked: Asked) -> Json:
    post = simulation.world.posts[node.post_id]
    known: dict[str, Getter] = {
        "id": lambda _: node.id,
        "text": lambda _: node.text,
        "timestamp": lambda _: graph_time(node.at),
        "username": lambda _: node.username,
        "user": lambda _: {"id": node.author_id},
        "from": lambda _: {"id": node.author_id, "username": node.username},
        "hidden": lambda _: node.hidden,
        "like_count": lambda _: 0,
        "media": lambda below: media(simulation, post, below.fields or parse("")),
        "parent_id": lambda _: node.parent_id,
        "replies": lambda below: _replies(simulation, node, below),
    }
    return select(asked, known, empty=COMMENT_EMPTY, kind="IGComment")


def person(node: Person, asked: Asked) -> Json:
    known: dict[str, Getter] = {
        "id": lambda _: node.id,
        "username": lambda _: node.username,
        "name": lambda _: node.name,
        "is_verified_user": lambda _: False,
        "is_user_follow_business": lambda _: True,
        "is_business_follow_user": lambda _: False,
    }
    return select(asked, known, empty=PERSON_EMPTY, kind="InstagramMessagingUser")


def thread(simulation: Simulation, node: Thread, asked: Asked) -> Json:
    messages = simulation.world.messages_in(node.account_id, node.person_id)[::-1]
    participants = [_brand(simulation, node.account_id), _public(simulation, node.person_id)]
    known: dict[str, Getter] = {
        "id": lambda _: node.id,
        "updated_time": lambda _: graph_time(messages[0].at) if messages else None,
        "participants": lambda _: {"data": participants},
        "messages": lambda below: listing(
            [found for found in messages if not found.unsent][: below.limit or MESSAGE_LIMIT],
            key=lambda found: found.mid,
            show=lambda found: message(simulation, found, below.fields or parse(MESSAGE_DEFAULT)),
        ),
    }
    return select(asked, known, empty=("name",), kind="Conversation")


def message(simulation: Simulation, node: DirectMessage, asked: Asked) -> Json:
    brand, public = _brand(simulation, node.account_id), _public(simulation, node.person_id)
    sender, recipient = (brand, public) if node.by_brand else (public, brand)
    reaction = {"data": [{"reaction": node.reaction, "users": [public]}]} if node.reaction else None
    known: dict[str, Getter] = {
        "id": lambda _: node.mid,
        "created_time": lambda _: graph_time(node.at),
        "from": lambda _: sender,
        "to": lambda _: {"data": [recipient]},
        "message": lambda _: node.text,
        "reactions": lambda _: reaction,
    }
    return select(asked, known, empty=MESSAGE_EMPTY, kind="Message")


def _comments(simulation: Simulation, found: list[Comment], below: Selection) -> Json:
    asked = below.fields or parse(COMMENT_DEFAULT)
    return listing(
        found[: below.limit or DEFAULT_LIMIT],
        key=lambda node: node.id,
        show=lambda node: comment(simulation, node, asked),
    )


def _replies(simulation: Simulation, node: Comment, below: Selection) -> Json | None:
    found = simulation.world.replies_to(node.id)
    return _comments(simulation, found, below) if found else None


def _brand(simulation: Simulation, account_id: str) -> Json:
    return {"id": account_id, "username": simulation.world.accounts[account_id].username}


def _public(simulation: Simulation, person_id: str) -> Json:
    return {"id": person_id, "username": simulation.world.people[person_id].username}
