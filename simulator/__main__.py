"""`python -m simulator`: serve until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from simulator.app import build
from simulator.config import Config, ConfigError, read

logger = logging.getLogger(__name__)

GRACE_SECONDS = 1
LOOPBACK = ("127.0.0.1", "::1", "localhost")
USAGE_ERROR = 2


def main(arguments: Sequence[str]) -> int:
    """Run the simulator; the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # One line for each webhook is too much at hundreds a second.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        config = read(arguments, os.environ)
        app = build(config)
    except ConfigError as error:
        sys.stderr.write(f"simulator: {error}\n")
        return USAGE_ERROR
    _warn_when_open(config)
    # uvicorn ends in order on a signal and then sends itself the signal again, which would look like a crash.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    server = _server(app, config)
    server.run()
    return 0 if server.started else 1


def _server(app: Starlette, config: Config) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=config.host,
            port=config.port,
            timeout_graceful_shutdown=GRACE_SECONDS,
            access_log=False,
            ws="none",
            log_config=None,
            server_header=False,
        )
    )


def _warn_when_open(config: Config) -> None:
    if config.host not in LOOPBACK and not config.control_token:
        logger.warning("anyone who reaches %s may use /control/: set SIMULATOR_CONTROL_TOKEN", config.host)


def _leave(signum: int, frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
