"""TikTok business accounts.

Others' comments cannot be deleted, only hidden. Direct messages exist in some regions only,
and only a person can begin one: where there are none, none ever arrive.

https://business-api.tiktok.com/portal/docs (Accounts API: comments)
https://business-api.tiktok.com/portal/docs?id=1832184403754242 (direct messages)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from platforms.access import Grant, Profile
from platforms.base import App, Author, Capability, Connector, Credentials, Parsed, Sent
from platforms.errors import Ambiguous, Invalid, TargetGone
from platforms.limits import ReplyWindow, TextLimit
from platforms.measures import Measures, address_of, number_of, part
from platforms.reading import NotUnderstood, identifier, label, mapping, sequence
from platforms.tiktok import lookup, tokens, webhooks
from platforms.tiktok.api import Api
from platforms.tiktok.parse import parse

BASE_URL = "https://business-api.tiktok.com"
MEASURED = json.dumps(["item_id", "likes", "comments", "shares", "reach", "video_views", "thumbnail_url"])


class TikTok(Connector):
    slug = "tiktok"
    name = "TikTok"
    capabilities = frozenset(
        {
            Capability.COMMENTS,
            Capability.DIRECT,
            Capability.REPLY,
            Capability.HIDE,
            Capability.LIKE,
            Capability.PROFILES,
            Capability.MEASURES,
            Capability.WEBHOOK,
        }
    )
    comment_limit = TextLimit(1200)
    direct_limit = TextLimit(6000)
    # https://business-api.tiktok.com/portal/docs?id=1832184403754242
    reply_window = ReplyWindow(timedelta(hours=48), most=10)
    hidden_note = "The author still sees it."
    asks_for = ("account_id", "refresh_token", "client_id", "client_secret")

    @classmethod
    def matching_secret(
        cls, body: bytes, headers: Mapping[str, str], app: App, *, now: datetime
    ) -> str | None:
        return webhooks.matching_secret(body, headers, app, now=now)

    @classmethod
    def parse(cls, payload: Mapping[str, Any]) -> Parsed:
        return parse(payload)

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self._api = Api(credentials.base_url or BASE_URL, credentials.access_token)
        self._account = {"business_id": credentials.account_id}

    @property
    def can_refresh(self) -> bool:
        return bool(self.credentials.refresh_token and self.credentials.client_id)

    def refresh(self, *, now: datetime) -> Grant:
        return tokens.refresh(self._api, self.credentials, now=now)

    def verify(self) -> Profile:
        return tokens.owner(self._api, self.credentials.account_id)

    def measure(self, *, post_id: str) -> Measures:
        # https://business-api.tiktok.com/portal/docs (Accounts API: videos)
        filters = json.dumps({"video_ids": [post_id]})
        answer = self._api.get("business/video/list", **self._account, fields=MEASURED, filters=filters)
        found = answer.get("videos")
        rows = found if isinstance(found, list) else []
        video = next((row for row in rows if str(part(row, "item_id")) == post_id), None)
        if video is None:
            raise TargetGone
        counts = {name: number_of(part(video, name)) for name in ("likes", "comments", "shares", "reach")}
        return Measures(
            **counts,
            views=number_of(part(video, "video_views")),
            picture_url=address_of(part(video, "thumbnail_url")),
        )

    def reply(self, *, comment_id: str, text: str, post_id: str = "", thread_id: str = "") -> Sent:
        # There is one level of replies: all hang below the first comment.
        target = {"video_id": post_id, "comment_id": thread_id or comment_id}
        answer = self._api.send("business/comment/reply/create", **self._account, **target, text=text)
        return _sent(answer, "comment_id")

    def send_direct(self, *, recipient_id: str, text: str, by_person: bool = False) -> Sent:
        answer = self._api.send(
            "business/message/send",
            **self._account,
            recipient_type="CONVERSATION",
            recipient=recipient_id,
            message_type="TEXT",
            text={"body": text},
        )
        return _sent(_message(answer), "message_id")

    def hide(self, *, comment_id: str, is_hidden: bool, ad_id: str = "", post_id: str = "") -> None:
        action = "HIDE" if is_hidden else "UNHIDE"
        target = {"video_id": post_id, "comment_id": comment_id}
        self._api.update("business/comment/hide", **self._account, **target, action=action)

    def like(self, *, comment_id: str) -> None:
        self._api.update("business/comment/like", **self._account, comment_id=comment_id, action="LIKE")

    def find_person(self, *, person_id: str, comment_id: str = "", post_id: str = "") -> Author:
        """Look at what they wrote: TikTok tells of nobody by id alone."""
        ids = json.dumps([comment_id])
        answer = self._api.get("business/comment/list", **self._account, video_id=post_id, comment_ids=ids)
        try:
            for row in sequence(answer.get("comments"), "comments"):
                comment = mapping(row, "comment")
                if str(comment.get("unique_identifier")) == person_id:
                    name = label(comment.get("display_name"), "display_name")
                    return Author(person_id, label(comment.get("username"), "username"), name)
        except NotUnderstood as reason:
            raise Invalid("The answer does not say who this is.") from reason
        raise Invalid("TikTok does not list this person's comment.")

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
        query = {**self._account, "video_id": post_id, "comment_id": thread_id or comment_id}
        return lookup.find_reply(self._api, query, lookup.Sought(text, since, known_ids))

    def find_own_direct(
        self,
        *,
        recipient_id: str,
        text: str,
        since: datetime,
        known_ids: frozenset[str] = frozenset(),
    ) -> Sent | None:
        query = {**self._account, "conversation_id": recipient_id}
        return lookup.find_direct(self._api, query, lookup.Sought(text, since, known_ids))


def _message(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the message of an answer, which stands in `message` or in the answer itself."""
    message = answer.get("message")
    return message if isinstance(message, Mapping) else answer


def _sent(answer: Mapping[str, Any], key: str) -> Sent:
    try:
        return Sent(identifier(answer.get(key), key))
    except NotUnderstood as reason:
        raise Ambiguous("The answer does not name the new message.") from reason
