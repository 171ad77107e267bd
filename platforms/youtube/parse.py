"""Reads lists of comments as the YouTube Data API gives them.

https://developers.google.com/youtube/v3/docs/commentThreads
https://developers.google.com/youtube/v3/docs/comments
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from platforms.base import Action, Author, Incoming, Kind, Parsed, PostRef
from platforms.cleaning import clean_json
from platforms.reading import (
    Findings,
    NotUnderstood,
    identifier,
    label,
    mapping,
    optional_identifier,
    optional_mapping,
    sequence,
    shown,
    text,
)
from platforms.times import parse_time

THREADS = "youtube#commentThreadListResponse"
PUBLISHED = "published"


@dataclass(slots=True)
class Threads:
    """What a page of threads holds.

    `hidden`      by comment id whether it waits for review, is held for spam, or was rejected.
    `incomplete`  threads with more replies than came along.
    """

    found: Findings = field(default_factory=Findings)
    hidden: dict[str, bool] = field(default_factory=dict)
    incomplete: list[str] = field(default_factory=list)
    oldest: datetime | None = None


def parse(payload: object) -> Parsed:
    """Return the comments of a list of threads, by the channel on whose videos they stand."""
    return read_threads(payload).found.parsed()


def read_threads(payload: object) -> Threads:
    """Return what a `commentThreadListResponse` says."""
    threads = Threads()
    with threads.found.at("payload"):
        page = mapping(payload, "payload")
        if page.get("kind") != THREADS:
            raise NotUnderstood(f"kind is not {THREADS!r}: {shown(page.get('kind'))}")
        rows = sequence(page.get("items"), "items")
        if not rows:
            threads.found.ignore()
        for index, row in enumerate(rows):
            with threads.found.at(f"items[{index}]"):
                _read_thread(mapping(row, "thread"), f"items[{index}]", threads)
    return threads


def _read_thread(thread: Mapping[str, Any], path: str, threads: Threads) -> None:
    snippet = mapping(thread.get("snippet"), "snippet")
    account_id = identifier(snippet.get("channelId"), "channelId")
    top = mapping(snippet.get("topLevelComment"), "topLevelComment")
    read_comment(top, account_id, threads)
    replies = sequence(optional_mapping(thread.get("replies"), "replies").get("comments", ()), "replies")
    for index, reply in enumerate(replies):
        with threads.found.at(f"{path}.replies[{index}]"):
            read_comment(mapping(reply, "reply"), account_id, threads)
    total = snippet.get("totalReplyCount")
    if isinstance(total, int) and total > len(replies):
        threads.incomplete.append(identifier(top.get("id"), "id"))


def read_comment(comment: Mapping[str, Any], account_id: str, threads: Threads) -> None:
    """Add one comment resource; `account_id` is the channel that it was written to."""
    items = list(_items(comment, account_id))
    for item in items:
        threads.found.add(account_id, item)
    status = mapping(comment.get("snippet"), "snippet").get("moderationStatus")
    if status is not None:
        threads.hidden[items[0].external_id] = status != PUBLISHED
    written_at = items[0].occurred_at
    if written_at and (threads.oldest is None or written_at < threads.oldest):
        threads.oldest = written_at


def _items(comment: Mapping[str, Any], account_id: str) -> Iterator[Incoming]:
    """Yield the comment, and its edit when it was written at another time than it was updated."""
    snippet = mapping(comment.get("snippet"), "snippet")
    external_id = identifier(comment.get("id"), "id")
    # A reply's id begins with that of its thread, also where the parent is not named.
    parent_id = optional_identifier(snippet.get("parentId"), "parentId") or external_id.partition(".")[0]
    author = _author(snippet)
    written_at, updated_at = parse_time(snippet.get("publishedAt")), parse_time(snippet.get("updatedAt"))
    written = text(snippet.get("textOriginal", snippet.get("textDisplay")), "textOriginal")
    raw = clean_json(comment)
    common: dict[str, Any] = {
        "kind": Kind.COMMENT,
        "external_id": external_id,
        "thread_id": parent_id or external_id,
        "text": written,
        "author": author,
        "is_own": author is not None and author.external_id == account_id,
        "raw": raw,
    }
    yield Incoming(
        action=Action.CREATE,
        occurred_at=written_at,
        parent_id="" if parent_id == external_id else parent_id,
        post=_post(snippet),
        **common,
    )
    if written_at and updated_at and updated_at > written_at:
        yield Incoming(action=Action.EDIT, occurred_at=updated_at, **common)
    if written_at is None:
        raise NotUnderstood("publishedAt is missing or cannot be true")


def _author(snippet: Mapping[str, Any]) -> Author | None:
    name = label(snippet.get("authorDisplayName"), "authorDisplayName")
    channel = optional_mapping(snippet.get("authorChannelId"), "authorChannelId")
    external_id = optional_identifier(channel.get("value"), "authorChannelId")
    if not external_id:
        return None
    return Author(external_id, handle=name[1:]) if name.startswith("@") else Author(external_id, name=name)


def _post(snippet: Mapping[str, Any]) -> PostRef | None:
    """Return the video, or the community post, that a comment is below."""
    video_id = optional_identifier(snippet.get("videoId"), "videoId")
    if video_id:
        return PostRef(video_id, permalink=f"https://www.youtube.com/watch?v={video_id}")
    post_id = optional_identifier(snippet.get("postId"), "postId")
    return PostRef(post_id) if post_id else None
