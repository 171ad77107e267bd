"""LinkedIn Pages: comments below an organisation's public posts.

Nobody can be written to directly, nothing can be hidden, and people are known by an opaque id only.
An app has to be approved for the Community Management API before LinkedIn tells it anything.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api
https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/reactions-api
https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from platforms.access import Grant, Profile, ask_for_grant
from platforms.base import App, Capability, Connector, Credentials, Parsed, Sent
from platforms.errors import Ambiguous, Invalid
from platforms.limits import TextLimit
from platforms.linkedin import lookup, webhooks
from platforms.linkedin.api import Api
from platforms.linkedin.parse import parse
from platforms.linkedin.urns import CommentUrn, read_comment
from platforms.reading import NotUnderstood, identifier, label

BASE_URL = "https://api.linkedin.com"
ORGANISATION = "urn:li:organization:"
TOKEN_URL = "https://www.linkedin.com"  # noqa: S105 - an address


class LinkedIn(Connector):
    slug = "linkedin"
    name = "LinkedIn"
    capabilities = frozenset({Capability.COMMENTS, Capability.REPLY, Capability.LIKE, Capability.WEBHOOK})
    comment_limit = TextLimit(1250)
    asks_for = ("account_id", "access_token", "refresh_token", "client_id", "client_secret")
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
        self._api = Api(credentials.base_url or BASE_URL, credentials.access_token)

    @property
    def can_refresh(self) -> bool:
        return bool(self.credentials.refresh_token and self.credentials.client_id)

    def refresh(self, *, now: datetime) -> Grant:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.credentials.refresh_token,
            "client_id": self.credentials.client_id,
            "client_secret": self.credentials.client_secret,
        }
        base_url = (self.credentials.base_url or TOKEN_URL).rstrip("/")
        return ask_for_grant(f"{base_url}/oauth/v2/accessToken", form, now=now)

    def verify(self) -> Profile:
        # https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api
        number = self.credentials.account_id.rpartition(":")[2]
        answer = self._api.get(f"organizations/{quote(number, safe='')}")
        try:
            urn = ORGANISATION + identifier(answer.get("id"), "id")
            name, handle = (label(answer.get(key), key) for key in ("localizedName", "vanityName"))
        except NotUnderstood as reason:
            raise Invalid("The answer does not say whose access this is.") from reason
        return Profile(urn, name, handle)

    def reply(self, *, comment_id: str, text: str, post_id: str = "", thread_id: str = "") -> Sent:
        # There is one level of answers: all hang below the first comment.
        parent = _comment(thread_id or comment_id)
        body = {
            "actor": self.credentials.account_id,
            "object": parent.place,
            "parentComment": str(parent),
            "message": {"text": text},
        }
        answer, number = self._api.send(lookup.comments_of(str(parent)), body)
        try:
            return Sent(lookup.name_of(answer, parent, number))
        except NotUnderstood as reason:
            raise Ambiguous("The answer does not name the new comment.") from reason

    def like(self, *, comment_id: str) -> None:
        actor = quote(self.credentials.account_id, safe="")
        self._api.update(f"reactions?actor={actor}", {"root": comment_id, "reactionType": "LIKE"})

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
        parent = _comment(thread_id or comment_id)
        return lookup.find_reply(self._api, self.credentials.account_id, parent, sought)


def _comment(urn: str) -> CommentUrn:
    try:
        return read_comment(urn)
    except NotUnderstood as reason:
        raise Invalid(str(reason)) from reason
