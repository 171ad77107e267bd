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

from platforms.base import App, Capability, Connector, Credentials, Parsed, Sent
from platforms.errors import Ambiguous, WindowClosed
from platforms.limits import TextLimit
from platforms.meta import webhooks
from platforms.meta.graph import Graph
from platforms.reading import NotUnderstood, identifier, mapping, sequence
from platforms.whatsapp.parse import parse

BASE_URL = "https://graph.facebook.com"


class WhatsApp(Connector):
    slug = "whatsapp"
    name = "WhatsApp"
    capabilities = frozenset({Capability.DIRECT, Capability.REPLY, Capability.WEBHOOK})
    direct_limit = TextLimit(4096)
    direct_reply_window = timedelta(hours=24)

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

    def send_direct(self, *, recipient_id: str, text: str, by_person: bool = False) -> Sent:
        if by_person:
            # Nothing opens the window again but the person's next message.
            raise WindowClosed("WhatsApp takes templates only after 24 hours.")
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
