"""How threads and comments look through the YouTube Data API."""

from __future__ import annotations

from datetime import UTC, datetime

from simulator import numbers
from simulator.model import PUBLISHED, Account, Comment, Json, Post
from simulator.simulation import Simulation

# A thread comes with the first of its replies; whoever wants the others asks for them.
REPLIES_ALONG = 5


def channel(node: Account) -> Json:
    """The channel as its owner sees it."""
    snippet: Json = {"title": node.name, "customUrl": f"@{node.username}"}
    return {"kind": "youtube#channel", "id": node.id, "snippet": snippet}


def thread(simulation: Simulation, account: Account, top: Comment, *, status: str) -> Json:
    """A thread as the list of one moderation status shows it."""
    replies = [reply for reply in simulation.world.replies_to(top.id) if reply.status == status]
    snippet: Json = {
        "channelId": account.id,
        "videoId": top.post_id,
        "canReply": True,
        "isPublic": top.status == PUBLISHED,
        "totalReplyCount": len(replies),
        "topLevelComment": comment(simulation, account, top),
    }
    answer: Json = {"kind": "youtube#commentThread", "etag": "e", "id": top.id, "snippet": snippet}
    if replies:
        along = [comment(simulation, account, reply) for reply in replies[:REPLIES_ALONG]]
        answer["replies"] = {"comments": along}
    return answer


def comment(simulation: Simulation, account: Account, node: Comment) -> Json:
    """A comment resource as its channel's owner sees it."""
    snippet: Json = {
        "channelId": account.id,
        "videoId": node.post_id,
        "textDisplay": node.text,
        "textOriginal": node.text,
        "authorDisplayName": f"@{node.username}",
        "authorChannelUrl": f"http://www.youtube.com/@{node.username}",
        "authorChannelId": {"value": node.author_id},
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 0,
        "publishedAt": _time(node.at),
        "updatedAt": _time(node.at if node.edited_at is None else node.edited_at),
        "moderationStatus": node.status,
    }
    if node.parent_id:
        snippet["parentId"] = node.parent_id
    return {"kind": "youtube#comment", "etag": "e", "id": node.id, "snippet": snippet}


def video(simulation: Simulation, node: Post) -> Json:
    """A video resource: its snippet and its numbers."""
    picture = {"url": numbers.picture_url(simulation, node), "width": 320, "height": 180}
    return {
        "kind": "youtube#video",
        "id": node.id,
        "snippet": {
            "title": node.caption,
            "publishedAt": _time(node.at),
            "thumbnails": {"medium": picture},
        },
        "statistics": {
            "viewCount": str(numbers.views(node)),
            "likeCount": str(node.likes),
            "commentCount": str(numbers.comment_count(simulation, node)),
        },
    }


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
