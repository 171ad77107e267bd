"""Hide comments of many conversations, and show them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.audit import Actor
from inbox import services
from inbox.bulk.shown import newest_of
from inbox.models import Conversation, Message, PlatformCall
from inbox.services import Refused

Status, Verb, Visibility = PlatformCall.Status, PlatformCall.Verb, Message.Visibility
Before = dict[str, Any]


def hidden_by(
    conversations: list[Conversation], values: Mapping[str, Any], by: Actor
) -> dict[int, Before | str]:
    """Hide the comments named in `values`, or each conversation's newest.

    Return by conversation the calls with what was visible before, or why it is refused.
    """
    results: dict[int, Before | str] = {}
    hiding = _being_hidden(messages := _messages(conversations, values))
    for message in messages:
        if message.visibility == Visibility.HIDDEN or message.pk in hiding:
            continue
        try:
            call = services.hide(message, by=by)
        except Refused as refused:
            results.setdefault(message.conversation_id, refused.detail)
            continue
        found = results.get(message.conversation_id)
        earlier = found["hidden"] if isinstance(found, dict) else []
        results[message.conversation_id] = {"hidden": [*earlier, [call.pk, message.visibility]]}
    return results


def show_hidden(conversation: Conversation, hidden: list[list[Any]], by: Actor) -> bool:
    """Take these hides back, all or none. Raises Refused when somebody decided on one since."""
    related = ("channel__workspace", "message__channel", "message__conversation")
    calls = conversation.platform_calls.select_related(*related)
    mine = calls.in_bulk([pk for pk, _ in hidden])
    undone = [services.take_back(mine[pk], was, by=by) for pk, was in hidden if pk in mine]
    return any(undone)


def _messages(conversations: list[Conversation], values: Mapping[str, Any]) -> list[Message]:
    rows = Message.objects.filter(conversation__in=conversations, is_own=False)
    rows = rows.filter(pk__in=values["messages"] if "messages" in values else newest_of(conversations))
    related = ("channel__workspace", "conversation__post", "identity__contact")
    return list(rows.select_related(*related).order_by("pk"))


def _being_hidden(messages: list[Message]) -> set[int | None]:
    calls = PlatformCall.objects.filter(message__in=messages, verb=Verb.HIDE)
    return set(calls.filter(status__in=[Status.QUEUED, Status.SENDING]).values_list("message", flat=True))
