"""How deliveries may be made difficult. All off unless the control API says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from simulator.model import Json


@dataclass(kw_only=True)
class Tricks:
    """The switches; numbers are 0 and booleans false when off."""

    duplicate: int = 0
    reorder: int = 0
    delay_seconds: float = 0.0
    batch: int = 0
    echo_first: bool = False
    unknown_field: bool = False
    missing_from: bool = False
    wrong_signature: bool = False
    stale_timestamp: bool = False
    entry_level: bool = False
    ad_twice: bool = False
    numeric_ids: bool = False
    drop: int = 0
    oversized: bool = False

    def off(self) -> None:
        """Back to a well-behaved platform."""
        for field in fields(self):
            setattr(self, field.name, field.default)

    def set(self, wanted: Mapping[str, bool | float]) -> Json:
        """Turn these on or off."""
        for name, value in wanted.items():
            setattr(self, name, value)
        return self.as_json()

    def as_json(self) -> Json:
        return asdict(self)


LIMITS: dict[str, float] = {
    "duplicate": 20,
    "reorder": 1000,
    "delay_seconds": 3600,
    "batch": 1000,
    "drop": 1000,
}
NAMES = tuple(field.name for field in fields(Tricks))
