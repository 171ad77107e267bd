"""A real simulator on a free port, and a webhook receiver that remembers what it got."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import uvicorn

from simulator.app import build
from simulator.config import Config

SECRET = "test-app-secret"
GRAPH = "/v26.0"


def until(condition: Callable[[], Any], seconds: float = 5.0) -> Any:
    """The first true value of the condition, which has to come soon."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return value


class Receiver:
    """Takes webhooks; `answers` holds the status codes for the next ones, then 200."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.answers.pop(0) if receiver.answers else 200
                receiver.requests.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(status)
                self.end_headers()

            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(httpx.URL(self.path).params["hub.challenge"].encode())

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks/instagram/"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.requests]

    @property
    def values(self) -> list[dict[str, Any]]:
        """Every change and every messaging item, in order of arrival."""
        found: list[dict[str, Any]] = []
        for entry in (entry for body in self.bodies for entry in body["entry"]):
            found += [change["value"] for change in entry.get("changes", [])]
            found += entry.get("messaging", [])
            found += [entry["value"]] if "value" in entry else []
        return found

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Running:
    """A simulator that serves, and shorthands to talk to it."""

    def __init__(self, config: Config) -> None:
        settings = uvicorn.Config(
            build(config), port=0, log_config=None, ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until(lambda: self._server.started)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        token = {"Authorization": f"Bearer {config.access_token}"}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5, trust_env=False)
        self.brand = httpx.Client(
            base_url=f"http://127.0.0.1:{port}{GRAPH}", headers=token, timeout=5, trust_env=False
        )

    def control(self, path: str, **values: object) -> dict[str, Any]:
        answer = self.client.post(f"/control/{path}", json=values)
        assert answer.is_success, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def state(self) -> dict[str, Any]:
        result: dict[str, Any] = self.client.get("/control/state").json()
        return result

    def calls(self) -> list[dict[str, Any]]:
        result: list[dict[str, Any]] = self.client.get("/control/calls").json()["calls"]
        return result

    def reply(self, comment_id: str, text: str = "Vanaf 25 euro!") -> httpx.Response:
        return self.brand.post(f"/{comment_id}/replies", data={"message": text})

    def message(self, text: str = "Dag!", *, tag: str = "", **recipient: str) -> httpx.Response:
        extra = {"messaging_type": "MESSAGE_TAG", "tag": tag} if tag else {}
        return self.brand.post(
            "/me/messages", json={"recipient": recipient, "message": {"text": text}, **extra}
        )

    def stop(self) -> None:
        self.client.close()
        self.brand.close()
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture(scope="session")
def shared_receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def receiver(shared_receiver: Receiver) -> Receiver:
    shared_receiver.answers.clear()
    shared_receiver.requests.clear()
    return shared_receiver


@pytest.fixture
def start(receiver: Receiver) -> Iterator[Callable[..., Running]]:
    """Starts simulators that deliver to the receiver and retry fast."""
    started: list[Running] = []

    def start_one(**settings: Any) -> Running:
        started.append(Running(_config(receiver, **settings)))
        return started[-1]

    yield start_one
    for running in started:
        running.stop()


@pytest.fixture(scope="session")
def shared_simulator(shared_receiver: Receiver) -> Iterator[Running]:
    running = Running(_config(shared_receiver))
    yield running
    running.stop()


@pytest.fixture
def simulator(shared_simulator: Running, receiver: Receiver) -> Iterator[Running]:
    """One simulator for all tests, on its first day in each: starting one takes long."""
    yield shared_simulator
    receiver.answers.clear()
    shared_simulator.client.delete("/control/stories")
    shared_simulator.client.delete("/control/tricks")
    until(lambda: shared_simulator.state()["deliveries"]["pending"] == 0)
    shared_simulator.control("reset")


def _config(receiver: Receiver, **settings: Any) -> Config:
    defaults = {"webhook_url": receiver.url, "retry_seconds": (0.05,), "echo_seconds": 0.05}
    return Config(app_secret=SECRET, **(defaults | settings))


def code(answer: httpx.Response) -> tuple[int, int | None]:
    """The Graph error of an answer as code and subcode."""
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode")
