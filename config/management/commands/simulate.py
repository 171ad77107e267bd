"""`manage.py simulate`: let the simulator tell a story, as if an audience were busy."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.management.terminal import Meter

DEFAULT_URL = "http://127.0.0.1:8001"
POLL_SECONDS = 0.3
TIMEOUT_SECONDS = 10.0
ITS_OWN = ("story", "rate", "seconds", "seed")
# How far a trick goes that is not only on or off.
MEASURES = {"duplicate": 1, "reorder": 5, "batch": 5, "delay_seconds": 2, "drop": 4}
TIMES = 5


class Command(BaseCommand):
    help = "Let the simulator tell a story: a normal day, a viral post, a wave of spam."

    def add_arguments(self, parser: CommandParser) -> None:
        act = parser.add_mutually_exclusive_group(required=True)
        act.add_argument("--story", help="Which one; --list names them.")
        act.add_argument("--list", action="store_true", help="Name the stories and say what runs.")
        act.add_argument("--stop", action="store_true", help="End the story that runs.")
        parser.add_argument("--rate", type=_number, default=2.0, help="Events a second; default: 2.")
        parser.add_argument("--seconds", type=_number, default=60.0, help="How long; default: 60.")
        parser.add_argument("--seed", type=int, default=1, help="The same seed tells the same story.")
        parser.add_argument(
            "--faults",
            type=_names,
            default=[],
            help="What goes wrong meanwhile, by name: duplicate,throttled,… A wrong name lists them.",
        )
        parser.add_argument("--no-wait", action="store_true", help="Start it and return at once.")

    def handle(self, *args: Any, **options: Any) -> None:
        with _client() as client:
            if options["list"]:
                self._list(_ask(client, "GET"))
            elif options["stop"]:
                _ask(client, "DELETE")
                _clear(client)
                self.stdout.write("No story runs now.")
            else:
                self._tell(client, options)

    def _list(self, status: Mapping[str, Any]) -> None:
        for story in status["stories"]:
            self.stdout.write(story)
        if status["running"]:
            self.stdout.write(f"Running: {_described(status)}.")

    def _tell(self, client: httpx.Client, options: Mapping[str, Any]) -> None:
        # What can be wrong with the story is found out before anything is made to go wrong.
        started = _ask(client, "POST", {name: options[name] for name in ITS_OWN})
        if options["faults"]:
            self._arm(client, options["faults"])
        if options["no_wait"]:
            self.stdout.write(f"Started: {_described(started)}.")
            if options["faults"]:
                self.stdout.write("What goes wrong goes on after it, until `manage.py simulate --stop`.")
            return
        try:
            told = self._watch(client, started)
        except KeyboardInterrupt:
            raise CommandError(
                "The story goes on without this command. `manage.py simulate --stop` ends it.", returncode=130
            ) from None
        finally:
            if options["faults"]:
                _clear(client)
        self.stdout.write(f"The story {started['story']} has ended after {told:,} events.")

    def _arm(self, client: httpx.Client, names: Sequence[str]) -> None:
        """Let things go wrong; where a name is not known neither trouble nor story is left behind."""
        try:
            _arm(client, names)
        except CommandError:
            _clear(client)
            _ask(client, "DELETE")
            raise

    def _watch(self, client: httpx.Client, started: Mapping[str, Any]) -> int:
        """Show how far the story is until it ends; return how many events there were."""
        begin, told = time.monotonic(), 0
        with Meter(self.stdout, started["seconds"]).running() as meter:
            while True:
                status = _ask(client, "GET")
                if any(status.get(name) != started[name] for name in ITS_OWN):
                    raise CommandError(f"Another story was started meanwhile: {_described(status)}.")
                told = int(status["told"])
                if not status["running"]:
                    return told
                meter.show(time.monotonic() - begin, f"{status['story']}: {told:,} events")
                time.sleep(POLL_SECONDS)


def _described(status: Mapping[str, Any]) -> str:
    length = f"for {status['seconds']:g} seconds" if status.get("seconds") else "without end"
    return f"{status.get('story')} at {status.get('rate'):g} events a second {length}"


def _simulator_url() -> str:
    """Return where the simulator listens: as set, as `make up` noted it, or the default."""
    if settings.SIMULATOR_URL:
        return str(settings.SIMULATOR_URL)
    try:
        noted = json.loads((settings.DATA_DIR / "run.json").read_text())
        return str(noted["simulator_url"])
    except (OSError, ValueError, KeyError, TypeError):
        return DEFAULT_URL


def _client() -> httpx.Client:
    url, token = _simulator_url(), os.environ.get("SIMULATOR_CONTROL_TOKEN", "")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        # No proxy from the environment: the simulator runs beside us.
        return httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False)
    except httpx.InvalidURL as error:
        raise CommandError(f"SIMULATOR_URL is no web address: {url}") from error


def _arm(client: httpx.Client, names: Sequence[str]) -> None:
    """Turn on the tricks of these names; the others are faults, each for the next few calls."""
    tricks = _ask(client, "POST", {}, path="tricks")
    for name in names:
        if name in tricks:
            _ask(client, "POST", {name: MEASURES.get(name, True)}, path="tricks")
            continue
        try:
            _ask(client, "POST", {"fault": name, "times": TIMES}, path="faults")
        except CommandError as error:
            raise CommandError(f"{error} Or a trick: {', '.join(tricks)}.") from error


def _clear(client: httpx.Client) -> None:
    _ask(client, "DELETE", path="tricks")
    _ask(client, "DELETE", path="faults")


def _ask(
    client: httpx.Client, method: str, body: Mapping[str, Any] | None = None, *, path: str = "stories"
) -> Mapping[str, Any]:
    try:
        answer = client.request(method, f"/control/{path}", json=body)
    except httpx.HTTPError as error:
        raise CommandError(
            f"No simulator answers at {client.base_url} ({type(error).__name__}). Start one with `make up`, "
            "or set SIMULATOR_URL to where it runs."
        ) from error
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise CommandError(f"What answers at {client.base_url} is no simulator. Set SIMULATOR_URL.")
    if answer.is_error:
        raise CommandError(str(said.get("error") or f"The simulator answered {answer.status_code}."))
    return said


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number
