"""The page from which a person lets things happen and go wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Running, until


def fill_in(simulator: Running, form: str, **fields: str) -> str:
    """Send a form of the page; the page that one comes back to."""
    answer = simulator.client.post(f"/backstage/{form}", data=fields, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def test_it_tells_a_story_and_stops_it(simulator: Running) -> None:
    account = simulator.state()["accounts"][0]["id"]
    fields = {"story": "games", "rate": "100", "seconds": "60", "seed": "3", "account": account}
    assert "games is being told" in fill_in(simulator, "tell", **fields)
    until(lambda: simulator.state()["comments"])
    fill_in(simulator, "stop")
    until(lambda: "Nothing is being told" in simulator.client.get("/backstage").text)


def test_it_arms_and_clears_faults(simulator: Running) -> None:
    account = simulator.state()["accounts"][0]["id"]
    page = fill_in(simulator, "arm", fault="throttled", account=account, times="3", seconds="")
    assert "throttled ×3" in page
    [fault] = simulator.state()["faults"]
    assert (fault["account"], fault["seconds"]) == (account, None)
    assert "None is armed" in fill_in(simulator, "clear")


def test_it_sets_tricks_as_they_are_shown(simulator: Running) -> None:
    fill_in(simulator, "turn", duplicate="2", echo_first="on")
    assert simulator.state()["tricks"]["duplicate"] == 2
    assert simulator.state()["tricks"]["echo_first"]
    fill_in(simulator, "turn", duplicate="0", batch="3")
    told = simulator.state()["tricks"]
    assert {name for name, value in told.items() if value} == {"batch"}


@pytest.mark.parametrize(
    ("form", "fields", "problem"),
    [
        ("tell", {"story": "fairy_tale"}, "Give &#34;story&#34; as one of"),
        ("arm", {"fault": "gremlins"}, "Give &#34;fault&#34; as one of"),
        ("turn", {"duplicate": "999"}, "a number from 0 to 20"),
        ("turn", {"gremlins": "on"}, "Unknown: gremlins"),
    ],
)
def test_it_says_what_is_wrong(simulator: Running, form: str, fields: dict[str, str], problem: str) -> None:
    assert problem in fill_in(simulator, form, **fields)


def test_it_takes_no_form_from_elsewhere(simulator: Running) -> None:
    headers = {"Origin": "https://evil.example"}
    assert simulator.client.post("/backstage/clear", headers=headers).status_code == 403
    assert simulator.client.post("/backstage/dance").status_code == 404


def test_it_is_not_there_where_a_token_is_needed(start: Callable[..., Running]) -> None:
    assert start(control_token="secret").client.get("/backstage").status_code == 404
