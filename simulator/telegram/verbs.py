"""What each method of the Bot API does. https://core.telegram.org/bots/api#available-methods"""

from __future__ import annotations

from collections.abc import Callable

from simulator import ids, telling
from simulator.model import Account, Comment, DirectMessage, Json
from simulator.serving import Done
from simulator.simulation import Simulation
from simulator.telegram.payloads import group_of

MAX_TEXT = 4096


class TelegramError(Exception):
    """A refusal: a code, and words that say which."""

    def __init__(self, code: int, words: str, *, retry_after: int = 0) -> None:
        super().__init__(words)
        self.code, self.words, self.retry_after = code, words, retry_after
        self.fault = ""

    def body(self) -> Json:
        """The JSON of the answer."""
        more: Json = {"parameters": {"retry_after": self.retry_after}} if self.retry_after else {}
        return {"ok": False, "error_code": self.code, "description": self.words, **more}

    @property
    def outcome(self) -> str:
        """For the log of calls: the armed fault, or `refused 400`."""
        return self.fault or f"refused {self.code}"


def get_me(_simulation: Simulation, account: Account, _asked: Json) -> Done:
    """getMe: who the bot is."""
    who: Json = {"id": int(account.id), "is_bot": True}
    return Done({**who, "first_name": account.name, "username": account.username}, account.id)


def set_webhook(simulation: Simulation, account: Account, asked: Json) -> Done:
    """setWebhook: where this bot's updates go from now on, and the secret that comes with them."""
    account.webhook_url, account.webhook_secret = (
        str(asked.get("url", "")),
        str(asked.get("secret_token", "")),
    )
    simulation.world.changed()
    return Done({}, account.id)


def send_message(simulation: Simulation, account: Account, asked: Json) -> Done:
    """sendMessage: to a person who wrote first, or below a comment in the group."""
    text = asked.get("text")
    if not isinstance(text, str) or not text.strip():
        raise TelegramError(400, "Bad Request: message text is empty")
    if len(text) > MAX_TEXT:
        raise TelegramError(400, "Bad Request: message is too long")
    chat_id = str(asked.get("chat_id", ""))
    send = _comment if chat_id == group_of(account) else _direct
    external_id = send(simulation, account, chat_id, text, asked)
    message: Json = {"message_id": int(external_id.partition(":")[2]), "chat": {"id": int(chat_id)}}
    return Done({**message, "date": int(simulation.clock.now()), "text": text}, external_id)


def delete_message(simulation: Simulation, account: Account, asked: Json) -> Done:
    """deleteMessage: the bot is an administrator of the group."""
    found = _found(simulation, account, asked.get("message_id"))
    if found is None:
        raise TelegramError(400, "Bad Request: message to delete not found")
    telling.delete(simulation, found)
    return Done({}, found.id)


def _comment(simulation: Simulation, account: Account, chat_id: str, text: str, asked: Json) -> str:
    answered = asked.get("reply_parameters")
    message_id = answered.get("message_id") if isinstance(answered, dict) else None
    target = _found(simulation, account, message_id)
    if target is None:
        raise TelegramError(400, "Bad Request: message to be replied not found")
    world = simulation.world
    written = world.add_comment(
        Comment(
            id=ids.for_comment(world, world.posts[target.post_id], target.parent_id),
            account_id=account.id,
            post_id=target.post_id,
            author_id=account.id,
            username=account.username,
            text=text,
            at=simulation.clock.now(),
            parent_id=target.parent_id or target.id,
            by_brand=True,
        )
    )
    return written.id


def _direct(simulation: Simulation, account: Account, chat_id: str, text: str, _asked: Json) -> str:
    world = simulation.world
    if not world.has_thread(account.id, chat_id):
        raise TelegramError(403, "Forbidden: bot can't initiate conversation with a user")
    sent = world.add_message(
        DirectMessage(
            mid=ids.for_message(world, account, chat_id),
            account_id=account.id,
            person_id=chat_id,
            text=text,
            at=simulation.clock.now(),
            by_brand=True,
        )
    )
    return sent.mid


def _found(simulation: Simulation, account: Account, message_id: object) -> Comment | None:
    found = simulation.world.comments.get(f"{group_of(account)}:{message_id}")
    return None if found is None or found.deleted else found


METHODS: dict[str, Callable[[Simulation, Account, Json], Done]] = {
    "getMe": get_me,
    "setWebhook": set_webhook,
    "sendMessage": send_message,
    "deleteMessage": delete_message,
}
READS = ("getMe",)
