"""YouTube channels: comments below videos, read by asking.

https://developers.google.com/youtube/v3/docs/comments
https://developers.google.com/youtube/v3/getting-started#quota
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from platforms.access import Grant, Profile
from platforms.base import Capability, Connector, Credentials, Listing, Parsed, Sent
from platforms.errors import Ambiguous, TargetGone
from platforms.limits import TextLimit
from platforms.measures import Measures, address_of, number_of, part
from platforms.reading import NotUnderstood, identifier, mapping, optional_identifier, sequence
from platforms.times import parse_time
from platforms.youtube import listing, tokens
from platforms.youtube.api import Api
from platforms.youtube.errors import QUOTA_ZONE
from platforms.youtube.parse import PUBLISHED, parse

BASE_URL = "https://www.googleapis.com"
CLOCK_SKEW = timedelta(minutes=2)
MAX_PAGES = 20


class YouTube(Connector):
    slug = "youtube"
    name = "YouTube"
    capabilities = frozenset(
        {
            Capability.COMMENTS,
            Capability.REPLY,
            Capability.HIDE,
            Capability.HOLD,
            Capability.MEASURES,
            Capability.POLL,
        }
    )
    comment_limit = TextLimit(10_000)
    hidden_note = "Nobody but you sees it."
    daily_budget = 10_000
    budget_zone = QUOTA_ZONE
    asks_for = ("refresh_token", "client_id", "client_secret")

    @classmethod
    def parse(cls, payload: Mapping[str, Any]) -> Parsed:
        """Read a list of comment threads: YouTube sends nothing of itself."""
        return parse(payload)

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self._api = Api(credentials.base_url or BASE_URL, credentials.access_token)

    @property
    def spent(self) -> int:
        return self._api.spent

    @property
    def can_refresh(self) -> bool:
        return bool(self.credentials.refresh_token and self.credentials.client_id)

    def refresh(self, *, now: datetime) -> Grant:
        return tokens.refresh(self.credentials, now=now)

    def verify(self) -> Profile:
        return tokens.owner(self._api)

    def read_recent(self, *, since: datetime | None, cursor: str = "") -> Listing:
        return listing.recent(self._api, self.credentials.account_id, since=since, cursor=cursor)

    def read_post(self, *, post_id: str, cursor: str = "") -> Listing:
        return listing.below(self._api, self.credentials.account_id, post_id, cursor=cursor)

    def measure(self, *, post_id: str) -> Measures:
        # https://developers.google.com/youtube/v3/docs/videos
        answer = self._api.get("videos", part="statistics,snippet", id=post_id)
        found = answer.get("items")
        video = found[0] if isinstance(found, list) and found else None
        if video is None:
            raise TargetGone
        return Measures(
            likes=number_of(part(video, "statistics", "likeCount")),
            comments=number_of(part(video, "statistics", "commentCount")),
            views=number_of(part(video, "statistics", "viewCount")),
            picture_url=address_of(part(video, "snippet", "thumbnails", "medium", "url")),
        )

    def reply(self, *, comment_id: str, text: str, post_id: str = "", thread_id: str = "") -> Sent:
        body = {"snippet": {"parentId": _top(comment_id), "textOriginal": text}}
        answer = self._api.insert("comments", body, part="snippet")
        try:
            return Sent(identifier(answer.get("id"), "id"))
        except NotUnderstood as reason:
            raise Ambiguous("The answer does not name the new comment.") from reason

    def hide(self, *, comment_id: str, is_hidden: bool, ad_id: str = "", post_id: str = "") -> None:
        self._moderate(comment_id, "rejected" if is_hidden else PUBLISHED)

    def hold(self, *, comment_id: str, ad_id: str = "") -> None:
        self._moderate(comment_id, "heldForReview")

    def find_own_reply(
        self,
        *,
        comment_id: str,
        text: str,
        since: datetime,
        known_ids: frozenset[str] = frozenset(),
        post_id: str = "",
        thread_id: str = "",
    ) -> Sent | None:
        query = {"part": "id,snippet", "textFormat": "plainText", "maxResults": "100"}
        try:
            for _ in range(MAX_PAGES):
                page = self._api.get("comments", parentId=_top(comment_id), **query)
                for row in sequence(page.get("items"), "items"):
                    sent = self._sent_as(mapping(row, "comment"), text, since)
                    if sent and sent not in known_ids:
                        return Sent(sent)
                query["pageToken"] = optional_identifier(page.get("nextPageToken"), "nextPageToken")
                if not query["pageToken"]:
                    return None
        except NotUnderstood as reason:
            raise Ambiguous(f"The list of replies is not readable: {reason}") from reason
        raise Ambiguous("There are too many replies to look through.")

    def _sent_as(self, comment: Mapping[str, Any], text: str, since: datetime) -> str:
        """Return the id of a comment that is our text, written since then; otherwise nothing."""
        snippet = mapping(comment.get("snippet"), "snippet")
        author = mapping(snippet.get("authorChannelId"), "authorChannelId")
        written_at = parse_time(snippet.get("publishedAt"))
        if written_at is None:
            raise NotUnderstood("publishedAt is missing")
        is_ours = author.get("value") == self.credentials.account_id
        is_same = " ".join(str(snippet.get("textOriginal")).split()) == " ".join(text.split())
        is_recent = written_at >= since - CLOCK_SKEW
        return identifier(comment.get("id"), "id") if is_ours and is_same and is_recent else ""

    def _moderate(self, comment_id: str, status: str) -> None:
        self._api.change("comments/setModerationStatus", id=comment_id, moderationStatus=status)


def _top(comment_id: str) -> str:
    """Return the thread's first comment: YouTube takes replies to that one only."""
    return comment_id.partition(".")[0]
