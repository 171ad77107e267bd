"""TikTok: everything is answered with 200, ids are numbers in some places, and windows are short."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from .conftest import Receiver, Running, until

TOKEN = "tiktok-token"


@pytest.fixture
def account(simulator: Running) -> dict[str, Any]:
    return simulator.control("accounts", username="bakkerij.tok", token=TOKEN, platform="tiktok")


@pytest.fixture
def comment(simulator: Running, account: dict[str, Any]) -> str:
    asked = {"text": "Waar koop ik dit?", "username": "lotte.bakt"}
    return str(simulator.control("comments", account=account["id"], **asked)["id"])


class Brand:
    def __init__(self, client: httpx.Client, account: dict[str, Any]) -> None:
        self.client, self.account, self.video = client, account, account["posts"][0]

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.client.post(f"/{path}/", json={"business_id": self.account["id"], **body})
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    def get(self, path: str, **query: str) -> dict[str, Any]:
        answer = self.client.get(f"/{path}/", params={"business_id": self.account["id"], **query})
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def brand(simulator: Running, account: dict[str, Any]) -> Iterator[Brand]:
    url = simulator.client.base_url.join("/open_api/v1.3")
    with httpx.Client(base_url=url, headers={"Access-Token": TOKEN}, timeout=5, trust_env=False) as client:
        yield Brand(client, account)


def content(receiver: Receiver, number: int) -> dict[str, Any]:
    until(lambda: len(receiver.bodies) > number)
    found: dict[str, Any] = json.loads(receiver.bodies[number]["content"])
    return found


def test_it_tells_of_a_comment_in_tiktoks_shape(account, comment, receiver: Receiver) -> None:
    told = content(receiver, 0)
    assert receiver.bodies[0]["user_openid"] == account["id"]
    assert (told["comment_id"], told["comment_action"]) == (int(comment), "insert")
    assert "username" not in told
    assert receiver.requests[0][0]["tiktok-signature"].startswith("t=")


def test_it_tells_of_hiding(brand: Brand, comment, receiver: Receiver) -> None:
    brand.post("business/comment/hide", video_id=brand.video, comment_id=comment, action="HIDE")
    assert content(receiver, 1)["comment_action"] == "set_to_hidden"
    assert brand.get("business/comment/list", video_id=brand.video)["data"]["comments"] == []
    listed = brand.get("business/comment/list", video_id=brand.video, status="ALL")
    assert listed["data"]["comments"][0]["status"] == "HIDDEN"


def test_it_deletes_the_brands_own_comments_only(brand: Brand, comment) -> None:
    assert brand.post("business/comment/delete", comment_id=comment)["code"] == 40001
    asked = {"video_id": brand.video, "comment_id": comment, "text": "Hier!"}
    reply = brand.post("business/comment/reply/create", **asked)["data"]["comment_id"]
    assert brand.post("business/comment/delete", comment_id=reply)["code"] == 0


def test_it_takes_ten_messages_in_a_window(simulator: Running, account, brand: Brand, receiver) -> None:
    simulator.control("directs", account=account["id"], text="Hoi", username="lotte.bakt")
    talk = content(receiver, 0)["conversation_id"]
    codes = [
        brand.post("business/message/send", recipient=talk, text={"body": "Dag"})["code"] for _ in range(11)
    ]
    assert codes == [0] * 10 + [40001]


@pytest.mark.parametrize(
    ("fault", "code"),
    [("expired_token", 40102), ("throttled", 40100), ("quota_exceeded", 40100), ("error_500", 50000)],
)
def test_it_misbehaves_with_200(simulator: Running, brand: Brand, comment, fault, code) -> None:
    simulator.control("faults", fault=fault, account=brand.account["id"], times=1)
    assert brand.post("business/comment/like", comment_id=comment, action="LIKE")["code"] == code
    assert brand.post("business/comment/like", comment_id=comment, action="LIKE")["code"] == 0


def test_it_refuses_a_stranger(simulator: Running, account) -> None:
    url = "/open_api/v1.3/business/comment/list/"
    assert simulator.client.get(url).json()["code"] == 40104
    assert simulator.client.get(url, headers={"Access-Token": "x"}).json()["code"] == 40105


def test_nobody_edits_anything_there(simulator: Running, comment) -> None:
    answer = simulator.client.post(f"/control/comments/{comment}/edit", json={"text": "x"})
    assert answer.status_code == 400
