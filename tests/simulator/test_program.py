from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from simulator.config import Config, ConfigError, read

from .conftest import until

ROOT = Path(__file__).parents[2]


def test_it_reads_the_environment_and_prefers_the_command_line() -> None:
    environ = {
        "SIMULATOR_APP_SECRET": "s",
        "SIMULATOR_PORT": "9000",
        "SIMULATOR_STORY": "none",
        "SIMULATOR_RATE": "2",
    }
    assert read(["--rate", "3"], environ) == Config(app_secret="s", port=9000, story="", rate=3.0)


@pytest.mark.parametrize("environ", [{}, {"SIMULATOR_APP_SECRET": "s", "SIMULATOR_RATE": "0"}])
def test_it_refuses_settings_that_cannot_work(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        read([], environ)


@pytest.mark.parametrize(
    ("environ", "arguments", "hint"),
    [({}, [], "SIMULATOR_APP_SECRET"), ({"SIMULATOR_APP_SECRET": "s"}, ["--story", "x"], "normal_day")],
)
def test_it_ends_with_2_when_it_is_set_up_wrongly(
    environ: dict[str, str], arguments: list[str], hint: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "simulator", *arguments],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert hint in ended.stderr


def test_it_ends_soon_on_sigterm_with_an_answer_still_open(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    arguments = ["--port", port, "--data", str(tmp_path / "world.json")]
    environ = os.environ | {"SIMULATOR_APP_SECRET": "s"}
    program = subprocess.Popen(
        [sys.executable, "-m", "simulator", *arguments], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL
    )
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        until(lambda: _is_up(client), seconds=15)
        client.post("/control/faults", json={"fault": "hang_before_act", "seconds": 60})
        with pytest.raises(httpx.ReadTimeout):
            client.post("/v26.0/me/messages", data={"access_token": "simulator-token"}, timeout=0.1)
        started = time.monotonic()
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=30) == 0
    assert time.monotonic() - started < 20  # the answer would have stayed open for sixty
    assert (tmp_path / "world.json").exists()


def _is_up(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").is_success
    except httpx.ConnectError:
        return False
