"""Looks for a message of ours on TikTok, to settle an unknown outcome.

"Not there" lets the caller send again, so it is said only after everything was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from platforms.base import Sent
from platforms.errors import Ambiguous
from platforms.reading import NotUnderstood, identifier, mapping, optional_mapping, sequence
from platforms.tiktok.api import Api
from platforms.times import parse_time

CLOCK_SKEW = timedelta(minutes=2)
MAX_PAGES = 20
PAGE_SIZE = "30"


@dataclass(frozen=True, slots=True)
class Sought:
    """What we tried to send. `known_ids` are messages that other sends account for."""

    text: str
    since: datetime
    known_ids: frozenset[str] = frozenset()

    def matches(self, external_id: str, text: object, time: object) -> bool:
        """Say whether this is our text, written since then, and nobody else's."""
        moment = parse_time(time)
        if moment is None:
            raise NotUnderstood("the time is missing")
        is_same = isinstance(text, str) and " ".join(text.split()) == " ".join(self.text.split())
        return is_same and external_id not in self.known_ids and moment >= self.since - CLOCK_SKEW


def find_reply(api: Api, query: Mapping[str, str], sought: Sought) -> Sent | None:
    """Return our reply from the list of replies below a comment."""
    cursor = ""
    try:
        for _ in range(MAX_PAGES):
            page = api.get(
                "business/comment/reply/list",
                **query,
                max_count=PAGE_SIZE,
                **({"cursor": cursor} if cursor else {}),
            )
            for row in sequence(page.get("comments"), "comments"):
                reply = mapping(row, "reply")
                external_id = identifier(reply.get("comment_id"), "comment_id")
                is_ours = reply.get("owner") is True
                if is_ours and sought.matches(external_id, reply.get("text"), reply.get("create_time")):
                    return Sent(external_id)
            if not page.get("has_more"):
                return None
            cursor = identifier(page.get("cursor"), "cursor")
    except NotUnderstood as reason:
        raise Ambiguous(f"The list of replies is not readable: {reason}") from reason
    raise Ambiguous("There are too many replies to look through.")


def find_direct(api: Api, query: Mapping[str, str], sought: Sought) -> Sent | None:
    """Return our direct message from the newest part of the conversation."""
    page = api.get("business/message/content/list", **query, limit=PAGE_SIZE)
    try:
        rows = [mapping(row, "message") for row in sequence(page.get("messages"), "messages")]
        for message in rows:
            external_id = identifier(message.get("message_id"), "message_id")
            sender = mapping(message.get("from_user"), "from_user")
            words = optional_mapping(message.get("text"), "text").get("body")
            is_ours = sender.get("role") == "business_account"
            if is_ours and sought.matches(external_id, words, message.get("timestamp")):
                return Sent(external_id)
        if page.get("has_more") and not any(_is_older(message, sought) for message in rows):
            raise NotUnderstood("more was written since then than can be read")
    except NotUnderstood as reason:
        raise Ambiguous(f"The conversation is not readable: {reason}") from reason
    return None


def _is_older(message: Mapping[str, Any], sought: Sought) -> bool:
    sent_at = parse_time(message.get("timestamp"))
    return sent_at is not None and sent_at < sought.since - CLOCK_SKEW
