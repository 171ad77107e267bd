"""What the simulator is told when it starts: command line first, environment second."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from simulator.model import INSTAGRAM

RETRY_SECONDS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
DEFAULT_ACCESS_TOKEN = "simulator-token"  # noqa: S105 - opens a made-up world only
NO_STORY = ("", "none")


class ConfigError(Exception):
    """A setting is missing or wrong; the message says what to set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting of one simulator."""

    app_secret: str
    host: str = "127.0.0.1"
    port: int = 8001
    data: Path | None = None
    webhook_url: str = ""
    verify_token: str = ""
    access_token: str = DEFAULT_ACCESS_TOKEN
    control_token: str = ""
    story: str = ""
    rate: float = 0.5
    seed: int = 1
    time_source: Callable[[], float] = time.time
    retry_seconds: tuple[float, ...] = RETRY_SECONDS
    echo_seconds: float = 0.3

    def webhook_for(self, platform: str) -> str:
        """Where a platform delivers: `webhook_url` is Instagram's, the others' are beside it."""
        return self.webhook_url if platform == INSTAGRAM else urljoin(self.webhook_url, f"../{platform}/")


def read(arguments: Sequence[str], environ: Mapping[str, str]) -> Config:
    """The settings from the command line, with the environment as the default of each."""
    options = _parser(environ).parse_args(arguments)
    secret = environ.get("SIMULATOR_APP_SECRET", "")
    if not secret:
        raise ConfigError(
            "SIMULATOR_APP_SECRET is not set. It signs the webhooks: give it the app secret that Earful's "
            "Instagram channel was set up with."
        )
    if not 0 < options.rate <= 1000:
        raise ConfigError("--rate (SIMULATOR_RATE) is events a second: a number above 0, at most 1000.")
    return Config(
        app_secret=secret,
        host=options.host,
        port=options.port,
        data=Path(options.data) if options.data else None,
        webhook_url=environ.get("SIMULATOR_WEBHOOK_URL", ""),
        verify_token=environ.get("SIMULATOR_VERIFY_TOKEN", ""),
        access_token=environ.get("SIMULATOR_ACCESS_TOKEN") or DEFAULT_ACCESS_TOKEN,
        control_token=environ.get("SIMULATOR_CONTROL_TOKEN", ""),
        story="" if options.story in NO_STORY else options.story,
        rate=options.rate,
        seed=options.seed,
    )


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", default=environ.get("SIMULATOR_HOST") or "127.0.0.1")
    parser.add_argument("--port", type=int, default=environ.get("SIMULATOR_PORT") or "8001")
    parser.add_argument("--data", default=environ.get("SIMULATOR_DATA", ""), help="file that keeps the world")
    parser.add_argument("--story", default=environ.get("SIMULATOR_STORY", ""), help="story to tell, or none")
    parser.add_argument("--rate", type=float, default=environ.get("SIMULATOR_RATE") or "0.5", help="a second")
    parser.add_argument("--seed", type=int, default=environ.get("SIMULATOR_SEED") or "1")
    return parser
