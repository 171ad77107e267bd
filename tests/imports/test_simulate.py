"""`simulate` against a real simulator on a port of its own."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import httpx
import pytest
import uvicorn
from django.core.management import CommandError, call_command

from simulator.app import build
from simulator.config import Config


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(build(Config(app_secret="secret")), log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def simulate(simulator: str, settings) -> Callable[..., str]:
    settings.SIMULATOR_URL = simulator

    def run(*arguments: str) -> str:
        output = StringIO()
        call_command("simulate", *arguments, stdout=output)
        return output.getvalue()

    return run


def test_it_tells_a_story_to_its_end(simulate):
    said = simulate("--story", "spam_wave", "--rate", "40", "--seconds", "0.5", "--seed", "3")
    assert "The story spam_wave has ended after" in said
    assert "after 0 events" not in said


def test_it_starts_and_stops_a_story(simulate):
    assert simulate("--story", "normal_day", "--no-wait") == (
        "Started: normal_day at 2 events a second for 60 seconds.\n"
    )
    assert "Running: normal_day" in simulate("--list")
    assert simulate("--stop") == "No story runs now.\n"
    assert "Running" not in simulate("--list")


def test_it_names_the_stories(simulate):
    assert {"normal_day", "viral_post", "spam_wave"} <= set(simulate("--list").split())


def test_it_lets_things_go_wrong_meanwhile_and_no_longer(simulate, simulator):
    arguments = ("--story", "games", "--rate", "40", "--seconds", "0.5", "--faults", "drop, throttled")
    said = simulate(*arguments, "--no-wait")
    assert "until `manage.py simulate --stop`" in said
    state = httpx.get(f"{simulator}/control/state").json()
    assert state["tricks"]["drop"] == 4
    assert [(fault["fault"], fault["times"]) for fault in state["faults"]] == [("throttled", 5)]
    simulate(*arguments)
    assert_all_is_well(simulator)


@pytest.mark.parametrize(
    ("story", "faults"), [("fairy_tale", "drop,throttled"), ("normal_day", "drop,throttled,gremlins")]
)
def test_a_wrong_name_leaves_nothing_behind(simulate, simulator, story, faults):
    simulate("--stop")
    with pytest.raises(CommandError):
        simulate("--story", story, "--faults", faults)
    assert_all_is_well(simulator)
    assert "Running" not in simulate("--list")


def test_another_story_that_is_started_meanwhile_ends_the_trouble(simulate, simulator):
    timer = threading.Timer(1, httpx.post, [f"{simulator}/control/stories"], {"json": {"story": "games"}})
    timer.start()
    with pytest.raises(CommandError, match="Another story"):
        simulate("--story", "normal_day", "--seconds", "30", "--faults", "drop,throttled")
    timer.join()
    assert_all_is_well(simulator)
    simulate("--stop")


def assert_all_is_well(simulator: str) -> None:
    state = httpx.get(f"{simulator}/control/state").json()
    assert not any(state["tricks"].values())
    assert not state["faults"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--story", "fairy_tale"], "one of: .*spam_wave"),
        (["--story", "normal_day", "--rate", "0"], "rate.*0.001 to 1000"),
        (["--story", "normal_day", "--rate", "nan"], "rate: invalid"),
        (["--story", "normal_day", "--faults", "gremlins"], "one of: expired_token.*trick: duplicate"),
        ([], "one of the arguments"),
    ],
)
def test_it_says_what_cannot_be_told(simulate, arguments, said):
    with pytest.raises(CommandError, match=said):
        simulate(*arguments)


def test_it_finds_the_simulator_that_make_up_started(simulate, simulator, settings, tmp_path: Path):
    settings.SIMULATOR_URL, settings.DATA_DIR = "", tmp_path
    (tmp_path / "run.json").write_text(json.dumps({"simulator_url": simulator}))
    assert "normal_day" in simulate("--list")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://", "nonsense"])
def test_it_says_that_no_simulator_answers(simulate, settings, url):
    settings.SIMULATOR_URL = url
    with pytest.raises(CommandError, match="No simulator answers"):
        simulate("--list")


def test_it_says_that_the_address_is_none(simulate, settings):
    settings.SIMULATOR_URL = "http://[::"
    with pytest.raises(CommandError, match="SIMULATOR_URL is no web address"):
        simulate("--list")
