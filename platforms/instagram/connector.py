"""Instagram professional accounts: comments, ad comments and direct messages.

https://developers.facebook.com/docs/instagram-platform/comment-moderation
https://developers.facebook.com/docs/instagram-platform/private-replies
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from platforms.access import Grant, Profile
from platforms.base import Capability, Listing, Parsed, Sent
from platforms.instagram import listing
from platforms.instagram.parse import is_own, parse
from platforms.limits import TextLimit
from platforms.measures import Measures, address_of, number_of
from platforms.meta import lookup, tokens
from platforms.meta.connector import MetaConnector, sent

REPLIES = lookup.Replies(
    edge="replies",
    parent="parent_id",
    fields="id,text,timestamp,username,from",
    text="text",
    time="timestamp",
)

MEASURED = "like_count,comments_count,view_count,media_type,media_url,thumbnail_url"


class Instagram(MetaConnector):
    slug = "instagram"
    name = "Instagram"
    capabilities = frozenset(
        {
            Capability.COMMENTS,
            Capability.DIRECT,
            Capability.REPLY,
            Capability.PRIVATE_REPLY,
            Capability.HIDE,
            Capability.REMOVE,
            Capability.PROFILES,
            Capability.MEASURES,
            Capability.WEBHOOK,
            Capability.POLL,
        }
    )
    comment_limit = TextLimit(2200)
    direct_limit = TextLimit(1000, "bytes")
    hidden_note = "The author still sees it."
    base_url = "https://graph.instagram.com"
    person_fields = "name,username"
    # One is enough: Instagram then tells of all that the app is subscribed to.
    webhook_fields = "comments"

    @classmethod
    def parse(cls, payload: Mapping[str, Any]) -> Parsed:
        return parse(payload)

    @property
    def can_refresh(self) -> bool:
        return bool(self.credentials.access_token)

    def refresh(self, *, now: datetime) -> Grant:
        return tokens.refresh_instagram(self.credentials.base_url or self.base_url, self.credentials, now=now)

    def verify(self) -> Profile:
        # https://developers.facebook.com/docs/instagram-platform/reference/me
        return tokens.owner(self._graph, "user_id,username,name")

    def read_recent(self, *, since: datetime | None, cursor: str = "") -> Listing:
        return listing.recent(self._graph, self.credentials.account_id, since=since, cursor=cursor)

    def read_post(self, *, post_id: str, cursor: str = "") -> Listing:
        return listing.below(self._graph, self.credentials.account_id, post_id, cursor=cursor)

    def measure(self, *, post_id: str) -> Measures:
        # https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
        answer = self._graph.get(post_id, fields=MEASURED)
        return Measures(
            likes=number_of(answer.get("like_count")),
            comments=number_of(answer.get("comments_count")),
            views=number_of(answer.get("view_count")),
            # Of a video `media_url` is the video.
            picture_url=address_of(
                answer.get("thumbnail_url"),
                None if answer.get("media_type") == "VIDEO" else answer.get("media_url"),
            ),
        )

    def reply(self, *, comment_id: str, text: str, post_id: str = "", thread_id: str = "") -> Sent:
        return sent(self._graph.send(comment_id, "replies", form={"message": text}), "id")

    def hide(self, *, comment_id: str, is_hidden: bool, ad_id: str = "", post_id: str = "") -> None:
        self._graph.update(comment_id, hide="true" if is_hidden else "false", **_ad(ad_id))

    def remove(self, *, comment_id: str, ad_id: str = "") -> None:
        self._graph.delete(comment_id, **_ad(ad_id))

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
        return lookup.find_reply(
            self._graph,
            REPLIES,
            comment_id=comment_id,
            is_own=lambda sender: is_own(sender, self.credentials.account_id),
            sought=lookup.Sought(text, since, known_ids),
        )


def _ad(ad_id: str) -> dict[str, str]:
    return {"ad_id": ad_id} if ad_id else {}
