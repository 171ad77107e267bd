from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Running

BAD = [
    ("comments", {}),
    ("comments", {"text": ""}),
    ("comments", {"text": 7}),
    ("comments", {"text": "x" * 2201}),
    ("comments", {"text": "x", "username": "with space"}),
    ("comments", {"text": "x", "username": "bakkerij.voorbeeld"}),
    ("comments", {"text": "x", "media_id": "1"}),
    ("comments", {"text": "x", "parent_id": "1"}),
    ("comments", {"text": "x", "account": "1"}),
    ("comments", {"text": "x", "deliver": "yes"}),
    ("comments", {"txt": "x"}),
    ("directs", {}),
    ("directs/nothing/edit", {"text": "x"}),
    ("directs/nothing/unsend", {}),
    ("faults", {"fault": "nonsense"}),
    ("faults", {"fault": "error_500", "times": 0}),
    ("faults", {"fault": "error_500", "times": 1.5}),
    ("faults", {"fault": "hang_after_act", "seconds": -1}),
    ("faults", {"fault": "error_500", "account": "1"}),
    ("tricks", {"duplicate": True}),
    ("tricks", {"duplicate": 1000}),
    ("tricks", {"echo_first": 1}),
    ("tricks", {"nonsense": True}),
    ("stories", {"story": "nonsense"}),
    ("stories", {"story": "normal_day", "rate": 0}),
    ("stories", {"story": "normal_day", "seconds": "long"}),
    ("redeliver", {"times": 0}),
    ("clock", {}),
    ("clock", {"shift_seconds": 1e12}),
    ("accounts", {"username": "bakkerij.voorbeeld", "token": "x"}),
]


@pytest.mark.parametrize(("path", "body"), BAD)
def test_it_says_what_is_wrong_with_a_request(simulator: Running, path: str, body: dict[str, object]) -> None:
    answer = simulator.client.post(f"/control/{path}", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("raw", ["{", "[]", "7", "[" * 5000, '{"text": NaN}'])
def test_it_refuses_what_is_no_json_object(simulator: Running, raw: str) -> None:
    assert simulator.client.post("/control/comments", content=raw).status_code == 400


def test_it_refuses_an_unknown_place_in_the_log(simulator: Running) -> None:
    assert simulator.client.get("/control/calls", params={"since": "yesterday"}).status_code == 400


def test_it_asks_for_the_token_when_one_is_set(start: Callable[..., Running]) -> None:
    client = start(control_token="let-me-in").client
    assert client.get("/control/state").status_code == 401
    assert client.get("/control/state", headers={"Authorization": "Bearer let-me-in"}).status_code == 200


def test_it_takes_no_requests_from_other_sites(simulator: Running) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    assert simulator.client.post("/control/reset", headers=foreign).status_code == 403
    assert simulator.client.post("/direct/", data={"text": "x"}, headers=foreign).status_code == 403


def test_it_takes_no_large_body(simulator: Running) -> None:
    assert simulator.client.post("/control/comments", json={"text": "x" * 70_000}).status_code == 413


def test_it_shows_the_state_of_one_account(simulator: Running) -> None:
    other = simulator.control("accounts", username="andere.bakker", token="t2")
    simulator.control("comments", text="Hier", account=other["id"])
    simulator.control("comments", text="Daar")
    state = simulator.client.get("/control/state", params={"account": other["id"]}).json()
    assert [comment["text"] for comment in state["comments"]] == ["Hier"]
    assert {post["id"] for post in state["posts"]} == set(other["posts"])


def test_it_tells_of_its_deliveries_alone(simulator: Running) -> None:
    told = simulator.client.get("/control/deliveries").json()
    assert told == simulator.state()["deliveries"]
    assert told["pending"] == 0


def test_it_is_healthy(simulator: Running) -> None:
    assert simulator.client.get("/healthz").json() == {"status": "ok"}
