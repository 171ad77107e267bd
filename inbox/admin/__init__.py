"""The back office of the inbox: one module an aggregate, each registers itself."""

from inbox.admin import (
    calls,
    channels,
    conversations,
    deliveries,
    labels,
    messages,
    occurrences,
    people,
    posts,
    saved_replies,
    team,
    webhooks,
)

__all__ = [
    "calls",
    "channels",
    "conversations",
    "deliveries",
    "labels",
    "messages",
    "occurrences",
    "people",
    "posts",
    "saved_replies",
    "team",
    "webhooks",
]
