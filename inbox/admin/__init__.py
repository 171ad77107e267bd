"""The back office of the inbox: one module an aggregate, each registers itself."""

from inbox.admin import (
    calls,
    channels,
    conversations,
    deliveries,
    imports,
    labels,
    messages,
    occurrences,
    people,
    polling,
    posts,
    saved_replies,
    saved_views,
    team,
    triage_screen,
    webhooks,
)

__all__ = [
    "calls",
    "channels",
    "conversations",
    "deliveries",
    "imports",
    "labels",
    "messages",
    "occurrences",
    "people",
    "polling",
    "posts",
    "saved_replies",
    "saved_views",
    "team",
    "triage_screen",
    "webhooks",
]
