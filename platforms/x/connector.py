"""X accounts: who mentions or answers one, and direct messages.

A hidden answer is one click away for everybody, and only answers below the account's own posts can be
hidden. Others' posts cannot be deleted. Posts longer than 280 are refused by X itself, which counts most
scripts outside Europe twice and every link as 23.

https://docs.x.com/x-api/posts/create-post
https://docs.x.com/x-api/posts/hide-reply
https://docs.x.com/x-api/users/like-post
https://docs.x.com/x-api/direct-messages/create-dm-message-by-participant-id
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from platforms.access import Grant, Profile
from platforms.base import App, Capability, Connector, Credentials, Parsed, Sent
from platforms.errors import Ambiguous, NotAllowedHere, RecipientUnavailable
from platforms.limits import TextLimit
from platforms.reading import NotUnderstood, identifier, mapping
from platforms.x import lookup, tokens, webhooks
from platforms.x.api import Api
from platforms.x.parse import parse

BASE_URL = "https://api.x.com"


class X(Connector):
    slug = "x"
    name = "X"
    capabilities = frozenset(
        {
            Capability.COMMENTS,
            Capability.DIRECT,
            Capability.REPLY,
            Capability.HIDE,
            Capability.LIKE,
            Capability.WEBHOOK,
        }
    )
    comment_limit = TextLimit(280)
    direct_limit = TextLimit(10_000)
    hidden_note = "Everybody can still unfold it."
    asks_for = ("refresh_token", "client_id", "client_secret")
    handshake_type = "application/json"

    @classmethod
    def handshake(cls, query: Mapping[str, str], app: App) -> str | None:
        return webhooks.answer_challenge(query, app)

    @classmethod
    def matching_secret(
        cls, body: bytes, headers: Mapping[str, str], app: App, *, now: datetime
    ) -> str | None:
        return webhooks.matching_secret(body, headers, app)

    @classmethod
    def parse(cls, payload: Mapping[str, Any]) -> Parsed:
        return parse(payload)

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self._base_url = credentials.base_url or BASE_URL
        self._api = Api(self._base_url, credentials.access_token)

    @property
    def can_refresh(self) -> bool:
        return bool(self.credentials.refresh_token and self.credentials.client_id)

    def refresh(self, *, now: datetime) -> Grant:
        return tokens.refresh(self._base_url, self.credentials, now=now)

    def verify(self) -> Profile:
        return tokens.owner(self._api)

    def reply(self, *, comment_id: str, text: str, post_id: str = "", thread_id: str = "") -> Sent:
        body = {"text": text, "reply": {"in_reply_to_tweet_id": comment_id}}
        return _sent(self._api.send("tweets", body, refused=NotAllowedHere), "id")

    def send_direct(self, *, recipient_id: str, text: str, by_person: bool = False) -> Sent:
        path = f"dm_conversations/with/{quote(recipient_id, safe='')}/messages"
        return _sent(self._api.send(path, {"text": text}, refused=RecipientUnavailable), "dm_event_id")

    def hide(self, *, comment_id: str, is_hidden: bool, ad_id: str = "", post_id: str = "") -> None:
        path = f"tweets/{quote(comment_id, safe='')}/hidden"
        self._api.update(path, {"hidden": is_hidden}, refused=NotAllowedHere)

    def like(self, *, comment_id: str) -> None:
        path = f"users/{self.credentials.account_id}/likes"
        self._api.update(path, {"tweet_id": comment_id}, method="POST", refused=NotAllowedHere)

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
        sought = lookup.Sought(text, since, known_ids)
        return lookup.find_reply(self._api, self.credentials.account_id, comment_id, sought)

    def find_own_direct(
        self,
        *,
        recipient_id: str,
        text: str,
        since: datetime,
        known_ids: frozenset[str] = frozenset(),
    ) -> Sent | None:
        sought = lookup.Sought(text, since, known_ids)
        return lookup.find_direct(self._api, self.credentials.account_id, recipient_id, sought)


def _sent(answer: Mapping[str, Any], key: str) -> Sent:
    try:
        return Sent(identifier(mapping(answer.get("data"), "data").get(key), key))
    except NotUnderstood as reason:
        raise Ambiguous("The answer does not name what is new.") from reason
