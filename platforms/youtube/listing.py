"""Asks YouTube for comments. It keeps them apart by moderation status: each has a list of its own."""

from __future__ import annotations

from datetime import datetime

from platforms.base import Listing
from platforms.errors import Transient
from platforms.reading import NotUnderstood, mapping, optional_identifier, sequence
from platforms.youtube.api import Api
from platforms.youtube.parse import PUBLISHED, Threads, read_comment, read_threads

# What new comments may be. Only a moderator makes one "rejected", and reading a post finds that.
NEW = (PUBLISHED, "heldForReview", "likelySpam")
ALL = (*NEW, "rejected")
PAGE_SIZE = "100"
MAX_REPLY_PAGES = 10
THREAD_PARTS = "id,snippet,replies"


def recent(api: Api, account_id: str, *, since: datetime | None, cursor: str) -> Listing:
    """Return a page of the newest comments; `cursor` is the status and the page in its list."""
    status, token = _place(cursor, NEW)
    return _page(
        api,
        account_id,
        NEW,
        status,
        token,
        since=since,
        allThreadsRelatedToChannelId=account_id,
        order="time",
    )


def below(api: Api, account_id: str, post_id: str, *, cursor: str) -> Listing:
    """Return a page of all comments below a video."""
    status, token = _place(cursor, ALL)
    return _page(api, account_id, ALL, status, token, since=None, videoId=post_id)


def _page(
    api: Api,
    account_id: str,
    statuses: tuple[str, ...],
    status: str,
    token: str,
    *,
    since: datetime | None,
    **query: str,
) -> Listing:
    query |= {"part": THREAD_PARTS, "textFormat": "plainText", "maxResults": PAGE_SIZE}
    query |= {"moderationStatus": status} | ({"pageToken": token} if token else {})
    answer = api.get("commentThreads", **query)
    threads = read_threads(answer)
    for thread_id in threads.incomplete:
        _read_replies(api, account_id, thread_id, threads)
    parsed = threads.found.parsed()
    try:
        following = optional_identifier(answer.get("nextPageToken"), "nextPageToken")
    except NotUnderstood as reason:
        raise Transient("YouTube's list cannot be read on.") from reason
    is_done = since is not None and threads.oldest is not None and threads.oldest < since
    return Listing(
        items=parsed.items.get(account_id, ()),
        hidden=threads.hidden,
        cursor=_next(statuses, status, "" if is_done else following),
        unknown=parsed.unknown,
    )


def _read_replies(api: Api, account_id: str, thread_id: str, threads: Threads) -> None:
    token = ""
    for _ in range(MAX_REPLY_PAGES):
        query = {"pageToken": token} if token else {}
        answer = api.get(
            "comments",
            part="id,snippet",
            parentId=thread_id,
            textFormat="plainText",
            maxResults=PAGE_SIZE,
            **query,
        )
        with threads.found.at(f"replies of {thread_id}"):
            for row in sequence(answer.get("items"), "items"):
                with threads.found.at(f"replies of {thread_id}"):
                    read_comment(mapping(row, "reply"), account_id, threads)
            token = optional_identifier(answer.get("nextPageToken"), "nextPageToken")
        if not token:
            return
    threads.found.note(f"replies of {thread_id}", "there are more than are read")


def _place(cursor: str, statuses: tuple[str, ...]) -> tuple[str, str]:
    status, _, token = cursor.partition(" ")
    return (status, token) if status in statuses else (statuses[0], "")


def _next(statuses: tuple[str, ...], status: str, token: str) -> str:
    if token:
        return f"{status} {token}"
    later = statuses[statuses.index(status) + 1 :]
    return later[0] if later else ""
