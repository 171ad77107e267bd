"""The environment of a test process, set before Django reads it (`-p tests.environment`).

Each process has a data directory and a Valkey of its own, so that tests can run beside
each other and beside a running Earful. `DATABASE_URL` is left alone: the suite runs on
whatever database it names.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

DATA_DIR = Path(tempfile.mkdtemp(prefix="earful-test-"))
os.environ["DATA_DIR"] = str(DATA_DIR)
os.environ.pop("REDIS_URL", None)
os.environ.pop("SIMULATOR_URL", None)
os.environ["SIMULATOR_APP_SECRET"] = "simulator-app-secret"
os.environ["SIMULATOR_VERIFY_TOKEN"] = "simulator-verify-token"
os.environ["INSTAGRAM_APP_SECRETS"] = "test-app-secret,old-app-secret"
os.environ["INSTAGRAM_VERIFY_TOKEN"] = "test-verify-token"
os.environ.setdefault("LOG_LEVEL", "WARNING")


def _start_valkey() -> None:
    from config.runtime import valkey_socket
    from config.valkey import server_command

    server = subprocess.Popen(server_command(DATA_DIR), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while not valkey_socket(DATA_DIR).exists():
        if time.monotonic() > deadline or server.poll() is not None:
            raise RuntimeError("The embedded Valkey did not start.")
        time.sleep(0.02)

    def stop() -> None:
        server.terminate()
        server.wait(10)
        shutil.rmtree(valkey_socket(DATA_DIR).parent, ignore_errors=True)
        shutil.rmtree(DATA_DIR, ignore_errors=True)

    atexit.register(stop)


(DATA_DIR / "static").mkdir()
_start_valkey()
