"""From notices to deliveries: where the tricks on order, number and content are played. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from simulator.payloads import COMMENTS, Notice, envelope
from simulator.tricks import Tricks

UNKNOWN = {"id": "1", "note": "a field of tomorrow"}


@dataclass(kw_only=True)
class Delivery:
    """One webhook request that has to arrive."""

    body: str
    lane: str
    account_id: str
    first_at: float
    tries: int = 0
    is_repeat: bool = False


def group_size(tricks: Tricks) -> int:
    """How many notices are waited for before anything is packed."""
    return max(1, tricks.batch, tricks.reorder)


def pack(notices: Sequence[Notice], tricks: Tricks, *, random: Random, now: float) -> list[Delivery]:
    """The deliveries for a group of notices."""
    ordered = [copy for notice in notices for copy in _copies(notice, tricks)]
    if tricks.reorder:
        random.shuffle(ordered)
    made = [_delivery(part, tricks, now=now) for part in _parts(ordered, max(1, tricks.batch))]
    return [replace(delivery) for delivery in made for _ in range(1 + tricks.duplicate)]


def _copies(notice: Notice, tricks: Tricks) -> list[Notice]:
    # Meta warns of a second notification for comments on ads and boosted posts.
    return [notice, notice] if tricks.ad_twice and notice.is_ad else [notice]


def _parts(notices: Sequence[Notice], size: int) -> Iterator[Sequence[Notice]]:
    return (notices[start : start + size] for start in range(0, len(notices), size))


def _delivery(notices: Sequence[Notice], tricks: Tricks, *, now: float) -> Delivery:
    shaped = [_shaped(notice, tricks) for notice in notices]
    if tricks.unknown_field:
        shaped.append(replace(notices[-1], field="something_new", value=dict(UNKNOWN)))
    body = envelope(shaped, entry_level=tricks.entry_level).decode()
    return Delivery(body=body, lane=notices[0].thread, account_id=notices[0].account_id, first_at=now)


def _shaped(notice: Notice, tricks: Tricks) -> Notice:
    value = dict(notice.value)
    if tricks.missing_from and notice.field == COMMENTS:
        value.pop("from", None)
    if tricks.unknown_field:
        value["something_new"] = "x"
    return replace(notice, value=value)
