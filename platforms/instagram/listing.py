"""Asks Instagram for comments: it tells of new ones, but never that one was deleted or hidden.

https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/comments
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from platforms.base import Action, Author, Incoming, Kind, Listing, PostRef
from platforms.cleaning import clean_json
from platforms.errors import Transient
from platforms.instagram.parse import is_own
from platforms.meta.graph import Graph
from platforms.meta.lookup import next_cursor
from platforms.reading import (
    Findings,
    NotUnderstood,
    identifier,
    label,
    link,
    mapping,
    optional_identifier,
    optional_mapping,
    sequence,
    text,
)
from platforms.times import parse_time

PAGE_SIZE = 50
POSTS_A_PAGE = 10
# Comments below older posts come in by webhook, and when those posts are compared.
RECENT_POSTS = timedelta(days=30)
COMMENT = "id,text,timestamp,username,from,hidden,parent_id"
COMMENTS = f"{COMMENT},replies.limit({PAGE_SIZE}){{{COMMENT}}}"
MEDIA = f"id,caption,permalink,timestamp,comments.limit({PAGE_SIZE}){{{COMMENTS}}}"


@dataclass(slots=True)
class _Reading:
    account_id: str
    found: Findings = field(default_factory=Findings)
    hidden: dict[str, bool] = field(default_factory=dict)

    def listing(self, cursor: str) -> Listing:
        parsed = self.found.parsed()
        items = parsed.items.get(self.account_id, ())
        return Listing(items=items, hidden=self.hidden, cursor=cursor, unknown=parsed.unknown)


def recent(graph: Graph, account_id: str, *, since: datetime | None, cursor: str) -> Listing:
    """Return the newest comments below a few posts, those of the newest posts first."""
    query = {"fields": MEDIA, "limit": str(POSTS_A_PAGE)} | ({"after": cursor} if cursor else {})
    page = graph.get(account_id, "media", **query)
    reading, oldest = _Reading(account_id), None
    for index, row in enumerate(_rows(page)):
        with reading.found.at(f"media[{index}]"):
            media = mapping(row, "media")
            oldest = parse_time(media.get("timestamp"))
            comments = optional_mapping(media.get("comments"), "comments")
            _read_comments(comments, _post(media), f"media[{index}]", reading)
    is_done = since is not None and oldest is not None and oldest < since - RECENT_POSTS
    return reading.listing("" if is_done else _cursor(page))


def below(graph: Graph, account_id: str, post_id: str, *, cursor: str) -> Listing:
    """Return a page of all comments below a post."""
    query = {"fields": COMMENTS, "limit": str(PAGE_SIZE)} | ({"after": cursor} if cursor else {})
    page = graph.get(post_id, "comments", **query)
    reading = _Reading(account_id)
    _read_comments(page, PostRef(post_id), "comments", reading)
    return reading.listing(_cursor(page))


def _read_comments(page: Mapping[str, Any], post: PostRef, path: str, reading: _Reading) -> None:
    for index, row in enumerate(_rows(page)):
        with reading.found.at(f"{path}.comments[{index}]"):
            comment = mapping(row, "comment")
            _read_comment(comment, post, reading)
            replies = _rows(optional_mapping(comment.get("replies"), "replies"))
            for reply in replies:
                with reading.found.at(f"{path}.comments[{index}].replies"):
                    _read_comment(mapping(reply, "reply"), post, reading, below=str(comment["id"]))
            if len(replies) >= PAGE_SIZE:
                raise NotUnderstood("there are more replies than were listed")


def _read_comment(comment: Mapping[str, Any], post: PostRef, reading: _Reading, *, below: str = "") -> None:
    external_id = identifier(comment.get("id"), "id")
    parent_id = optional_identifier(comment.get("parent_id"), "parent_id") or below
    sender = optional_mapping(comment.get("from"), "from")
    sent_at = parse_time(comment.get("timestamp"))
    if sent_at is None:
        raise NotUnderstood("the timestamp is missing or cannot be true")
    item = Incoming(
        action=Action.CREATE,
        kind=Kind.COMMENT,
        external_id=external_id,
        thread_id=parent_id or external_id,
        author=_author(comment, sender),
        text=text(comment.get("text"), "text"),
        occurred_at=sent_at,
        parent_id=parent_id,
        post=post,
        is_own=is_own(sender, reading.account_id),
        raw=clean_json(comment),
    )
    reading.found.add(reading.account_id, item)
    if isinstance(comment.get("hidden"), bool):
        reading.hidden[external_id] = comment["hidden"]


def _author(comment: Mapping[str, Any], sender: Mapping[str, Any]) -> Author | None:
    external_id = optional_identifier(sender.get("id"), "from.id")
    handle = label(sender.get("username", comment.get("username")), "username")
    return Author(external_id, handle) if external_id else None


def _post(media: Mapping[str, Any]) -> PostRef:
    title = label(media.get("caption"), "caption")
    return PostRef(identifier(media.get("id"), "id"), title=title, permalink=link(media.get("permalink")))


def _rows(page: Mapping[str, Any]) -> list[Any]:
    try:
        return list(sequence(page.get("data", ()), "data"))
    except NotUnderstood as reason:
        raise Transient("Instagram's list cannot be read.") from reason


def _cursor(page: Mapping[str, Any]) -> str:
    try:
        return next_cursor(page)
    except NotUnderstood as reason:
        raise Transient("Instagram's list cannot be read on.") from reason
