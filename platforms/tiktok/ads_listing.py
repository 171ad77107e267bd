"""Asks TikTok for comments below ads: ad group by ad group, from one day to another.

An ad is known here as `<ad group>_<ad>`, because a list can be asked for of an ad group only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from platforms.base import Action, Author, Incoming, Kind, Listing, PostRef
from platforms.cleaning import clean_json
from platforms.errors import Transient
from platforms.reading import (
    SIGNED_FOR,
    Findings,
    NotUnderstood,
    identifier,
    label,
    mapping,
    optional_identifier,
    sequence,
    text,
)
from platforms.tiktok.api import Api
from platforms.times import is_plausible, parse_iso

PAGE_SIZE, GROUPS_A_PAGE = 50, 100
# The documents name no longest range; a month is what TikTok's own screen shows.
MONTH = timedelta(days=30)
STATUSES = {"HIDDEN": True, "PUBLIC": False}


@dataclass(slots=True)
class Page:
    """What one page of comments says. `hidden` is by the comment's id."""

    found: Findings = field(default_factory=Findings)
    hidden: dict[str, bool] = field(default_factory=dict)
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading goes on: a page of ad groups, one of them, and a page of its comments."""

    groups: int = 1
    group: int = 0
    page: int = 1

    @classmethod
    def read(cls, cursor: str) -> Place:
        parts = cursor.split()
        return cls(*map(int, parts)) if len(parts) == 3 and all(map(str.isdecimal, parts)) else cls()

    def __str__(self) -> str:
        return f"{self.groups} {self.group} {self.page}"


def recent(api: Api, account_id: str, *, since: datetime | None, cursor: str, now: datetime) -> Listing:
    """Return a page of one ad group's comments since then; `cursor` leads through all ad groups."""
    place = Place.read(cursor)
    groups, is_last = _groups(api, account_id, place.groups)
    if place.group >= len(groups):
        return Listing(items=(), cursor="" if is_last else str(Place(place.groups + 1)))
    start = max(since, now - MONTH) if since else now - MONTH
    page = _ask(api, account_id, groups[place.group], place.page, start, now)
    following = Place(place.groups, place.group + 1)
    if not page.is_last:
        following = Place(place.groups, place.group, place.page + 1)
    parsed = page.found.parsed()
    return Listing(parsed.items.get(SIGNED_FOR, ()), page.hidden, str(following), parsed.unknown)


def below(api: Api, account_id: str, post_id: str, *, cursor: str, now: datetime) -> Listing:
    """Return a page of the last month's comments below one ad. It is never the whole of them."""
    number = int(cursor) if cursor.isdecimal() else 1
    page = _ask(api, account_id, post_id.partition("_")[0], number, now - MONTH, now)
    parsed = page.found.parsed()
    items = [
        item for item in parsed.items.get(SIGNED_FOR, ()) if item.post and item.post.external_id == post_id
    ]
    following = "" if page.is_last else str(number + 1)
    return Listing(items, page.hidden, following, parsed.unknown, is_whole=False)


def read(answer: object) -> Page:
    """Read an answer's comments. Never raises for what it does not know."""
    page = Page()
    with page.found.at("data"):
        data = mapping(answer, "data")
        rows = sequence(data.get("comments"), "comments")
        for index, row in enumerate(rows):
            with page.found.at(f"comments[{index}]"):
                _read_comment(mapping(row, "comment"), page)
        if not rows:
            page.found.ignore()
        info = mapping(data.get("page_info", {}), "page_info")
        page.is_last = not rows or _number(info.get("page")) >= _number(info.get("total_page"))
    return page


def _ask(api: Api, account_id: str, group: str, number: int, start: datetime, now: datetime) -> Page:
    answer = api.get(
        "comment/list",
        advertiser_id=account_id,
        search_field="ADGROUP_ID",
        search_value=group,
        # Days of TikTok's clock: from the one before, so that none is missed for its zone.
        start_time=f"{start - timedelta(days=1):%Y-%m-%d}",
        end_time=f"{now + timedelta(days=1):%Y-%m-%d}",
        sort_field="CREATE_TIME",
        page=str(number),
        page_size=str(PAGE_SIZE),
    )
    return read(answer)


def _groups(api: Api, account_id: str, number: int) -> tuple[list[str], bool]:
    """Return the ids of a page of ad groups, and whether it is the last one."""
    answer = api.get(
        "adgroup/get",
        advertiser_id=account_id,
        fields=json.dumps(["adgroup_id"]),
        page=str(number),
        page_size=str(GROUPS_A_PAGE),
    )
    try:
        rows = sequence(answer.get("list"), "list")
        ids = [identifier(mapping(row, "ad group").get("adgroup_id"), "adgroup_id") for row in rows]
        info = mapping(answer.get("page_info", {}), "page_info")
    except NotUnderstood as reason:
        raise Transient("TikTok's list of ad groups cannot be read.") from reason
    return ids, not ids or number >= _number(info.get("total_page"))


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _read_comment(row: Mapping[str, Any], page: Page) -> None:
    external_id = identifier(row.get("comment_id"), "comment_id")
    original = row.get("original_comment_id")
    parent_id = "" if original in (0, "0") else optional_identifier(original, "original_comment_id")
    ad_id = identifier(row.get("ad_id"), "ad_id")
    occurred_at = _moment(row.get("create_time"))
    post_id = f"{identifier(row.get('adgroup_id'), 'adgroup_id')}_{ad_id}"
    author_id = optional_identifier(row.get("user_id"), "user_id")
    item = Incoming(
        action=Action.CREATE,
        kind=Kind.COMMENT,
        external_id=external_id,
        thread_id=parent_id or external_id,
        author=Author(author_id, label(row.get("user_name"), "user_name")) if author_id else None,
        text=text(row.get("content"), "content"),
        occurred_at=occurred_at,
        parent_id=parent_id,
        post=PostRef(identifier(post_id, "ad"), _title(row), is_ad=True, ad_id=ad_id),
        # Only one's own comments can be deleted, and nothing else tells them apart.
        is_own=row.get("can_delete") is True,
        raw=clean_json(row),
    )
    page.found.add(SIGNED_FOR, item)
    status = row.get("comment_status")
    if isinstance(status, str) and status in STATUSES:
        page.hidden[external_id] = STATUSES[status]
    if occurred_at is None:
        raise NotUnderstood("the time is missing or cannot be true")


def _title(row: Mapping[str, Any]) -> str:
    return label(row.get("ad_text"), "ad_text") or label(row.get("ad_name"), "ad_name")


def _moment(value: object) -> datetime | None:
    """Return a moment that TikTok writes without its zone, which is UTC."""
    moment = parse_iso(value) if isinstance(value, str) else None
    if moment is None:
        return None
    moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return moment if is_plausible(moment, now=datetime.now(UTC)) else None
