"""Walks through a webhook delivery of Meta's: many entries, many events in each.

https://developers.facebook.com/docs/instagram-platform/webhooks/examples
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from platforms.base import Incoming, Parsed
from platforms.reading import Findings, NotUnderstood, identifier, mapping, sequence, shown, text
from platforms.times import parse_time

PLAIN_KEYS = frozenset({"id", "time"})


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a delivery. `field` is "messaging" for those that have no field."""

    account_id: str
    field: str
    value: Mapping[str, Any]
    occurred_at: datetime | None


# Returns None for an event that is known and carries nothing for an inbox.
Reader = Callable[[Event], Incoming | None]


def ignore(_event: Event) -> None:
    return None


def read_delivery(payload: object, *, topic: str, readers: Mapping[str, Reader]) -> Parsed:
    """Return what a delivery about `topic` holds; `readers` is by field."""
    found = Findings()
    with found.at("payload"):
        delivery = mapping(payload, "payload")
        if delivery.get("object") != topic:
            raise NotUnderstood(f"object is not {topic!r}: {shown(delivery.get('object'))}")
        for index, entry in enumerate(sequence(delivery.get("entry"), "entry")):
            path = f"entry[{index}]"
            with found.at(path):
                _read_entry(mapping(entry, "entry"), path, readers, found)
    return replace(found.parsed(), accounts=_accounts(payload))


def _accounts(payload: object) -> frozenset[str] | None:
    """Return whom the entries are for; None unless each of them says it."""
    try:
        entries = sequence(mapping(payload, "payload").get("entry"), "entry")
        return frozenset(identifier(mapping(entry, "entry").get("id"), "id") for entry in entries)
    except NotUnderstood:
        return None


def _read_entry(entry: Mapping[str, Any], path: str, readers: Mapping[str, Reader], found: Findings) -> None:
    account_id = identifier(entry.get("id"), "id")
    events = list(_raw_events(entry))
    if not events:
        _read_empty(entry, found)
    for place, field, content in events:
        with found.at(path + place):
            event = _event(account_id, field, content, entry.get("time"))
            item = _reader(event.field, readers)(event)
            if item is None:
                found.ignore()
                continue
            found.add(account_id, item)
            if item.occurred_at is None:
                raise NotUnderstood("the time is missing or cannot be true")


def _raw_events(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, object]]:
    """Yield place, field and content. A field of "" stands inside the content."""
    if "changes" in entry:
        for index, change in enumerate(sequence(entry["changes"], "changes")):
            yield f".changes[{index}]", "", change
    # Instagram's documentation shows a field in the entry itself; both are sent.
    if "field" in entry:
        yield "", "", entry
    for part in ("messaging", "standby"):
        for index, item in enumerate(sequence(entry.get(part, ()), part)):
            yield f".{part}[{index}]", part, item


def _event(account_id: str, field: str, content: object, entry_time: object) -> Event:
    value = mapping(content, "event")
    if not field:
        field, value = text(value.get("field"), "field"), mapping(value.get("value"), "value")
    occurred_at = parse_time(value.get("timestamp")) or parse_time(entry_time)
    return Event(account_id, field, value, occurred_at)


def _reader(field: str, readers: Mapping[str, Reader]) -> Reader:
    if field not in readers:
        raise NotUnderstood(f"unknown field {shown(field)}")
    return readers[field]


def _read_empty(entry: Mapping[str, Any], found: Findings) -> None:
    others = sorted(map(str, entry.keys() - PLAIN_KEYS - {"changes", "messaging", "standby"}))
    if others:
        raise NotUnderstood(f"no known part among {shown(others)}")
    found.ignore()
