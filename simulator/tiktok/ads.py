"""What TikTok's Marketing API does with the comments below ads. Each post here is one ad of an ad group.

https://business-api.tiktok.com/portal/docs?id=1738086301876225
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from simulator.model import Account, Comment, Json, Post
from simulator.serving import Done
from simulator.simulation import Simulation
from simulator.tiktok.verbs import TikTokError, invalid

MAX_PAGE = 1000
DAY = "%Y-%m-%d"
OPERATIONS = {"HIDDEN": True, "PUBLIC": False}


def show_advertiser(_simulation: Simulation, account: Account, _asked: Json) -> Json:
    """GET advertiser/info."""
    return {"list": [{"advertiser_id": account.id, "name": account.name}]}


def list_groups(simulation: Simulation, account: Account, asked: Json) -> Json:
    """GET adgroup/get."""
    names = [post.id.partition("_")[0] for post in simulation.world.posts_of(account.id)]
    return _page(asked, "list", [{"adgroup_id": name} for name in names])


def list_comments(simulation: Simulation, account: Account, asked: Json) -> Json:
    """GET comment/list: of one ad group, from one day to another, newest first, hidden ones included."""
    if asked.get("search_field") != "ADGROUP_ID":
        raise invalid("search_field: must be ADGROUP_ID.")
    start, end = str(asked.get("start_time", "")), str(asked.get("end_time", ""))
    world = simulation.world
    nodes = [
        _node(comment, post)
        for post in world.posts_of(account.id)
        if post.id.partition("_")[0] == asked.get("search_value")
        for top in world.comments_on(post.id)
        for comment in (top, *world.replies_to(top.id))
        if start <= _time(comment.at, DAY) <= end
    ]
    return _page(asked, "comments", sorted(nodes, key=lambda node: str(node["create_time"]), reverse=True))


def set_status(simulation: Simulation, account: Account, asked: Json) -> Done:
    """POST comment/status/update: several at once."""
    wanted, operation = asked.get("comment_ids"), asked.get("operation")
    if not isinstance(wanted, list) or not wanted or operation not in OPERATIONS:
        raise invalid("comment_ids, operation: must be given.")
    found = [simulation.world.comments.get(str(name)) for name in wanted]
    targets = [node for node in found if node and not node.deleted and node.account_id == account.id]
    if len(targets) != len(wanted):
        raise TikTokError(40007, "The comment does not exist.")
    for target in targets:
        target.hidden = OPERATIONS[str(operation)]
    simulation.world.changed()
    return Done({}, targets[0].id)


def _node(comment: Comment, post: Post) -> Json:
    group, _, ad = post.id.partition("_")
    return {
        "comment_id": comment.id,
        "comment_type": "REPLY" if comment.parent_id else "COMMENT",
        "original_comment_id": comment.parent_id or "0",
        "comment_status": "HIDDEN" if comment.hidden else "PUBLIC",
        "content": comment.text,
        "create_time": _time(comment.at, f"{DAY} %H:%M:%S"),
        "user_id": comment.author_id,
        "user_name": comment.username,
        "can_delete": comment.by_brand,
        "ad_id": ad,
        "adgroup_id": group,
        "ad_text": post.caption,
    }


def _page(asked: Json, name: str, rows: list[Json]) -> Json:
    page, size = (_number(asked.get(key), default) for key, default in (("page", 1), ("page_size", 10)))
    size = min(size, MAX_PAGE)
    pages = -(-len(rows) // size)
    info: Json = {"page": page, "page_size": size, "total_number": len(rows), "total_page": pages}
    return {name: rows[(page - 1) * size : page * size], "page_info": info}


def _number(value: object, default: int) -> int:
    return max(1, int(value)) if isinstance(value, str) and value.isdecimal() else default


def _time(moment: float, form: str) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime(form)


READS: dict[str, Callable[[Simulation, Account, Json], Json]] = {
    "advertiser/info": show_advertiser,
    "adgroup/get": list_groups,
    "comment/list": list_comments,
}
WRITES: dict[str, Callable[[Simulation, Account, Json], Done]] = {"comment/status/update": set_status}
