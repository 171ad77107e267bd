"""What Instagram and Facebook have in common: webhooks, direct messages and private replies.

https://developers.facebook.com/docs/messenger-platform/reference/send-api
https://developers.facebook.com/docs/messenger-platform/policy (reply windows)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from platforms.base import App, Author, Connector, Credentials, Sent
from platforms.errors import Ambiguous, Invalid
from platforms.limits import ReplyWindow
from platforms.meta import lookup, webhooks
from platforms.meta.graph import Graph
from platforms.reading import NotUnderstood, identifier, label


class MetaConnector(Connector):
    """A professional account that the Graph API serves."""

    # HUMAN_AGENT: https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags
    reply_window = ReplyWindow(timedelta(hours=24), for_people=timedelta(days=7))
    private_reply_window = timedelta(days=7)
    base_url: ClassVar[str]
    person_fields: ClassVar[str]
    # What a direct message inside the reply window is marked with.
    answer_mark: ClassVar[Mapping[str, str]] = {}
    # What the app is told of an account; only what the app itself is subscribed to as well.
    webhook_fields: ClassVar[str]

    @classmethod
    def handshake(cls, query: Mapping[str, str], app: App) -> str | None:
        return webhooks.answer_handshake(query, app)

    @classmethod
    def matching_secret(
        cls, body: bytes, headers: Mapping[str, str], app: App, *, now: datetime
    ) -> str | None:
        return webhooks.matching_secret(body, headers, app)

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self._graph = Graph(credentials.base_url or self.base_url, credentials.access_token)

    def listen(self, *, address: str, secret: str) -> None:
        # https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps
        # https://developers.facebook.com/docs/instagram-platform/webhooks
        fields = {"subscribed_fields": self.webhook_fields}
        self._graph.update(self.credentials.account_id, "subscribed_apps", **fields)

    def private_reply(self, *, comment_id: str, text: str) -> Sent:
        return self._message({"recipient": {"comment_id": comment_id}, "message": {"text": text}})

    def send_direct(self, *, recipient_id: str, text: str, by_person: bool = False) -> Sent:
        # The tag opens seven days instead of one, and is for people's answers only.
        late = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        mark = late if by_person else self.answer_mark
        return self._message({**mark, "recipient": {"id": recipient_id}, "message": {"text": text}})

    def find_person(self, *, person_id: str, comment_id: str = "", post_id: str = "") -> Author:
        # https://developers.facebook.com/docs/messenger-platform/identity/user-profile
        # https://developers.facebook.com/docs/messenger-platform/instagram/features/user-profile
        answer = self._graph.get(person_id, fields=self.person_fields)
        try:
            handle, name = (label(answer.get(field, ""), field) for field in ("username", "name"))
        except NotUnderstood as reason:
            raise Invalid("The answer does not say who this is.") from reason
        return Author(person_id, handle, name)

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
        return sent(answer, "message_id")


def sent(answer: Mapping[str, Any], key: str) -> Sent:
    """Return the new message that an answer names."""
    try:
        return Sent(identifier(answer.get(key), key))
    except NotUnderstood as reason:
        raise Ambiguous("The answer does not name the new message.") from reason
