"""A whole Earful as real processes, as `make up` runs them, in a directory of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import redis

from config.local_secrets import local_secrets
from config.processes import Installation, commands, environment, free_port
from config.runtime import valkey_socket

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "17841400000000001"


def until(condition: Callable[[], Any], seconds: float = 90, every: float = 0.2) -> Any:
    """Return the condition's first true value. Raises AssertionError when it takes too long."""
    deadline = time.monotonic() + seconds
    while True:
        if value := condition():
            return value
        assert time.monotonic() < deadline, f"It did not happen within {seconds} s."
        time.sleep(every)


class System:
    """The processes by name, and the two doors: Earful's API and the simulator's control."""

    def __init__(self, data_dir: Path, extra: dict[str, str]) -> None:
        port = free_port(18_000 + os.getpid() % 1000 * 10)
        self.place = Installation(data_dir, "127.0.0.1", port, free_port(port + 1))
        secrets = local_secrets(data_dir)
        self.env = environment(self.place, secrets) | {"SIMULATOR_STORY": "", "UNDO_SECONDS": "0"} | extra
        for name in [name for name in self.env if name.startswith("COVERAGE") or name == "REDIS_URL"]:
            del self.env[name]  # measuring would slow down what is timed here
        self.env.pop("SECRET_KEY", None)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.log = (data_dir / "log.txt").open("wb")
        self.simulator = httpx.Client(base_url=self.place.simulator_url, timeout=10)
        self.api = httpx.Client(base_url=f"{self.place.url}/api/v1", timeout=10)

    def manage(self, *arguments: str, stdin: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.env,
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def prepare(self) -> None:
        self.manage("migrate", "-v0")
        self.manage("collectstatic", "--noinput", "-v0")
        self.manage("demo", "--password", "demo-password")
        token = self.manage("token", "create", "demo@example.org").splitlines()[-1]
        self.api.headers["Authorization"] = f"Bearer {token}"

    def start(self, *names: str) -> None:
        for name in names:
            self.processes[name] = subprocess.Popen(
                commands(self.place)[name],
                env=self.env,
                cwd=ROOT,
                stdout=self.log,
                stderr=self.log,
                start_new_session=True,
            )

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to a process and everything it started, and wait for its end."""
        process = self.processes.pop(name)
        os.killpg(process.pid, number)
        process.wait(15)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.place.url}/readyz", timeout=3).status_code == 200
        except httpx.HTTPError:
            return False

    def broker(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(valkey_socket(self.place.data_dir)))

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)
        self.log.close()
        self.simulator.close()
        self.api.close()

    def control(self, method: str, path: str, **body: Any) -> Any:
        response = self.simulator.request(method, f"/control{path}", json=body or None)
        assert response.status_code < 300, response.text
        return response.json()

    def comment(self, text: str, **body: Any) -> str:
        return str(self.control("POST", "/comments", text=text, **body)["id"])

    def comments(self) -> list[dict[str, Any]]:
        return list(self.control("GET", "/state")["comments"])

    def replies_to(self, comment_id: str) -> list[dict[str, Any]]:
        return [c for c in self.comments() if c["parent_id"] == comment_id]

    def get(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Return all rows of a list of the API, page by page."""
        rows: list[dict[str, Any]] = []
        url: str | None = path
        while url:
            response = self.api.get(url, params=query if url == path else None)
            assert response.status_code == 200, response.text
            rows += response.json()["results"]
            url = response.json()["next"]
        return rows


@contextmanager
def running(data_dir: Path, **extra: str) -> Iterator[System]:
    """Start everything, wait until it is ready, and leave nothing behind."""
    with own_database(data_dir.name) as database:
        system = System(data_dir, database | extra)
        try:
            system.prepare()
            system.start("valkey", "simulator", "web", "worker", "scheduler")
            until(system.is_ready, 120, every=0.2)
            yield system
        finally:
            system.stop()


@contextmanager
def own_database(name: str) -> Iterator[dict[str, str]]:
    """On PostgreSQL: a database beside the one of the unit tests. On SQLite: the data directory's file."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {}
        return
    own = f"earful_e2e_{os.getpid()}_{abs(hash(name)) % 10_000}"
    server, _, _ = url.rpartition("/")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{own}"')
        try:
            yield {"DATABASE_URL": f"{server}/{own}"}
        finally:
            connection.execute(f'DROP DATABASE "{own}" WITH (FORCE)')
