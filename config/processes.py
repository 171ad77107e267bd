"""The processes of the embedded installation: names, commands and what each is told."""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from config.valkey import server_command


@dataclass(frozen=True, slots=True)
class Installation:
    """Where an embedded Earful lives and listens."""

    data_dir: Path
    host: str
    port: int
    simulator_port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def simulator_url(self) -> str:
        return f"http://127.0.0.1:{self.simulator_port}"


def environment(place: Installation, secrets: dict[str, str]) -> dict[str, str]:
    """Return what every process is told, on top of the caller's own environment."""
    told = {
        "DATA_DIR": str(place.data_dir),
        "PYTHONUNBUFFERED": "1",
        "SIMULATOR_URL": place.simulator_url,
        "SIMULATOR_APP_SECRET": secrets["simulator_secret"],
        "SIMULATOR_VERIFY_TOKEN": secrets["simulator_verify_token"],
        "SIMULATOR_ACCESS_TOKEN": secrets["simulator_token"],
        "SIMULATOR_PORT": str(place.simulator_port),
        "SIMULATOR_DATA": str(place.data_dir / "simulator.json"),
        "SIMULATOR_WEBHOOK_URL": f"{place.url}/webhooks/instagram/",
    }
    defaults = {"SIMULATOR_STORY": "normal_day", "SIMULATOR_RATE": "0.5", "PUBLIC_URL": place.url}
    return {**defaults, **os.environ, **told}


def commands(place: Installation) -> dict[str, list[str]]:
    """Return the command of each process, by the name that stands before its log lines."""
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
    return {
        "valkey": server_command(place.data_dir),
        "web": [
            *[sys.executable, "-m", "uvicorn", "config.asgi:application"],
            *["--host", place.host, "--port", str(place.port)],
            # Without it an open event stream keeps the process from ending.
            *["--timeout-graceful-shutdown", "3", "--log-level", "warning"],
            *["--no-access-log", "--no-server-header"],
        ],
        "worker": [
            *[*celery, "worker", "--queues", "calls,rules,sync", "--concurrency", "2"],
            *["--loglevel", "INFO", "--without-gossip", "--without-mingle"],
        ],
        "scheduler": [*celery, "beat", "--loglevel", "WARNING", "--pidfile="],
        "simulator": [sys.executable, "-m", "simulator"],
    }


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port whose last connections are still closing counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(after: int) -> int:
    """Return the first free port of this machine's loopback from `after` on.

    Raises OSError when a hundred ports in a row are taken.
    """
    for port in range(after, min(after + 100, 65_536)):
        if is_free("127.0.0.1", port):
            return port
    raise OSError(f"No free port between {after} and {after + 100}.")
