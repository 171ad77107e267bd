"""Reads WhatsApp's webhooks. Everything of one number is for that number's channel.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from platforms.base import Action, Attachment, Author, Incoming, Kind, Parsed
from platforms.cleaning import clean_json
from platforms.reading import (
    Findings,
    NotUnderstood,
    identifier,
    label,
    mapping,
    optional_mapping,
    sequence,
    shown,
    text,
)
from platforms.times import parse_time

TOPIC = "whatsapp_business_account"
MEDIA = frozenset({"image", "video", "audio", "document", "sticker", "location", "contacts", "order"})


def parse(payload: object) -> Parsed:
    """Return the direct messages of a delivery, by the id of the number that they were sent to."""
    found = Findings()
    with found.at("payload"):
        delivery = mapping(payload, "payload")
        if delivery.get("object") != TOPIC:
            raise NotUnderstood(f"object is not {TOPIC!r}: {shown(delivery.get('object'))}")
        for index, entry in enumerate(sequence(delivery.get("entry"), "entry")):
            path = f"entry[{index}]"
            with found.at(path):
                changes = sequence(mapping(entry, "entry").get("changes"), "changes")
                for place, change in enumerate(changes):
                    with found.at(f"{path}.changes[{place}]"):
                        _read_change(mapping(change, "change"), f"{path}.changes[{place}]", found)
    return found.parsed()


def _read_change(change: Mapping[str, Any], path: str, found: Findings) -> None:
    if change.get("field") != "messages":
        raise NotUnderstood(f"unknown field {shown(change.get('field'))}")
    value = mapping(change.get("value"), "value")
    number_id = identifier(mapping(value.get("metadata"), "metadata").get("phone_number_id"), "number")
    people = dict(_people(value))
    # What became of our own messages is told here too; sending has told us already.
    for _status in sequence(value.get("statuses", ()), "statuses"):
        found.ignore()
    for index, message in enumerate(sequence(value.get("messages", ()), "messages")):
        with found.at(f"{path}.messages[{index}]"):
            item = _read_message(mapping(message, "message"), people)
            if item is None:
                found.ignore()
                continue
            found.add(number_id, item)
            if item.occurred_at is None:
                raise NotUnderstood("the time is missing or cannot be true")


def _people(value: Mapping[str, Any]) -> Iterator[tuple[str, Author]]:
    """Since 2026 a person may have a user id instead of a telephone number."""
    for row in sequence(value.get("contacts", ()), "contacts"):
        contact = mapping(row, "contact")
        person_id = identifier(contact.get("wa_id", contact.get("user_id")), "contact")
        profile = optional_mapping(contact.get("profile"), "profile")
        handle = label(profile.get("username"), "username").lstrip("@")
        yield person_id, Author(person_id, handle, label(profile.get("name"), "name"))


def _read_message(message: Mapping[str, Any], people: Mapping[str, Author]) -> Incoming | None:
    kind = text(message.get("type"), "type")
    if kind == "reaction":
        return None
    sender_id = identifier(message.get("from", message.get("from_user_id")), "from")
    written, attachments = _words(message, kind), (Attachment(kind),) if kind in MEDIA else ()
    if not written and not attachments:
        raise NotUnderstood(f"a message of the unknown type {shown(kind)}")
    return Incoming(
        action=Action.CREATE,
        kind=Kind.DIRECT,
        external_id=identifier(message.get("id"), "id"),
        thread_id=sender_id,
        author=people.get(sender_id, Author(sender_id)),
        text=written,
        occurred_at=parse_time(message.get("timestamp")),
        attachments=attachments,
        raw=clean_json(message),
    )


def _words(message: Mapping[str, Any], kind: str) -> str:
    """Return what was written, pressed, or put below a picture."""
    content = optional_mapping(message.get(kind), kind) if kind in MEDIA - {"contacts"} else {}
    if kind == "text":
        return text(mapping(message.get("text"), "text").get("body"), "text.body")
    if kind == "button":
        return text(mapping(message.get("button"), "button").get("text"), "button.text")
    if kind == "interactive":
        answer = mapping(message.get("interactive"), "interactive")
        chosen = optional_mapping(answer.get("button_reply", answer.get("list_reply")), "reply")
        return text(chosen.get("title"), "title")
    return text(content.get("caption"), "caption")
