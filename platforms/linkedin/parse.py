"""Reads LinkedIn's webhooks: up to ten notifications about an organisation's posts in each.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platforms.base import Action, Author, Incoming, Kind, Parsed, PostRef
from platforms.cleaning import clean_json
from platforms.linkedin.urns import read_comment
from platforms.reading import (
    Findings,
    NotUnderstood,
    identifier,
    label,
    mapping,
    optional_identifier,
    optional_mapping,
    sequence,
    shown,
    text,
)
from platforms.times import parse_time

TOPIC = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
BY_THE_PAGE = "ADMIN_COMMENT"
ACTIONS = {
    "COMMENT": Action.CREATE,
    BY_THE_PAGE: Action.CREATE,
    "COMMENT_EDIT": Action.EDIT,
    "COMMENT_DELETE": Action.REMOVE,
}
IGNORED = frozenset({"LIKE", "SHARE"})


def parse(payload: object) -> Parsed:
    """Return the comments of a delivery, by the URN of the organisation whose posts they are below."""
    found = Findings()
    with found.at("payload"):
        delivery = mapping(payload, "payload")
        if delivery.get("type") != TOPIC:
            raise NotUnderstood(f"type is not {TOPIC!r}: {shown(delivery.get('type'))}")
        for index, row in enumerate(sequence(delivery.get("notifications"), "notifications")):
            with found.at(f"notifications[{index}]"):
                _read(mapping(row, "notification"), found)
    return found.parsed()


def _read(notification: Mapping[str, Any], found: Findings) -> None:
    action = text(notification.get("action"), "action")
    if action in IGNORED:
        return found.ignore()
    if action not in ACTIONS:
        raise NotUnderstood(f"unknown action {shown(action)}")
    organisation = identifier(notification.get("organizationalEntity"), "organizationalEntity")
    item = _comment(notification, action, organisation)
    found.add(organisation, item)
    if item.occurred_at is None:
        raise NotUnderstood("the time is missing or cannot be true")


def _comment(notification: Mapping[str, Any], action: str, organisation: str) -> Incoming:
    decorated = optional_mapping(notification.get("decoratedGeneratedActivity"), "decorated")
    comment = optional_mapping(decorated.get("comment"), "comment")
    urn = identifier(comment.get("entity", notification.get("generatedActivity")), "generatedActivity")
    external_id = str(read_comment(urn))
    parent_id = _parent_id(comment)
    owner = optional_identifier(comment.get("owner"), "owner")
    kind = ACTIONS[action]
    words = "" if kind is Action.REMOVE else text(comment.get("text"), "text")
    if not comment and kind is not Action.REMOVE:
        raise NotUnderstood("the comment itself is missing: the notification was not decorated")
    return Incoming(
        action=kind,
        kind=Kind.COMMENT,
        external_id=external_id,
        thread_id=parent_id or external_id,
        author=Author(owner) if owner else None,
        text=words,
        # Milliseconds.
        occurred_at=parse_time(notification.get("lastModifiedAt")),
        parent_id=parent_id,
        post=_post(notification),
        is_own=action == BY_THE_PAGE or owner == organisation,
        raw=clean_json(notification),
    )


def _parent_id(comment: Mapping[str, Any]) -> str:
    urn = optional_identifier(comment.get("parentComment"), "parentComment")
    return str(read_comment(urn)) if urn else ""


def _post(notification: Mapping[str, Any]) -> PostRef:
    decorated = optional_mapping(notification.get("decoratedSourcePost"), "decoratedSourcePost")
    title = label(decorated.get("text"), "text")
    return PostRef(identifier(notification.get("sourcePost"), "sourcePost"), title=title)
