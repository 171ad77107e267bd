"""Files that people import, and rows that other programs push to us, signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from platforms import standard_webhooks
from platforms.base import App, Capability, Connector, Parsed
from platforms.generic.format import BadRow, to_incoming
from platforms.reading import Findings, NotUnderstood, identifier, mapping, sequence

MAX_ITEMS = 1000


class Generic(Connector):
    slug = "generic"
    name = "Import / push"
    capabilities = frozenset({Capability.COMMENTS, Capability.DIRECT, Capability.IMPORT, Capability.WEBHOOK})

    @classmethod
    def matching_secret(
        cls, body: bytes, headers: Mapping[str, str], app: App, *, now: datetime
    ) -> str | None:
        return standard_webhooks.matching_secret(body, headers, app.secrets, now=now)

    @classmethod
    def parse(cls, payload: Mapping[str, Any]) -> Parsed:
        """Read `{"channel": "<the channel's external id>", "items": [{row}, ...]}`."""
        found = Findings()
        with found.at("payload"):
            push = mapping(payload, "payload")
            channel_id = identifier(push.get("channel"), "channel")
            rows = sequence(push.get("items"), "items")
            if len(rows) > MAX_ITEMS:
                raise NotUnderstood(f"{len(rows):,} items; at most {MAX_ITEMS:,} are taken")
            _read_rows(rows, channel_id, found)
        return found.parsed()


def _read_rows(rows: Any, channel_id: str, found: Findings) -> None:
    now = datetime.now(UTC)
    for index, row in enumerate(rows):
        path = f"items[{index}]"
        with found.at(path):
            try:
                result = to_incoming(mapping(row, "item"), default_zone=UTC, now=now)
            except BadRow as reason:
                found.note(path, str(reason))
                continue
            found.add(channel_id, result.item)
