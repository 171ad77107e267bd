"""Looks for an answer of ours below a comment, to settle an unknown outcome.

"Not there" lets the caller send again, so it is said only after everything was seen.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from platforms.base import Sent
from platforms.errors import Ambiguous
from platforms.linkedin.api import Api
from platforms.linkedin.urns import CommentUrn, read_comment
from platforms.reading import NotUnderstood, identifier, mapping, sequence, text
from platforms.times import parse_time

CLOCK_SKEW = timedelta(minutes=2)
MAX_PAGES, PAGE_SIZE = 20, 50


@dataclass(frozen=True, slots=True)
class Sought:
    """What we tried to send. `known_ids` are comments that other sends account for."""

    text: str
    since: datetime
    known_ids: frozenset[str] = frozenset()


def comments_of(urn: str) -> str:
    """Return the path of what is written below a post or a comment."""
    return f"socialActions/{quote(urn, safe='')}/comments"


def find_reply(api: Api, actor: str, parent: CommentUrn, sought: Sought) -> Sent | None:
    """Return our answer from the list of answers below a comment."""
    try:
        for comment in _below(api, str(parent)):
            external_id = name_of(comment, parent)
            words = text(mapping(comment.get("message"), "message").get("text"), "text")
            moment = parse_time(mapping(comment.get("created"), "created").get("time"))
            if moment is None:
                raise NotUnderstood("the time is missing")
            is_same = comment.get("actor") == actor and words.split() == sought.text.split()
            is_new = moment >= sought.since - CLOCK_SKEW and external_id not in sought.known_ids
            if is_same and is_new:
                return Sent(external_id)
    except NotUnderstood as reason:
        raise Ambiguous(f"The list of answers is not readable: {reason}") from reason
    return None


def name_of(comment: Mapping[str, Any], parent: CommentUrn, number: str = "") -> str:
    """Return a comment's URN, or make it from its number where only that is told."""
    urn = comment.get("commentUrn")
    if isinstance(urn, str):
        return str(read_comment(urn))
    found = identifier(comment.get("id") or number, "id")
    return str(read_comment(found)) if found.startswith("urn:") else str(CommentUrn(parent.place, found))


def _below(api: Api, urn: str) -> Iterator[Mapping[str, Any]]:
    for page in range(MAX_PAGES):
        answer = api.get(comments_of(urn), start=str(page * PAGE_SIZE), count=str(PAGE_SIZE))
        rows = sequence(answer.get("elements"), "elements")
        yield from (mapping(row, "comment") for row in rows)
        # A page may be short although there is more: only an empty one is the end.
        if not rows:
            return
    raise Ambiguous("There are too many answers to look through.")
