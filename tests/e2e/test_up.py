"""`make up` as a newcomer runs it: one command, one way to end it, nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from config.processes import free_port
from tests.e2e.system import ROOT, until

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]


class Up:
    """A running `manage.py up` with a data directory of its own."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.data_dir, self.port = data_dir, port
        env = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "SIM"))}
        env |= {"DATA_DIR": str(data_dir), "PORT": str(port), "SIMULATOR_STORY": "", "LOG_LEVEL": "INFO"}
        env.pop("DATABASE_URL", None)
        self.log = data_dir.parent / f"{data_dir.name}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"], env=env, cwd=ROOT, stdout=log, stderr=log
            )

    def ready(self) -> None:
        url = f"http://127.0.0.1:{self.port}/readyz"

        def answers() -> bool:
            assert self.process.poll() is None, self.log.read_text()
            try:
                return httpx.get(url, timeout=2).status_code == 200
            except httpx.TransportError:
                return False

        until(answers, 150, every=0.2)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, number: int = signal.SIGTERM) -> float:
        """Send a signal; return how many seconds it took to end."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - started


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A path that only its owner can read, longer than a Unix socket's name may be, with a space."""
    data_dir = tmp_path_factory.mktemp("up") / ("a data directory " + "x" * 90)
    data_dir.mkdir(mode=0o700)
    return data_dir


def start(data_dir: Path) -> Up:
    return Up(data_dir, free_port(38_000 + os.getpid() % 1000 * 10))


@pytest.fixture(scope="module")
def up(data_dir: Path) -> Iterator[Up]:
    """The first run; the last test of this module ends it and starts the second."""
    running = start(data_dir)
    running.ready()
    yield running
    if running.process.poll() is None:
        running.end()


def login_of(up: Up) -> str:
    [*_, line] = [line for line in up.log.read_text().splitlines() if "Password" in line]
    return line.split()[-1]


def test_it_prints_a_login_that_works(up):
    with httpx.Client(base_url=f"http://127.0.0.1:{up.port}", follow_redirects=True) as browser:
        page = browser.get("/")
        token = browser.cookies["csrftoken"]
        form = {"login": "demo@example.org", "password": login_of(up), "csrfmiddlewaretoken": token}
        page = browser.post(page.url, data=form)
        assert page.status_code == 200
        assert "/w/demo/" in str(page.url)


def test_a_busy_port_gets_a_clear_message(up):
    second = Up(up.data_dir.parent / "second", up.port)
    assert second.process.wait(60) != 0
    assert f"Port {up.port} is in use" in second.log.read_text()
    assert "Traceback" not in second.log.read_text()


def test_a_second_one_on_the_same_data_gets_a_clear_message(up):
    second = Up(up.data_dir, free_port(up.port + 10))
    assert second.process.wait(60) != 0
    assert "running with the data" in second.log.read_text()
    assert json.loads((up.data_dir / "run.json").read_text())["url"].endswith(str(up.port))


def test_it_ends_within_ten_seconds_leaves_nothing_and_goes_on_next_time(up, data_dir):
    password = login_of(up)
    children = up.children()
    assert len(children) >= 5
    assert up.end(signal.SIGINT) < 10
    until(lambda: not any(child.is_running() for child in children), 2)
    assert not (data_dir / "run.json").exists()
    again = start(data_dir)
    again.ready()
    assert login_of(again) == password
    children = again.children()
    # Even SIGKILL leaves nothing behind: the children notice.
    again.end(signal.SIGKILL)
    until(lambda: not any(child.is_running() for child in children), 10)
    reset(data_dir)


def reset(data_dir: Path) -> None:
    """`make reset` empties what the runs have left."""
    env = os.environ | {"DATA_DIR": str(data_dir)}
    env.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "manage.py", "reset"], env=env, cwd=ROOT, check=True)
    assert not (data_dir / "earful.sqlite3").exists()
    assert not (data_dir / "secrets.json").exists()
