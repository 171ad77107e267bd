"""Comments below TikTok ads: asked for ad group by ad group, hidden by the ad account."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from platforms import errors
from platforms.access import Profile
from platforms.base import Credentials
from platforms.tiktok import ads_listing
from platforms.tiktok.ads import TikTokAds
from platforms.tiktok.api import Api

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)
ADVERTISER, GROUP, AD = "7000", "1780000000000001", "1790000000000001"
COMMENT, REPLY, HIDDEN = "7247303576418566777", "7247303576418566778", "7247303576418566779"
EMPTY = {"comments": [], "page_info": {"page": 1, "total_page": 0}}


@pytest.fixture
def ads(platform):
    return TikTokAds(Credentials(ADVERTISER, "token-1", platform.url))


@pytest.fixture
def api(platform):
    return Api(platform.url, "token-1")


def answer(data):
    return {"code": 0, "message": "OK", "data": data}


def groups(*ids: str, page: int = 1, of: int = 1):
    rows = [{"adgroup_id": name} for name in ids]
    return answer({"list": rows, "page_info": {"page": page, "total_page": of}})


def asked(call) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(call.path).query).items()}


def test_it_reads_a_comment_with_the_ad_it_is_below(sample):
    [items] = TikTokAds.parse(sample("tiktok_ads", "comment")).items.values()
    [item] = items
    assert (item.external_id, item.text, item.author.handle) == (COMMENT, "nep!", "anoniem")
    assert (item.post.external_id, item.post.ad_id, item.post.is_ad) == (f"{GROUP}_{AD}", AD, True)
    assert item.occurred_at == datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)


def test_it_tells_its_own_answers_and_what_is_hidden(sample):
    page = ads_listing.read(sample("tiktok_ads", "reply_and_hidden"))
    [items] = page.found.parsed().items.values()
    assert [(item.external_id, item.parent_id, item.is_own) for item in items] == [
        (REPLY, COMMENT, True),
        (HIDDEN, "", False),
    ]
    assert page.hidden == {REPLY: False, HIDDEN: True}


def test_it_goes_through_all_pages_of_all_ad_groups(platform, api, sample):
    first = sample("tiktok_ads", "reply_and_hidden")
    last = sample("tiktok_ads", "comment")
    platform.answers(groups("1", "2", of=2), answer(first), groups("1", "2", of=2), answer(last))
    platform.answers(groups("1", "2", of=2), answer(EMPTY), groups("1", "2", of=2))
    platform.answers(groups("3", page=2, of=2), answer(EMPTY), groups("3", page=2, of=2))
    found, cursor, places = [], "", []
    while True:
        listing = ads_listing.recent(api, ADVERTISER, since=None, cursor=cursor, now=NOW)
        found += [item.external_id for item in listing.items]
        cursor = listing.cursor
        if not cursor:
            break
        places.append(cursor)
    assert found == [REPLY, HIDDEN, COMMENT]
    assert places == ["1 0 2", "1 1 1", "1 2 1", "2 0 1", "2 1 1"]
    assert not platform.scripts


@pytest.mark.parametrize(
    ("since", "start"), [(None, "2025-12-02"), (datetime(2025, 1, 1, tzinfo=UTC), "2025-12-02")]
)
def test_it_asks_for_no_more_than_a_month(platform, api, since, start):
    platform.answers(groups(GROUP), answer(EMPTY))
    ads_listing.recent(api, ADVERTISER, since=since, cursor="", now=NOW)
    query = asked(platform.received[1])
    assert (query["start_time"], query["end_time"]) == (start, "2026-01-03")
    assert (query["search_field"], query["search_value"]) == ("ADGROUP_ID", GROUP)


def test_it_keeps_to_one_ad_and_never_says_that_it_saw_all(platform, ads, sample):
    platform.answers(answer(sample("tiktok_ads", "reply_and_hidden")))
    listing = ads.read_post(post_id=f"{GROUP}_{AD}")
    assert [item.external_id for item in listing.items] == [REPLY]
    assert (listing.cursor, listing.is_whole) == ("2", False)


@pytest.mark.parametrize(("is_hidden", "operation"), [(True, "HIDDEN"), (False, "PUBLIC")])
def test_it_hides_and_shows_a_comment(platform, ads, is_hidden, operation):
    platform.answers(answer({}))
    ads.hide(comment_id=COMMENT, is_hidden=is_hidden)
    [call] = platform.received
    assert call.path == "/open_api/v1.3/comment/status/update/"
    assert json.loads(call.body) == {
        "advertiser_id": ADVERTISER,
        "comment_ids": [COMMENT],
        "operation": operation,
    }


@pytest.mark.parametrize("rows", ["x", [5], [{"adgroup_id": None}]])
def test_it_comes_back_when_it_cannot_read_the_ad_groups(platform, ads, rows):
    platform.answers(answer({"list": rows}))
    with pytest.raises(errors.Transient):
        ads.read_recent(since=NOW)


def test_it_names_the_ad_account(platform, ads):
    platform.answers(answer({"list": [{"advertiser_id": ADVERTISER, "name": "Bakkerij"}]}))
    assert ads.verify() == Profile(ADVERTISER, "Bakkerij")
