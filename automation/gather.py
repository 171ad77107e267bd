"""Facts about stored messages: what costs nothing at once, the rest when a rule asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from automation import hours
from automation.engine.facts import Facts
from automation.engine.index import Index
from automation.engine.language import language_of
from automation.history import History
from inbox.models import Message

# What to load with the messages, so that gathering asks nothing one by one.
LOADED = ("channel__workspace", "conversation__post", "conversation__identity", "identity__contact")


def gather(messages: Sequence[Message], index: Index, *, at: datetime | None = None) -> list[Facts]:
    """Return the facts about messages of one workspace, loaded with LOADED.

    `at` is the moment of asking; without it each message is seen as of its own `sent_at`.
    """
    if not messages:
        return []
    history = History(messages, messages[0].workspace_id)
    return [_facts(message, history, index, at or message.sent_at) for message in messages]


def _facts(message: Message, history: History, index: Index, at: datetime) -> Facts:
    facts = Facts(texts=texts_of(message, history, index), known=_known(message), index=index)
    facts.ask = _Asked(message, history, facts, at)
    return facts


def texts_of(message: Message, history: History, index: Index) -> dict[str, str]:
    """Return the texts of a message that rules read, by field."""
    texts = {"body": message.text}
    identity, post = message.identity, message.conversation.post
    if identity and "author" in index.fields:
        texts["author"] = f"{identity.handle} {identity.name}".strip()
    if post and "post" in index.fields:
        texts["post"] = post.title
    if message.parent_id and "parent" in index.fields:
        parent = history.parents.get((message.channel_id, message.parent_id))
        if parent is not None:
            texts["parent"] = parent
    return texts


def _known(message: Message) -> dict[str, Any]:
    identity = message.identity
    contact = identity.contact if identity else None
    post = message.conversation.post
    return {
        "kind": message.kind,
        "platform": message.channel.platform,
        "channel_id": message.channel_id,
        "post_id": message.conversation.post_id,
        "is_own": message.is_own,
        "reply": bool(message.parent_id),
        "ad": bool(post and post.is_ad),
        "assigned": message.conversation.assignee_id is not None,
        "team": bool(contact and contact.is_team),
        "vip": bool(contact and contact.is_vip),
        "approved": bool(contact and contact.is_approved),
        "blocked": bool(identity and identity.blocked_at),
        "opted_out": bool(identity and identity.opted_out_at),
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    """Answers one message's costly signals by name."""

    message: Message
    history: History
    facts: Facts
    at: datetime

    def __call__(self, name: str) -> Any:
        kind, *parameters = name.split(":")
        if kind in _REPEATED:
            return _REPEATED[kind](self, *parameters)
        answer = _ANSWERS.get(kind)
        return answer(self) if answer else None


def _language(asked: _Asked) -> str | None:
    languages = asked.message.channel.workspace.languages
    return language_of(asked.message.text, asked.facts.extracts, languages)


def _age(asked: _Asked, since: datetime | None, unit: int) -> float | None:
    return None if since is None else max((asked.at - since).total_seconds(), 0) / unit


def _person(name: str) -> Callable[[_Asked], Any]:
    def answer(asked: _Asked) -> Any:
        identity = asked.message.identity
        return getattr(identity, name) if identity else None

    return answer


def _is_open(asked: _Asked) -> bool:
    workspace = asked.message.channel.workspace
    return hours.is_open(asked.at, workspace.business_hours, workspace.zone)


def _post_age(asked: _Asked) -> float | None:
    post = asked.message.conversation.post
    return _age(asked, post.published_at if post else None, 3600)


def _post(asked: _Asked) -> str | None:
    post = asked.message.conversation.post
    return post.external_id if post else None


def _no_picture(asked: _Asked) -> bool | None:
    has_picture = _person("has_picture")(asked)
    return None if has_picture is None else not has_picture


def _same_text(asked: _Asked, by: str, likeness: str, minutes: str) -> int:
    return asked.history.same_text(
        asked.message, by_others=by == "others", is_near=likeness == "near", minutes=int(minutes)
    )


def _labels(of: str) -> Callable[[_Asked], set[str]]:
    def answer(asked: _Asked) -> set[str]:
        message, history = asked.message, asked.history
        if of == "post":
            return history.post_labels.get(message.conversation.post_id or 0, set())
        if of == "contact":
            contact_id = message.identity.contact_id if message.identity else 0
            return history.contact_labels.get(contact_id, set())
        return history.labels.get(message.conversation_id, set())

    return answer


_ANSWERS: Mapping[str, Callable[[_Asked], Any]] = {
    "language": _language,
    "sentiment": lambda asked: asked.message.sentiment or None,
    "media": lambda asked: {part.get("kind", "") for part in asked.message.attachments},
    "channel": lambda asked: str(asked.message.channel_id),
    "channel_group": lambda asked: asked.message.channel.group,
    "post": lambda asked: (
        asked.message.conversation.post.external_id if asked.message.conversation.post else None
    ),
    "post_label": _labels("post"),
    "author_label": _labels("contact"),
    "label": _labels("conversation"),
    "status": lambda asked: asked.message.conversation.status,
    "weekday": lambda asked: hours.weekday(asked.at, asked.message.channel.workspace.zone),
    "day": lambda asked: asked.at.astimezone(asked.message.channel.workspace.zone).date().isoformat(),
    "business_hours": _is_open,
    "followers": _person("followers"),
    "verified": _person("is_verified"),
    "no_picture": _no_picture,
    "account_age_days": lambda asked: _age(asked, _person("account_created_at")(asked), 86_400),
    "post_age_hours": _post_age,
    "previous_messages": lambda asked: asked.history.earlier_messages(asked.message),
    "first_time": lambda asked: asked.history.earlier_messages(asked.message) == 0,
    "previously_hidden": lambda asked: asked.history.earlier_hidden(asked.message),
    "answered_by_person": lambda asked: asked.message.conversation_id in asked.history.answered_by_person,
    "answered_by_rule": lambda asked: asked.message.conversation_id in asked.history.answered_by_rule,
    "suggestion_open": lambda asked: asked.message.conversation_id in asked.history.with_suggestion,
    "reply_window_open": lambda asked: asked.message.conversation.is_reply_window_open(asked.at),
}
_REPEATED: Mapping[str, Callable[..., Any]] = {
    "author_rate": lambda asked, minutes: asked.history.rate(asked.message, int(minutes)),
    "same_text": _same_text,
}
