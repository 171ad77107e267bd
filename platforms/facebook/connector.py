"""Facebook Pages: comments below posts and ads, and Messenger.

https://developers.facebook.com/docs/graph-api/reference/comment
https://developers.facebook.com/docs/graph-api/reference/page/blocked
https://developers.facebook.com/docs/messenger-platform/discovery/private-replies
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from platforms.access import Grant, Profile
from platforms.base import Capability, Parsed, Sent
from platforms.errors import NotAllowedHere
from platforms.facebook.parse import is_own, parse
from platforms.limits import TextLimit
from platforms.measures import Measures, address_of, number_of, part
from platforms.meta import lookup, tokens
from platforms.meta.connector import MetaConnector, sent

REPLIES = lookup.Replies(
    edge="comments",
    parent="parent",
    fields="id,message,created_time,from",
    text="message",
    time="created_time",
    # All levels below the comment in one list.
    query={"filter": "stream"},
)

MEASURED = (
    "full_picture,shares,reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count)"
)


class Facebook(MetaConnector):
    slug = "facebook"
    name = "Facebook"
    capabilities = frozenset(
        {
            Capability.COMMENTS,
            Capability.DIRECT,
            Capability.REPLY,
            Capability.PRIVATE_REPLY,
            Capability.HIDE,
            Capability.REMOVE,
            Capability.LIKE,
            Capability.BLOCK,
            Capability.PROFILES,
            Capability.MEASURES,
            Capability.WEBHOOK,
        }
    )
    comment_limit = TextLimit(8000)
    direct_limit = TextLimit(2000)
    hidden_note = "The author and their friends still see it."
    base_url = "https://graph.facebook.com"
    person_fields = "name"
    webhook_fields = "feed,mention,messages,message_echoes"
    asks_for = ("access_token", "client_id", "client_secret")
    answer_mark = {"messaging_type": "RESPONSE"}  # noqa: RUF012 - never changed

    @classmethod
    def parse(cls, payload: Mapping[str, Any]) -> Parsed:
        return parse(payload)

    @property
    def can_refresh(self) -> bool:
        return bool(self.credentials.access_token and self.credentials.client_id)

    def refresh(self, *, now: datetime) -> Grant:
        return tokens.exchange(self.credentials.base_url or self.base_url, self.credentials, now=now)

    def verify(self) -> Profile:
        # https://developers.facebook.com/docs/graph-api/reference/page: a Page's token is the Page.
        return tokens.owner(self._graph, "id,name,username")

    def measure(self, *, post_id: str) -> Measures:
        # https://developers.facebook.com/docs/graph-api/reference/post
        answer = self._graph.get(post_id, fields=MEASURED)
        return Measures(
            likes=number_of(part(answer, "reactions", "summary", "total_count")),
            comments=number_of(part(answer, "comments", "summary", "total_count")),
            # A post that nobody shared has no such field.
            shares=number_of(part(answer, "shares", "count")) or 0,
            picture_url=address_of(answer.get("full_picture")),
        )

    def reply(self, *, comment_id: str, text: str, post_id: str = "", thread_id: str = "") -> Sent:
        return sent(self._graph.send(comment_id, "comments", form={"message": text}), "id")

    def hide(self, *, comment_id: str, is_hidden: bool, ad_id: str = "", post_id: str = "") -> None:
        self._graph.update(comment_id, is_hidden="true" if is_hidden else "false")

    def remove(self, *, comment_id: str, ad_id: str = "") -> None:
        self._graph.delete(comment_id)

    def like(self, *, comment_id: str) -> None:
        self._graph.update(comment_id, "likes")

    def block(self, *, person_id: str) -> None:
        answer = self._graph.update(self.credentials.account_id, "blocked", psid=json.dumps([person_id]))
        if answer.get(person_id) is False:
            raise NotAllowedHere

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
