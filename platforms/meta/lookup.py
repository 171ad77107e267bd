"""Looks for a message of ours on Meta's platforms, to settle an unknown outcome.

"Not there" lets the caller send again, so it is said only after everything was
seen. In doubt this raises Ambiguous, and a person decides.

https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api
https://developers.facebook.com/docs/messenger-platform/conversations
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from platforms.base import Sent
from platforms.errors import Ambiguous
from platforms.meta.graph import Graph
from platforms.reading import NotUnderstood, identifier, mapping, optional_mapping, sequence
from platforms.times import parse_time

CLOCK_SKEW = timedelta(minutes=2)
MAX_PAGES = 20
# Of a conversation Meta gives details of the newest messages only.
NEWEST_MESSAGES = 20
DIRECT_FIELDS = "messages{id,from,message,created_time}"


@dataclass(frozen=True, slots=True)
class Sought:
    """What we tried to send. `known_ids` are messages that other sends account for."""

    text: str
    since: datetime
    known_ids: frozenset[str] = frozenset()

    def sent_id(self, row: Mapping[str, Any], *, text: str, time: str) -> str | None:
        """Return the id of `row` when it has our text and is recent; the names are its keys."""
        external_id = identifier(row.get("id"), "id")
        if external_id in self.known_ids or _plain(row.get(text)) != _plain(self.text):
            return None
        sent_at = parse_time(row.get(time))
        if sent_at is None:
            raise NotUnderstood(f"{time} is missing")
        return external_id if sent_at >= self.since - CLOCK_SKEW else None


@dataclass(frozen=True, slots=True)
class Replies:
    """How a platform lists the replies under a comment: the edge, and the names of its fields."""

    edge: str
    parent: str
    fields: str
    text: str
    time: str
    query: Mapping[str, str] = field(default_factory=dict)


def find_reply(
    graph: Graph,
    replies: Replies,
    *,
    comment_id: str,
    is_own: Callable[[Mapping[str, Any]], bool],
    sought: Sought,
) -> Sent | None:
    """Return our reply. One to a reply is found below the top-level comment."""
    query = {**replies.query, "fields": replies.fields, "limit": "50"}
    try:
        root_id = _root_id(graph, replies, comment_id)
        for _ in range(MAX_PAGES):
            page = graph.get(root_id, replies.edge, **query)
            for row in _rows(page):
                external_id = sought.sent_id(row, text=replies.text, time=replies.time)
                if external_id and is_own(_sender(row)):
                    return Sent(external_id)
            after = next_cursor(page)
            if not after:
                return None
            query["after"] = after
    except NotUnderstood as reason:
        raise Ambiguous(f"The list of replies is not readable: {reason}") from reason
    raise Ambiguous("There are too many replies to look through.")


def find_direct(graph: Graph, *, account_id: str, recipient_id: str, sought: Sought) -> Sent | None:
    """Return our direct message from the newest part of the conversation."""
    answer = graph.get(account_id, "conversations", user_id=recipient_id, fields=DIRECT_FIELDS)
    try:
        for conversation in sequence(answer.get("data"), "data"):
            messages = mapping(mapping(conversation, "conversation").get("messages"), "messages")
            if sent := _direct_in(messages, recipient_id, sought):
                return sent
    except NotUnderstood as reason:
        raise Ambiguous(f"The conversation is not readable: {reason}") from reason
    return None


def _root_id(graph: Graph, replies: Replies, comment_id: str) -> str:
    parent = graph.get(comment_id, fields=replies.parent).get(replies.parent)
    if isinstance(parent, Mapping):
        parent = parent.get("id")
    return identifier(parent or comment_id, replies.parent)


def _direct_in(messages: Mapping[str, Any], recipient_id: str, sought: Sought) -> Sent | None:
    rows = _rows(messages)
    for row in rows:
        external_id = sought.sent_id(row, text="message", time="created_time")
        # Two take part in a conversation: who is not the other is us.
        if external_id and str(_sender(row)["id"]) != recipient_id:
            return Sent(external_id)
    if len(rows) >= NEWEST_MESSAGES and not any(_is_older(row, sought) for row in rows):
        raise NotUnderstood("more was written since then than can be read")
    return None


def _is_older(row: Mapping[str, Any], sought: Sought) -> bool:
    sent_at = parse_time(row.get("created_time"))
    return sent_at is not None and sent_at < sought.since - CLOCK_SKEW


def _sender(row: Mapping[str, Any]) -> Mapping[str, Any]:
    sender = mapping(row.get("from"), "from")
    identifier(sender.get("id"), "from.id")
    return sender


def _rows(page: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [mapping(row, "row") for row in sequence(page.get("data"), "data")]


def next_cursor(page: Mapping[str, Any]) -> str:
    """Return the cursor of the following page; without `next` this is the last one."""
    paging = optional_mapping(page.get("paging"), "paging")
    if not paging.get("next"):
        return ""
    # Not the address itself: it repeats the access token.
    return identifier(mapping(paging.get("cursors"), "cursors").get("after"), "after")


def _plain(written: object) -> str:
    text = written if isinstance(written, str) else ""
    return " ".join(unicodedata.normalize("NFC", text).split())
