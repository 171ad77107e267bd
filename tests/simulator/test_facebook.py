"""A Facebook Page: its own ids, shapes and rules on the same wire."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator.graph.policy import DAY

from .conftest import GRAPH, Receiver, Running, code, until


@pytest.fixture
def page(simulator: Running) -> dict[str, Any]:
    return simulator.control("accounts", username="bakkerij.pagina", token="page-token", platform="facebook")


@pytest.fixture
def brand(simulator: Running, page: dict[str, Any]) -> Iterator[httpx.Client]:
    url, token = simulator.client.base_url.join(GRAPH), {"Authorization": "Bearer page-token"}
    with httpx.Client(base_url=url, headers=token, timeout=5, trust_env=False) as client:
        yield client


@pytest.fixture
def comment(simulator: Running, page: dict[str, Any], receiver: Receiver) -> str:
    asked = {"text": "Wat is de levertijd?", "username": "lotte.bakt"}
    made = simulator.control("comments", account=page["id"], **asked)
    until(lambda: receiver.requests)
    return str(made["id"])


def last_value(receiver: Receiver, count: int) -> dict[str, Any]:
    until(lambda: len(receiver.values) >= count)
    return receiver.values[-1]


def test_it_spells_ids_as_facebook_does(page: dict[str, Any], comment: str) -> None:
    assert all(post.startswith(page["id"] + "_") for post in page["posts"])
    assert comment.split("_", maxsplit=1)[0] == page["posts"][0].split("_")[1]


def test_it_tells_of_a_comment_in_the_shape_of_a_feed(page, comment, receiver: Receiver) -> None:
    [body] = receiver.bodies
    [entry] = body["entry"]
    [change] = entry["changes"]
    assert (body["object"], entry["id"], change["field"]) == ("page", page["id"], "feed")
    value = change["value"]
    assert (value["item"], value["verb"], value["comment_id"]) == ("comment", "add", comment)
    assert value["parent_id"] == value["post_id"] == page["posts"][0]


@pytest.mark.parametrize("verb", ["edited", "remove"])
def test_it_tells_what_people_do_with_their_comments(simulator: Running, comment, receiver, verb) -> None:
    if verb == "edited":
        simulator.control(f"comments/{comment}/edit", text="Wat is de levertijd naar Gent?")
    else:
        simulator.client.delete(f"/control/comments/{comment}")
    value = last_value(receiver, 2)
    assert (value["verb"], value["comment_id"]) == (verb, comment)
    assert value.get("message") == ("Wat is de levertijd naar Gent?" if verb == "edited" else None)


def test_it_tells_of_hiding_once(brand: httpx.Client, comment, receiver: Receiver) -> None:
    for hidden in ("true", "true", "false"):
        assert brand.post(f"/{comment}", data={"is_hidden": hidden}).json() == {"success": True}
    until(lambda: len(receiver.values) == 3)
    assert [value["verb"] for value in receiver.values] == ["add", "hide", "unhide"]


def test_it_lists_what_the_page_answered(brand: httpx.Client, comment) -> None:
    reply = brand.post(f"/{comment}/comments", data={"message": "Twee dagen!"}).json()["id"]
    asked = {"filter": "stream", "fields": "id,message,parent"}
    listed = brand.get(f"/{comment}/comments", params=asked).json()
    assert listed["data"] == [{"id": reply, "message": "Twee dagen!", "parent": {"id": comment}}]


def test_it_likes_and_edits_its_own_only(brand: httpx.Client, comment) -> None:
    assert brand.post(f"/{comment}/likes").json() == {"success": True}
    assert brand.get(f"/{comment}", params={"fields": "user_likes"}).json()["user_likes"] is True
    assert code(brand.post(f"/{comment}", data={"message": "x"})) == (200, None)
    reply = brand.post(f"/{comment}/comments", data={"message": "Twee dagen!"}).json()["id"]
    assert brand.post(f"/{reply}", data={"message": "Drie dagen!"}).is_success


def test_it_keeps_a_blocked_person_out(simulator: Running, page, brand, comment, receiver: Receiver) -> None:
    person = receiver.values[0]["from"]["id"]
    assert brand.post("/me/blocked", data={"psid": f'["{person}", "1"]'}).json() == {person: True, "1": False}
    answer = simulator.client.post(
        "/control/comments", json={"account": page["id"], "text": "Hallo?", "username": "lotte.bakt"}
    )
    assert answer.status_code == 400


def test_it_closes_messengers_window_with_its_own_code(simulator: Running, page, brand) -> None:
    sent = simulator.control("directs", account=page["id"], text="Hallo", username="lotte.bakt")
    body = {"recipient": {"id": sent["from"]}, "message": {"text": "x" * 2000}}
    assert brand.post("/me/messages", json=body).is_success
    assert code(brand.post("/me/messages", json=body | {"message": {"text": "x" * 2001}})) == (100, None)
    simulator.control("clock", shift_seconds=DAY + 1)
    assert code(brand.post("/me/messages", json=body)) == (10, 2018278)


def test_it_keeps_platforms_apart_in_batches(simulator: Running, page, receiver: Receiver) -> None:
    simulator.control("tricks", batch=4)
    for account in (None, page["id"], None, page["id"]):
        simulator.control("comments", text="Hoi", **({"account": account} if account else {}))
    until(lambda: len(receiver.bodies) == 2)
    assert sorted(body["object"] for body in receiver.bodies) == ["instagram", "page"]
    assert len(receiver.values) == 4
