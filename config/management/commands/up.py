"""`manage.py up`: the whole of Earful on one machine, with nothing else installed."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import supervisor
from config.local_secrets import local_secrets
from config.processes import Installation, commands, environment, free_port, is_free
from config.valkey import stop_left_over


class Command(BaseCommand):
    help = "Prepare the data directory, then run web, worker, scheduler, simulator and Valkey until Ctrl-C."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")

    def handle(self, *args: Any, **options: Any) -> None:
        place = self._place(options["host"], options["port"])
        with only_one(place.data_dir):
            stop_left_over(place.data_dir)
            secrets = local_secrets(place.data_dir)
            call_command("migrate", interactive=False, verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            # No screen is open yet, and Valkey neither: nobody misses what is announced until then.
            logging.getLogger("inbox.live").setLevel(logging.ERROR)
            call_command("demo", token=secrets["simulator_token"], password=secrets["demo_password"])
            self._announce(place)
            self._run(place, environment(place, secrets))

    def _place(self, host: str, port: int) -> Installation:
        if not 1 <= port <= 65_535:
            raise CommandError(f"PORT is {port}; a port is a number from 1 to 65535.")
        if not is_free(host, port):
            raise CommandError(
                f"Port {port} is in use by another program. Choose another one: PORT={port + 100} make up"
            )
        return Installation(settings.DATA_DIR, host, port, free_port(min(port + 1, 65_000)))

    def _announce(self, place: Installation) -> None:
        where = {"url": place.url, "simulator_url": place.simulator_url, "pid": os.getpid()}
        (place.data_dir / "run.json").write_text(json.dumps(where))
        self.stdout.write(f"  Earful opens at      {place.url}")
        self.stdout.write(f"  What the public sees {place.simulator_url}")
        self.stdout.write("  Ctrl-C ends everything.\n")

    def _run(self, place: Installation, env: dict[str, str]) -> None:
        lines = {name: shlex.join(command) for name, command in commands(place).items()}
        try:
            was_asked = supervisor.run(lines, env=env, cwd=str(settings.BASE_DIR))
        finally:
            (place.data_dir / "run.json").unlink(missing_ok=True)
        if not was_asked:
            raise CommandError("A part stopped by itself, so everything was ended. Its last lines say why.")


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data directory's lock. Raises CommandError when another Earful runs there."""
    with (data_dir / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(
                f"Earful is running with the data in {data_dir} already. "
                "End it first, or give this one its own: DATA_DIR=… make up"
            ) from None
        yield
