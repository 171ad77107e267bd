from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from platforms import http

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def sample() -> Callable[[str, str], Any]:
    """Read a payload of a platform by the name of its event."""
    return lambda slug, name: json.loads((FIXTURES / slug / f"{name}.json").read_text())


@dataclass
class Script:
    """What the platform answers next, and what it does before."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0
    cut_short: bool = False


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: str


class Platform(ThreadingHTTPServer):
    """A real server on this machine that answers by script and remembers what came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.scripts: list[Script] = []
        self.received: list[Received] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answers(self, *bodies: Any, **script: Any) -> None:
        self.scripts += [Script(body=body, **script) for body in bodies]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet when a client that timed out has gone."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet an answer: several wait for each other's acknowledgement.
    wbufsize = -1
    server: Platform

    def answer(self) -> None:
        length = int(self.headers.get("content-length", 0))
        content = self.rfile.read(length).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.received.append(Received(self.command, self.path, headers, content))
        script = self.server.scripts.pop(0)
        time.sleep(script.seconds)
        raw = script.body if isinstance(script.body, bytes) else json.dumps(script.body).encode()
        self.send_response(script.status)
        for name, value in script.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(raw) + (100 if script.cut_short else 0)))
        self.end_headers()
        self.wfile.write(raw)
        self.close_connection = script.cut_short

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names http.server calls

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


@pytest.fixture(scope="session", autouse=True)
def _no_open_connections() -> Iterator[None]:
    yield
    http._client(os.getpid()).close()


@pytest.fixture
def platform() -> Iterator[Platform]:
    server = Platform()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
