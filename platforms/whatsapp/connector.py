"""WhatsApp Business numbers, through Meta's Cloud API.

A person is answered within 24 hours of their last message; later only templates are allowed, which
Earful does not send. There is no list of past messages: when the answer to a send gets lost, a person
has to look.

https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages
https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from platforms.access import Profile
from platforms.base import App, Capability, Connector, Credentials, Parsed, Sent
from platforms.errors import Ambiguous, Invalid
from platforms.limits import ReplyWindow, TextLimit
from platforms.meta import webhooks
from platforms.meta.graph import Graph
from platforms.reading import NotUnderstood, identifier, label, mapping, sequence
from platforms.whatsapp.parse import parse

BASE_URL = "https://graph.facebook.com"


class WhatsApp(Connector):
    slug = "whatsapp"
    name = "WhatsApp"
    capabilities = frozenset({Capability.DIRECT, Capability.REPLY, Capability.WEBHOOK})
    direct_limit = TextLimit(4096)
    asks_for = ("account_id", "access_token")
    reply_window = ReplyWindow(timedelta(hours=24))

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

    def verify(self) -> Profile:
        # https://developers.facebook.com/docs/whatsapp/business-management-api/manage-phone-numbers
        answer = self._graph.get(self.credentials.account_id, fields="display_phone_number,verified_name")
        try:
            name = label(answer.get("verified_name"), "verified_name")
            number = label(answer.get("display_phone_number"), "display_phone_number")
            return Profile(identifier(answer.get("id"), "id"), name, number)
        except NotUnderstood as reason:
            raise Invalid("The answer does not say which number this is.") from reason

    def send_direct(self, *, recipient_id: str, text: str, by_person: bool = False) -> Sent:
        body = {
            "messaging_product": "whatsapp",
            "to": recipient_id,
            "type": "text",
            "text": {"body": text},
        }
        answer = self._graph.send(self.credentials.account_id, "messages", json=body)
        try:
            [message] = sequence(answer.get("messages"), "messages")
            return Sent(identifier(mapping(message, "message").get("id"), "id"))
        except (NotUnderstood, ValueError) as reason:
            raise Ambiguous("The answer does not name the new message.") from reason
