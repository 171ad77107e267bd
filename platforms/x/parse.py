"""Reads X's webhooks: the Activity API's events, and the direct messages of the older Account Activity API.

A post is a comment here when it mentions or answers somebody. Its `conversation_id` is the post that all
began with, which may be the account's own or a stranger's; `in_reply_to_user_id` tells whom it answers.

https://docs.x.com/x-api/activity/event-payloads
https://docs.x.com/x-api/fundamentals/data-dictionary#tweet
https://developer.x.com/en/docs/x-api/v1/accounts-and-users/account-activity-api/guides/account-activity-data-objects
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from platforms.base import Action, Attachment, Author, Incoming, Kind, Parsed, PostRef
from platforms.cleaning import clean_json
from platforms.reading import (
    Findings,
    NotUnderstood,
    identifier,
    label,
    link,
    mapping,
    optional_identifier,
    optional_mapping,
    sequence,
    shown,
    text,
)
from platforms.times import parse_time

POSTS = frozenset({"post.create", "post.mention.create", "post.reply.create", "post.quote.create"})
DIRECTS = frozenset({"dm.received", "dm.sent"})
# Known events that carry nothing for an inbox, by the first part of their name.
IGNORED = frozenset({"profile", "follow", "like", "mute", "block", "spaces", "news", "trends", "oauth"})
IGNORED_EVENTS = frozenset({"dm.read", "dm.indicate_typing"})
OLD_DIRECTS = "direct_message_events"
OLD_IGNORED = frozenset(
    {
        *("favorite_events", "follow_events", "block_events", "mute_events", "user_event"),
        *("direct_message_indicate_typing_events", "direct_message_mark_read_events"),
    }
)


def parse(payload: object) -> Parsed:
    """Return the comments and direct messages of a delivery, by the id of the account they are for."""
    found = Findings()
    with found.at("payload"):
        delivery = mapping(payload, "payload")
        if "for_user_id" in delivery:
            _read_old(delivery, found)
        else:
            _read_event(mapping(delivery.get("data"), "data"), found)
    return found.parsed()


def _read_event(event: Mapping[str, Any], found: Findings) -> None:
    name = text(event.get("event_type"), "event_type")
    if name in IGNORED_EVENTS or name.partition(".")[0] in IGNORED:
        return found.ignore()
    account_id = identifier(mapping(event.get("filter"), "filter").get("user_id"), "filter.user_id")
    payload = mapping(event.get("payload"), "payload")
    if name in DIRECTS and OLD_DIRECTS in payload:
        return _read_directs(payload, account_id, found)
    if name in DIRECTS:
        return _add(found, account_id, _direct(payload, account_id))
    if name in POSTS:
        people = dict(_people(optional_mapping(event.get("includes"), "includes").get("users", ())))
        return _add(found, account_id, _comment(payload, account_id, people))
    raise NotUnderstood(f"unknown event {shown(name)}")


def _add(found: Findings, account_id: str, item: Incoming | None) -> None:
    if item is None:
        return found.ignore()
    found.add(account_id, item)
    if item.occurred_at is None:
        raise NotUnderstood("the time is missing or cannot be true")


def _people(rows: object) -> Iterator[tuple[str, Author]]:
    for row in sequence(rows, "users"):
        user = mapping(row, "user")
        person_id = identifier(user.get("id"), "user.id")
        handle = label(user.get("username", user.get("screen_name")), "username")
        yield person_id, Author(person_id, handle, label(user.get("name"), "name"))


def _comment(post: Mapping[str, Any], account_id: str, people: Mapping[str, Author]) -> Incoming | None:
    """Return a post as a comment; None for what the account posts for everybody, and for a repost."""
    author_id = identifier(post.get("author_id"), "author_id")
    answered_id = optional_identifier(post.get("in_reply_to_user_id"), "in_reply_to_user_id")
    references = references_of(post)
    if "retweeted" in references or (author_id == account_id and not answered_id):
        return None
    external_id = identifier(post.get("id"), "id")
    first_id = _first_version(post) or external_id
    root_id = optional_identifier(post.get("conversation_id"), "conversation_id") or first_id
    parent_id = "" if root_id == first_id else references.get("replied_to", root_id)
    is_below_ours = parent_id == root_id and answered_id == account_id
    if is_below_ours:
        parent_id = ""
    return Incoming(
        # Who edits a post makes a new one, which names all versions from the first on.
        action=Action.CREATE if first_id == external_id else Action.EDIT,
        kind=Kind.COMMENT,
        external_id=first_id,
        thread_id=parent_id or first_id,
        author=people.get(author_id, Author(author_id)),
        text=unescaped(text(post.get("text"), "text")),
        occurred_at=parse_time(post.get("created_at")),
        parent_id=parent_id,
        post=PostRef(root_id) if is_below_ours else None,
        is_own=author_id == account_id,
        raw=clean_json(post),
    )


def unescaped(words: str) -> str:
    """Return a post's text as it was written: X escapes three characters of it."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _first_version(post: Mapping[str, Any]) -> str:
    versions = sequence(post.get("edit_history_tweet_ids", ()), "edit_history_tweet_ids")
    return identifier(versions[0], "version") if versions else ""


def references_of(post: Mapping[str, Any]) -> dict[str, str]:
    """Return the posts that this one refers to, by `replied_to`, `quoted` and `retweeted`."""
    rows = sequence(post.get("referenced_tweets", ()), "referenced_tweets")
    found = [mapping(row, "reference") for row in rows]
    return {text(row.get("type"), "type"): identifier(row.get("id"), "id") for row in found}


def _direct(event: Mapping[str, Any], account_id: str) -> Incoming:
    """Read the newer shape, which some deliveries have; without its text it has to be looked at."""
    sender_id = identifier(event.get("sender_id"), "sender_id")
    if "text" not in event:
        raise NotUnderstood("a direct message that carries no text")
    receiver_id = optional_identifier(event.get("recipient_id"), "recipient_id")
    is_own = sender_id == account_id
    return Incoming(
        action=Action.CREATE,
        kind=Kind.DIRECT,
        external_id=identifier(event.get("id"), "id"),
        thread_id=identifier(receiver_id, "recipient_id") if is_own else sender_id,
        author=Author(sender_id),
        text=text(event.get("text"), "text"),
        occurred_at=parse_time(event.get("created_at")),
        is_own=is_own,
        raw=clean_json(event),
    )


def _read_old(delivery: Mapping[str, Any], found: Findings) -> None:
    account_id = identifier(delivery.get("for_user_id"), "for_user_id")
    for name in delivery.keys() - {"for_user_id", "users", "apps", "user_has_blocked", OLD_DIRECTS}:
        if name not in OLD_IGNORED:
            found.note("payload", f"unknown part {shown(name)}")
        found.ignore()
    if OLD_DIRECTS in delivery:
        _read_directs(delivery, account_id, found)


def _read_directs(delivery: Mapping[str, Any], account_id: str, found: Findings) -> None:
    """Read `direct_message_events`, which both APIs send."""
    rows = [
        {**mapping(user, "user"), **optional_mapping(mapping(user, "user").get("data"), "data")}
        for user in optional_mapping(delivery.get("users"), "users").values()
    ]
    people = dict(_people([row for row in rows if "id" in row]))
    for index, row in enumerate(sequence(delivery.get(OLD_DIRECTS), OLD_DIRECTS)):
        with found.at(f"{OLD_DIRECTS}[{index}]"):
            _add(found, account_id, _old_direct(mapping(row, "event"), account_id, people))


def _old_direct(event: Mapping[str, Any], account_id: str, people: Mapping[str, Author]) -> Incoming:
    if event.get("type") != "message_create":
        raise NotUnderstood(f"unknown type {shown(event.get('type'))}")
    message = mapping(event.get("message_create"), "message_create")
    sender_id = identifier(message.get("sender_id"), "sender_id")
    receiver_id = identifier(mapping(message.get("target"), "target").get("recipient_id"), "recipient_id")
    content = mapping(message.get("message_data"), "message_data")
    is_own = sender_id == account_id
    return Incoming(
        action=Action.CREATE,
        kind=Kind.DIRECT,
        external_id=identifier(event.get("id"), "id"),
        thread_id=receiver_id if is_own else sender_id,
        author=people.get(sender_id, Author(sender_id)),
        text=text(content.get("text"), "text"),
        # Milliseconds, written as text.
        occurred_at=parse_time(event.get("created_timestamp")),
        is_own=is_own,
        attachments=tuple(_attachments(content)),
        raw=clean_json(event),
    )


def _attachments(content: Mapping[str, Any]) -> Iterator[Attachment]:
    attachment = optional_mapping(content.get("attachment"), "attachment")
    if attachment:
        media = optional_mapping(attachment.get("media"), "media")
        kind = label(media.get("type") or attachment.get("type"), "type")
        yield Attachment(kind or "media", link(media.get("media_url_https")))
