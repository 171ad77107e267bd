"""A YouTube channel: nobody is told anything, every question costs, and moderation has four states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator.youtube.errors import TubeError
from simulator.youtube.quota import UNITS_A_DAY, Quota

from .conftest import Receiver, Running

TOKEN = "tube-token"


@pytest.fixture
def channel(simulator: Running) -> dict[str, Any]:
    return simulator.control("accounts", username="bakkerij.tv", token=TOKEN, platform="youtube")


@pytest.fixture
def brand(simulator: Running, channel: dict[str, Any]) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    url = simulator.client.base_url.join("/youtube/v3")
    with httpx.Client(base_url=url, headers=headers, timeout=5, trust_env=False) as client:
        yield client


@pytest.fixture
def comment(simulator: Running, channel: dict[str, Any]) -> str:
    asked = {"text": "Welke bloem?", "username": "lotte.bakt"}
    return str(simulator.control("comments", account=channel["id"], **asked)["id"])


def threads(brand: httpx.Client, **query: str) -> list[dict[str, Any]]:
    answer = brand.get("/commentThreads", params={"part": "snippet,replies", **query})
    assert answer.is_success, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def moderate(brand: httpx.Client, comment_id: str, status: str, **query: str) -> httpx.Response:
    params = {"id": comment_id, "moderationStatus": status, **query}
    return brand.post("/comments/setModerationStatus", params=params)


def reason(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["errors"][0]["reason"])


def test_it_tells_nobody_and_lists_when_asked(channel, brand, comment, receiver: Receiver) -> None:
    [thread] = threads(brand, allThreadsRelatedToChannelId=channel["id"])
    snippet = thread["snippet"]["topLevelComment"]["snippet"]
    assert (thread["id"], snippet["textOriginal"]) == (comment, "Welke bloem?")
    assert snippet["authorDisplayName"] == "@lotte.bakt"
    assert not receiver.requests


def test_it_has_a_list_for_every_status(channel, brand, comment) -> None:
    assert moderate(brand, comment, "heldForReview").status_code == 204
    mine = {"allThreadsRelatedToChannelId": channel["id"]}
    assert threads(brand, **mine) == []
    assert [thread["id"] for thread in threads(brand, moderationStatus="heldForReview", **mine)] == [comment]
    moderate(brand, comment, "published")
    assert len(threads(brand, **mine)) == 1


def test_it_takes_replies_to_the_first_comment_only(channel, brand, comment) -> None:
    body = {"snippet": {"parentId": comment, "textOriginal": "Tarwebloem!"}}
    reply = brand.post("/comments", params={"part": "snippet"}, json=body).json()["id"]
    assert reply.startswith(comment + ".")
    body["snippet"]["parentId"] = reply
    assert reason(brand.post("/comments", json=body)) == "operationNotSupported"
    [listed] = brand.get("/comments", params={"parentId": comment}).json()["items"]
    assert listed["snippet"]["parentId"] == comment


def test_it_bans_an_author_only_together_with_the_comment(simulator, channel, brand, comment) -> None:
    assert reason(moderate(brand, comment, "heldForReview", banAuthor="true")) == "banWithoutReject"
    moderate(brand, comment, "rejected", banAuthor="true")
    asked = {"account": channel["id"], "text": "Hallo?", "username": "lotte.bakt"}
    assert simulator.client.post("/control/comments", json=asked).status_code == 400


def test_it_gives_the_quota_back_with_a_new_first_day() -> None:
    quota = Quota()
    quota.take("UC1", UNITS_A_DAY, 0.0)
    with pytest.raises(TubeError):
        quota.take("UC1", 1, 0.0)
    quota.clear()
    quota.take("UC1", UNITS_A_DAY, 0.0)


def test_it_gives_the_quota_back_at_midnight_in_california(
    simulator: Running, channel, brand, comment
) -> None:
    for _ in range(200):
        moderate(brand, comment, "published")
    assert reason(moderate(brand, comment, "published")) == "quotaExceeded"
    assert reason(brand.get("/commentThreads", params={"videoId": channel["posts"][0]})) == "quotaExceeded"
    simulator.control("clock", shift_seconds=24 * 3600)
    assert moderate(brand, comment, "published").status_code == 204


def test_it_pages_without_losing_or_repeating(simulator: Running, channel, brand) -> None:
    made = [simulator.control("comments", account=channel["id"], text=f"{n}")["id"] for n in range(7)]
    found, token = [], ""
    while True:
        params = {"videoId": channel["posts"][0], "maxResults": "3", "pageToken": token}
        answer = brand.get("/commentThreads", params=params).json()
        found += [thread["id"] for thread in answer["items"]]
        if not (token := answer.get("nextPageToken", "")):
            break
    assert sorted(found) == sorted(made)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("expired_token", "authError"),
        ("throttled", "rateLimitExceeded"),
        ("quota_exceeded", "quotaExceeded"),
        ("error_500", "backendError"),
    ],
)
def test_it_misbehaves_in_its_own_words(simulator: Running, channel, brand, comment, fault, told) -> None:
    simulator.control("faults", fault=fault, account=channel["id"], times=1)
    assert reason(moderate(brand, comment, "rejected")) == told
    assert moderate(brand, comment, "rejected").status_code == 204


def test_it_does_the_act_though_the_answer_is_lost(simulator: Running, channel, brand, comment) -> None:
    simulator.control("faults", fault="drop_after_act", times=1)
    body = {"snippet": {"parentId": comment, "textOriginal": "Tarwebloem!"}}
    with pytest.raises(httpx.RemoteProtocolError):
        brand.post("/comments", json=body)
    assert len(brand.get("/comments", params={"parentId": comment}).json()["items"]) == 1
