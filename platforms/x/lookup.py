"""Looks for a post or direct message of ours on X, to settle an unknown outcome.

"Not there" lets the caller send again, so it is said only after everything since then was seen.

https://docs.x.com/x-api/users/get-posts (the account's own posts, newest first)
https://docs.x.com/x-api/direct-messages/get-dm-events-for-a-dm-conversation
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile
from typing import Any

from platforms.base import Sent
from platforms.errors import Ambiguous
from platforms.reading import NotUnderstood, identifier, mapping, optional_mapping, sequence
from platforms.times import parse_time
from platforms.x.api import Api
from platforms.x.parse import references_of, unescaped

CLOCK_SKEW = timedelta(minutes=2)
MAX_PAGES = 20
PAGE_SIZE = "100"
SHORT_LINK = "https://t.co/"


@dataclass(frozen=True, slots=True)
class Sought:
    """What we tried to send. `known_ids` are messages that other sends account for."""

    text: str
    since: datetime
    known_ids: frozenset[str] = frozenset()

    def matches(self, external_id: str, text: object) -> bool:
        """Say whether this is our text, and nobody else's."""
        found = _words(unescaped(text)) if isinstance(text, str) else []
        wanted = _words(self.text)
        # Every address comes back as one of X's own.
        is_same = len(found) == len(wanted) and all(
            word == ours or SHORT_LINK in word for word, ours in zip(found, wanted, strict=True)
        )
        return is_same and external_id not in self.known_ids


def _words(text: str) -> list[str]:
    """Return the words after the handles that X puts before an answer."""
    words = text.split()
    return list(dropwhile(lambda word: word.startswith("@"), words))


def find_reply(api: Api, account_id: str, comment_id: str, sought: Sought) -> Sent | None:
    """Return our answer to a comment from the account's own posts."""
    query = {"tweet.fields": "created_at,referenced_tweets", "max_results": PAGE_SIZE}
    for post in _since(api, f"users/{account_id}/tweets", query, sought.since):
        external_id = identifier(post.get("id"), "id")
        is_answer = references_of(post).get("replied_to") == comment_id
        if is_answer and sought.matches(external_id, post.get("text")):
            return Sent(external_id)
    return None


def find_direct(api: Api, account_id: str, person_id: str, sought: Sought) -> Sent | None:
    """Return our direct message from the conversation with one person."""
    query = {
        "dm_event.fields": "created_at,sender_id,text,event_type",
        "event_types": "MessageCreate",
        "max_results": PAGE_SIZE,
    }
    for event in _since(api, f"dm_conversations/with/{person_id}/dm_events", query, sought.since):
        external_id = identifier(event.get("id"), "id")
        if event.get("sender_id") == account_id and sought.matches(external_id, event.get("text")):
            return Sent(external_id)
    return None


def _since(api: Api, path: str, query: Mapping[str, str], since: datetime) -> Iterator[Mapping[str, Any]]:
    """Yield what was written since then, newest first. Raise Ambiguous when not all of it can be seen."""
    token = ""
    try:
        for _ in range(MAX_PAGES):
            answer = api.get(path, **query, **({"pagination_token": token} if token else {}))
            for row in sequence(answer.get("data", ()), "data"):
                item = mapping(row, "item")
                moment = parse_time(item.get("created_at"))
                if moment is None:
                    raise NotUnderstood("the time is missing")
                if moment < since - CLOCK_SKEW:
                    return
                yield item
            token = str(optional_mapping(answer.get("meta"), "meta").get("next_token") or "")
            if not token:
                return
    except NotUnderstood as reason:
        raise Ambiguous(f"The list is not readable: {reason}") from reason
    raise Ambiguous("There is too much to look through.")
