from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from .conftest import Running, code, until


@pytest.fixture
def comment(simulator: Running) -> str:
    return str(simulator.control("comments", text="Prijs?", deliver=False)["id"])


def replies(simulator: Running) -> list[str]:
    return [found["text"] for found in simulator.state()["comments"] if found["by_brand"]]


def test_it_lets_the_token_expire(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="expired_token", times=1)
    answer = simulator.reply(comment)
    assert (answer.status_code, code(answer)) == (401, (190, 463))
    assert simulator.reply(comment).status_code == 200


def test_it_throttles_and_says_for_how_many_minutes(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="throttled", seconds=300)
    answer = simulator.reply(comment)
    usage = json.loads(answer.headers["X-Business-Use-Case-Usage"])
    assert (answer.status_code, code(answer)) == (403, (4, None))
    assert usage["17841400000000001"][0]["estimated_time_to_regain_access"] == 5


def test_it_ends_a_throttle_after_its_seconds(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="throttled", seconds=300)
    simulator.control("clock", shift_seconds=301)
    assert simulator.reply(comment).status_code == 200


def test_it_fails_without_having_done_anything(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="error_500", times=1)
    assert simulator.reply(comment).status_code == 500
    assert replies(simulator) == []
    assert simulator.calls()[0]["outcome"] == "error_500"


def test_it_keeps_reads_apart_from_writes(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="error_500")
    assert simulator.brand.get("/me").status_code == 200
    simulator.control("faults", fault="error_500", calls="reads")
    assert simulator.brand.get("/me").status_code == 500


def test_it_hangs_before_the_act_and_does_nothing(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="hang_before_act", times=1, seconds=0.3)
    with pytest.raises(httpx.ReadTimeout):
        simulator.brand.post(f"/{comment}/replies", data={"message": "Hallo"}, timeout=0.1)
    until(simulator.calls)
    assert replies(simulator) == []


def test_it_has_done_the_act_while_the_answer_hangs(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="hang_after_act", times=1, seconds=30)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            simulator.brand.post, f"/{comment}/replies", data={"message": "Hallo"}, timeout=2
        )
        until(lambda: replies(simulator))
        assert [(call["outcome"], call["done"]) for call in simulator.calls()] == [("hang_after_act", True)]
        with pytest.raises(httpx.ReadTimeout):
            waiting.result()


def test_it_drops_the_connection_after_the_act(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="drop_after_act", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        simulator.reply(comment)
    assert replies(simulator) == ["Vanaf 25 euro!"]


def test_it_answers_500_after_the_act(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="drop_after_act", times=1, close=False)
    assert simulator.reply(comment).status_code == 500
    assert replies(simulator) == ["Vanaf 25 euro!"]


def test_it_saves_a_fault_for_an_act_that_is_done(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="drop_after_act", times=1, close=False)
    assert simulator.reply("17960000000000999").status_code == 400
    assert simulator.reply(comment).status_code == 500


def test_it_troubles_only_the_account_named(simulator: Running, comment: str) -> None:
    other = simulator.control("accounts", username="andere.bakker", token="other-token")["id"]
    simulator.control("faults", fault="expired_token", account=other)
    assert simulator.reply(comment).status_code == 200
    assert code(simulator.client.get("/v26.0/me", params={"access_token": "other-token"})) == (190, 463)


def test_it_forgets_faults_when_told(simulator: Running, comment: str) -> None:
    simulator.control("faults", fault="expired_token")
    simulator.client.delete("/control/faults")
    assert simulator.reply(comment).status_code == 200
