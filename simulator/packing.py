"""From notices to deliveries: where the tricks on order, number and content are played. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from simulator.linkedin import payloads as linkedin
from simulator.model import INSTAGRAM, LINKEDIN, TELEGRAM, TIKTOK, Json, X
from simulator.payloads import COMMENTS, FEED, Notice, envelope
from simulator.telegram import payloads as telegram
from simulator.tiktok import payloads as tiktok
from simulator.tricks import Tricks
from simulator.x import payloads as x

# Of platforms that tell one thing at a time.
SINGLE = {TIKTOK: tiktok.body, TELEGRAM: telegram.body, X: x.body}
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
    platform: str = INSTAGRAM


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
    """Of one platform each: they have different addresses."""
    for platform in dict.fromkeys(notice.platform for notice in notices):
        its_own = [notice for notice in notices if notice.platform == platform]
        step = 1 if platform in SINGLE else size
        yield from (its_own[start : start + step] for start in range(0, len(its_own), step))


def _delivery(notices: Sequence[Notice], tricks: Tricks, *, now: float) -> Delivery:
    shaped = [_shaped(notice, tricks) for notice in notices]
    if tricks.unknown_field:
        shaped.append(replace(notices[-1], field="something_new", value=dict(UNKNOWN)))
    first = notices[0]
    if first.platform in SINGLE:
        body = SINGLE[first.platform](shaped[0]).decode()
    elif first.platform == LINKEDIN:
        body = linkedin.envelope(shaped).decode()
    else:
        body = envelope(shaped, entry_level=tricks.entry_level).decode()
    return Delivery(
        body=body, lane=first.thread, account_id=first.account_id, first_at=now, platform=first.platform
    )


def _shaped(notice: Notice, tricks: Tricks) -> Notice:
    value = dict(notice.value)
    if tricks.missing_from and (notice.field in (COMMENTS, FEED) or notice.platform == TELEGRAM):
        value.pop("from", None)
    if tricks.unknown_field:
        value["something_new"] = "x"
    return replace(notice, value=_with_numbers(value) if tricks.numeric_ids else value)


def _with_numbers(value: Json) -> Json:
    """Ids as numbers where they can be, as Meta's old payloads have them."""
    return {name: _as_number(name, inner) for name, inner in value.items()}


def _as_number(name: str, value: object) -> object:
    if isinstance(value, dict):
        return _with_numbers(value)
    if isinstance(value, list):
        return [_as_number(name, inner) for inner in value]
    is_id = name == "id" or name.endswith("_id")
    return int(value) if is_id and isinstance(value, str) and value.isdigit() else value
