"""Instagram professional accounts: comments, ad comments and direct messages.

https://developers.facebook.com/docs/instagram-platform/comment-moderation
https://developers.facebook.com/docs/instagram-platform/private-replies
https://developers.facebook.com/docs/messenger-platform/policy (reply windows)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from platforms.base import (
    Ambiguous,
    App,
    Author,
    Capability,
    Connector,
    Credentials,
    Invalid,
    Parsed,
    Sent,
    TextLimit,
)
from platforms.instagram import lookup
from platforms.instagram.parse import parse
from platforms.meta import webhooks
from platforms.meta.graph import Graph
from platforms.reading import NotUnderstood, identifier, label

BASE_URL = "https://graph.instagram.com"


class Instagram(Connector):
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
            Capability.WEBHOOK,
        }
    )
    comment_limit = TextLimit(2200)
    direct_limit = TextLimit(1000, "bytes")
    direct_reply_window = timedelta(hours=24)
    private_reply_window = timedelta(days=7)

    @classmethod
    def handshake(cls, query: Mapping[str, str], app: App) -> str | None:
        return webhooks.answer_handshake(query, app)

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
        self._graph = Graph(credentials.base_url or BASE_URL, credentials.access_token)

    def reply(self, *, comment_id: str, text: str) -> Sent:
        answer = self._graph.send(comment_id, "replies", form={"message": text})
        return _sent(answer, "id")

    def private_reply(self, *, comment_id: str, text: str) -> Sent:
        return self._message({"recipient": {"comment_id": comment_id}, "message": {"text": text}})

    def send_direct(self, *, recipient_id: str, text: str, by_person: bool = False) -> Sent:
        # The tag opens seven days instead of one, and is for people's answers only.
        tag = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"} if by_person else {}
        return self._message({**tag, "recipient": {"id": recipient_id}, "message": {"text": text}})

    def hide(self, *, comment_id: str, is_hidden: bool, ad_id: str = "") -> None:
        self._graph.update(comment_id, hide="true" if is_hidden else "false", **_ad(ad_id))

    def remove(self, *, comment_id: str, ad_id: str = "") -> None:
        self._graph.delete(comment_id, **_ad(ad_id))

    def find_person(self, *, person_id: str) -> Author:
        # https://developers.facebook.com/docs/messenger-platform/instagram/features/user-profile
        answer = self._graph.get(person_id, fields="name,username")
        try:
            handle, name = (label(answer.get(field, ""), field) for field in ("username", "name"))
        except NotUnderstood as reason:
            raise Invalid("The answer does not say who this is.") from reason
        return Author(person_id, handle, name)

    def find_own_reply(
        self,
        *,
        comment_id: str,
        text: str,
        since: datetime,
        known_ids: frozenset[str] = frozenset(),
    ) -> Sent | None:
        return lookup.find_reply(
            self._graph,
            account_id=self.credentials.account_id,
            comment_id=comment_id,
            sought=lookup.Sought(text, since, known_ids),
        )

    def find_own_direct(
        self,
        *,
        recipient_id: str,
        text: str,
        since: datetime,
        known_ids: frozenset[str] = frozenset(),
    ) -> Sent | None:
        return lookup.find_direct(
            self._graph,
            account_id=self.credentials.account_id,
            recipient_id=recipient_id,
            sought=lookup.Sought(text, since, known_ids),
        )

    def _message(self, body: Mapping[str, Any]) -> Sent:
        answer = self._graph.send(self.credentials.account_id, "messages", json=body)
        return _sent(answer, "message_id")


def _ad(ad_id: str) -> dict[str, str]:
    return {"ad_id": ad_id} if ad_id else {}


def _sent(answer: Mapping[str, Any], key: str) -> Sent:
    try:
        return Sent(identifier(answer.get(key), key))
    except NotUnderstood as reason:
        raise Ambiguous("The answer does not name the new message.") from reason
