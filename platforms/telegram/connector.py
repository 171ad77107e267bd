"""Telegram bots: private chats, and the comments below a channel's posts.

Comments are messages in the channel's discussion group, where the bot has to be an administrator to
delete them. A bot can write to whoever wrote to it first. Nothing can be listed: when the answer to a
send gets lost, a person has to look. Each bot has a webhook address of its own.

https://core.telegram.org/bots/api
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from platforms.access import Profile
from platforms.base import App, Capability, Connector, Credentials, Parsed, Sent
from platforms.errors import Ambiguous, Invalid
from platforms.limits import TextLimit
from platforms.reading import NotUnderstood, identifier, label, mapping
from platforms.telegram.api import Api
from platforms.telegram.parse import DELETED, EDITED, NEW, parse

BASE_URL = "https://api.telegram.org"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header


class Telegram(Connector):
    slug = "telegram"
    name = "Telegram"
    capabilities = frozenset(
        {
            Capability.COMMENTS,
            Capability.DIRECT,
            Capability.REPLY,
            Capability.REMOVE,
            Capability.WEBHOOK,
        }
    )
    comment_limit = TextLimit(4096)
    direct_limit = TextLimit(4096)
    has_own_address = True

    @classmethod
    def matching_secret(
        cls, body: bytes, headers: Mapping[str, str], app: App, *, now: datetime
    ) -> str | None:
        given = headers.get(SECRET_HEADER, "").encode(errors="replace")
        matches = [secret for secret in app.secrets if secret and hmac.compare_digest(given, secret.encode())]
        return matches[0] if matches else None

    @classmethod
    def parse(cls, payload: Mapping[str, Any]) -> Parsed:
        return parse(payload)

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self._api = Api(credentials.base_url or BASE_URL, credentials.access_token)

    def verify(self) -> Profile:
        # https://core.telegram.org/bots/api#getme
        answer = self._api.call("getMe", is_repeatable=True)
        try:
            bot = mapping(answer, "result")
            name, handle = (label(bot.get(field), field) for field in ("first_name", "username"))
            return Profile(identifier(bot.get("id"), "id"), name, handle)
        except NotUnderstood as reason:
            raise Invalid("The answer does not say which bot this is.") from reason

    def listen(self, *, address: str, secret: str) -> None:
        # https://core.telegram.org/bots/api#setwebhook: kinds that are not named stay as they were.
        asked = {"url": address, "secret_token": secret, "allowed_updates": [*NEW, *EDITED, DELETED]}
        self._api.call("setWebhook", is_repeatable=True, **asked)

    def reply(self, *, comment_id: str, text: str, post_id: str = "", thread_id: str = "") -> Sent:
        chat_id, message_id = _parts(comment_id)
        answered = {"message_id": message_id, "allow_sending_without_reply": False}
        return self._send(chat_id, text, reply_parameters=answered)

    def send_direct(self, *, recipient_id: str, text: str, by_person: bool = False) -> Sent:
        return self._send(recipient_id, text)

    def remove(self, *, comment_id: str, ad_id: str = "") -> None:
        chat_id, message_id = _parts(comment_id)
        self._api.call("deleteMessage", is_repeatable=True, chat_id=chat_id, message_id=message_id)

    def _send(self, chat_id: str, text: str, **more: Any) -> Sent:
        answer = self._api.call("sendMessage", is_repeatable=False, chat_id=chat_id, text=text, **more)
        try:
            message_id = identifier(mapping(answer, "result").get("message_id"), "message_id")
        except NotUnderstood as reason:
            raise Ambiguous("The answer does not name the new message.") from reason
        return Sent(f"{chat_id}:{message_id}")


def _parts(external_id: str) -> tuple[str, int]:
    """Return chat and message of an id of ours."""
    chat_id, _, message_id = external_id.rpartition(":")
    if not chat_id or not message_id.isascii() or not message_id.isdigit():
        raise Invalid("This is no id of a Telegram message.")
    return chat_id, int(message_id)
