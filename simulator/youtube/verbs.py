"""What each method on each resource of the YouTube Data API does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator import ids
from simulator.model import PUBLISHED, STATUSES, Account, Comment, Json
from simulator.serving import Done
from simulator.simulation import Simulation
from simulator.youtube import nodes
from simulator.youtube.errors import forbidden, invalid, not_found

MAX_COMMENT = 10_000
MAX_PAGE = 100
MAX_IDS = 50


@dataclass(frozen=True, kw_only=True)
class TubeRequest:
    """One call: its parameters and, for an insert, its body."""

    method: str
    resource: str
    query: dict[str, str]
    body: Json


def list_threads(simulation: Simulation, account: Account, call: TubeRequest) -> Json:
    """GET commentThreads: of the whole channel or of one video, those of one moderation status."""
    status = call.query.get("moderationStatus", PUBLISHED)
    if status not in STATUSES:
        raise invalid("moderationStatus", "invalidModerationStatus")
    threads = [top for top in _tops(simulation, account, call) if _is_in(simulation, top, status)]
    threads.sort(key=lambda top: (top.at, top.id), reverse=True)
    return _page(
        call,
        threads,
        kind="youtube#commentThreadListResponse",
        show=lambda top: nodes.thread(simulation, account, top, status=status),
    )


def list_channels(simulation: Simulation, account: Account, call: TubeRequest) -> Json:
    """GET channels: the one that the token belongs to."""
    if call.query.get("mine") != "true":
        raise invalid("No filter selected.", "missingRequiredParameter")
    return {"kind": "youtube#channelListResponse", "items": [nodes.channel(account)]}


def list_videos(simulation: Simulation, account: Account, call: TubeRequest) -> Json:
    """GET videos: those of these ids. Numbers are texts here."""
    wanted = call.query.get("id", "").split(",")[:MAX_IDS]
    found = [post for post in simulation.world.posts_of(account.id) if post.id in wanted]
    return {"kind": "youtube#videoListResponse", "items": [nodes.video(simulation, post) for post in found]}


def list_comments(simulation: Simulation, account: Account, call: TubeRequest) -> Json:
    """GET comments: the replies below `parentId`."""
    top = _find(simulation, account, call.query.get("parentId", ""))
    replies = simulation.world.replies_to(top.id)
    return _page(
        call,
        replies,
        kind="youtube#commentListResponse",
        show=lambda reply: nodes.comment(simulation, account, reply),
    )


def insert(simulation: Simulation, account: Account, call: TubeRequest) -> Done:
    """POST comments: the channel replies to the first comment of a thread."""
    snippet = call.body.get("snippet")
    given = snippet if isinstance(snippet, dict) else {}
    text = given.get("textOriginal")
    if not isinstance(text, str) or not text.strip():
        raise invalid("The text is required.", "commentTextRequired")
    if len(text) > MAX_COMMENT:
        raise invalid("The comment text is too long.", "commentTextTooLong")
    top = _parent(simulation, account, str(given.get("parentId", "")))
    written = simulation.world.add_comment(
        Comment(
            id=ids.for_comment(simulation.world, simulation.world.posts[top.post_id], top.id),
            account_id=account.id,
            post_id=top.post_id,
            author_id=account.id,
            username=account.username,
            text=text,
            at=simulation.clock.now(),
            parent_id=top.id,
            by_brand=True,
        )
    )
    return Done(nodes.comment(simulation, account, written), written.id)


def moderate(simulation: Simulation, account: Account, call: TubeRequest) -> Done:
    """POST comments/setModerationStatus: several at once; `banAuthor` only when they are rejected."""
    wanted = call.query.get("moderationStatus", "")
    if wanted not in (PUBLISHED, "heldForReview", "rejected"):
        raise invalid("moderationStatus", "invalidModerationStatus")
    if call.query.get("banAuthor") == "true" and wanted != "rejected":
        raise invalid("banAuthor can only be used with moderationStatus=rejected.", "banWithoutReject")
    names = call.query.get("id", "").split(",")
    if len(names) > MAX_IDS:
        raise invalid("Too many ids.")
    for target in [_find(simulation, account, name) for name in names]:
        if target.by_brand:
            raise forbidden("The comment cannot be moderated.")
        target.status, target.hidden = wanted, wanted != PUBLISHED
        if call.query.get("banAuthor") == "true":
            account.blocked.append(target.author_id)
    simulation.world.changed()
    return Done({}, names[0], status=204)


def _tops(simulation: Simulation, account: Account, call: TubeRequest) -> list[Comment]:
    posts = simulation.world.posts_of(account.id)
    if "videoId" in call.query:
        posts = [post for post in posts if post.id == call.query["videoId"]]
        if not posts:
            raise not_found("videoNotFound")
    elif call.query.get("allThreadsRelatedToChannelId") != account.id:
        raise forbidden("The channel is not yours.")
    return [top for post in posts for top in simulation.world.comments_on(post.id)]


def _is_in(simulation: Simulation, top: Comment, status: str) -> bool:
    """A thread also waits for review when one of its replies does."""
    others = () if status == PUBLISHED else simulation.world.replies_to(top.id)
    return top.status == status or any(reply.status == status for reply in others)


def _find(simulation: Simulation, account: Account, comment_id: str) -> Comment:
    found = simulation.world.comments.get(comment_id)
    if found is None or found.deleted or found.account_id != account.id:
        raise not_found()
    return found


def _parent(simulation: Simulation, account: Account, comment_id: str) -> Comment:
    found = simulation.world.comments.get(comment_id)
    if found is None or found.deleted or found.account_id != account.id:
        raise not_found("parentCommentNotFound")
    if found.parent_id:
        raise invalid("A reply cannot be replied to.", "operationNotSupported")
    if found.status != PUBLISHED:
        raise invalid("The specified parent comment is private.", "parentCommentIsPrivate")
    return found


def _page(call: TubeRequest, found: list[Comment], *, kind: str, show: Callable[[Comment], Json]) -> Json:
    """The asked page. Its token names the last comment seen, so that new ones shift nothing."""
    size = call.query.get("maxResults", "20")
    if not size.isdigit() or not 1 <= int(size) <= MAX_PAGE:
        raise invalid("maxResults")
    names = [node.id for node in found]
    token = call.query.get("pageToken", "")
    start = names.index(token) + 1 if token in names else 0
    shown = found[start : start + int(size)]
    answer: Json = {"kind": kind, "etag": "e", "items": [show(node) for node in shown]}
    answer["pageInfo"] = {"totalResults": len(shown), "resultsPerPage": int(size)}
    if start + len(shown) < len(found) and shown:
        answer["nextPageToken"] = shown[-1].id
    return answer


READS: dict[str, Callable[[Simulation, Account, TubeRequest], Json]] = {
    "commentThreads": list_threads,
    "comments": list_comments,
    "channels": list_channels,
    "videos": list_videos,
}
WRITES: dict[tuple[str, str], Callable[[Simulation, Account, TubeRequest], Done]] = {
    ("POST", "comments"): insert,
    ("POST", "comments/setModerationStatus"): moderate,
}
