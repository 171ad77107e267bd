"""Reads the cells of a row, which come as text from CSV and as anything from JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from platforms.cleaning import clean, is_encodable
from platforms.reading import MAX_IDENTIFIER, MAX_LABEL, shown
from platforms.times import is_plausible, parse_epoch, parse_iso

MAX_TEXT = 20_000
YES = frozenset({"1", "true", "yes", "y", "on", "x", "ja", "j", "waar", "oui", "si", "sí"})
NO = frozenset({"", "0", "false", "no", "n", "off", "nee", "nein", "onwaar", "non"})
# What a spreadsheet makes of a long id; its last digits are gone.
DAMAGED_ID = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)


class BadRow(ValueError):
    """A row cannot be used. The message is shown to the person who imports."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One row by column name, and the codes of what was changed while reading it."""

    values: Mapping[str, Any]
    warnings: set[str] = field(default_factory=set)

    def text(self, name: str) -> str:
        """Return the cell as it was written, without what cannot be stored."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise BadRow(f"{name} must be text, not {shown(value)}.")
        if not is_encodable(value):
            self.warnings.add("bad_characters")
        written = clean(value)
        if len(written) > MAX_TEXT:
            raise BadRow(f"{name} has {len(written):,} characters; at most {MAX_TEXT:,} are taken.")
        return written

    def written(self, name: str) -> str:
        """Return the cell as it came, for telling rows apart."""
        value = self.values.get(name)
        return "" if value is None else str(value).strip()

    def identifier(self, name: str) -> str:
        value = self.text(name).strip()
        if len(value) > MAX_IDENTIFIER:
            raise BadRow(f"{name} has more than {MAX_IDENTIFIER} characters.")
        if DAMAGED_ID.fullmatch(value):
            raise BadRow(f"{name} was shortened by a spreadsheet: {value}. Store it as text.")
        return value

    def label(self, name: str) -> str:
        """Return a name or title, shortened to what is kept."""
        value = self.text(name).strip()
        if len(value) > MAX_LABEL:
            self.warnings.add("shortened")
        return value[:MAX_LABEL]

    def choice(self, name: str, choices: Mapping[str, Any], default: str) -> Any:
        word = self.text(name).strip().lower() or default
        if word not in choices:
            raise BadRow(f"{name} is {shown(word)}; it can be {', '.join(choices)}.")
        return choices[word]

    def is_true(self, name: str) -> bool:
        value = self.values.get(name)
        if isinstance(value, bool):
            return value
        word = self.text(name).strip().lower()
        if word not in YES | NO:
            raise BadRow(f"{name} is {shown(word)}; it can be yes or no.")
        return word in YES

    def moment(self, name: str, *, default_zone: tzinfo, now: datetime) -> datetime | None:
        """Return the time in UTC; without a zone in the cell it is taken in `default_zone`."""
        value = self.values.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            self.warnings.add("missing_time")
            return None
        if moment := parse_epoch(value, now=now):
            return moment
        moment = parse_iso(self.text(name))
        if moment is None:
            raise BadRow(f"{name} is {shown(value)}; write it like 2026-01-31T14:05:00+01:00.")
        return self._in_utc(name, moment, default_zone, now)

    def _in_utc(self, name: str, moment: datetime, zone: tzinfo, now: datetime) -> datetime:
        if moment.tzinfo is None:
            self.warnings.add("no_zone")
            moment = moment.replace(tzinfo=zone)
        try:
            if is_plausible(moment, now=now):
                return moment.astimezone(UTC)
        except OverflowError:
            pass
        raise BadRow(f"{name} is {moment.isoformat()}, which is before 2005 or in the future.")
