"""What every test gets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from config.processes import free_port
from tests.environment import DATA_DIR

ROOT = Path(__file__).resolve().parents[1]

# How long an example takes says something of the machine, not of the code.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as in production: in memory all threads would share one connection."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(DATA_DIR / "test.sqlite3")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a test with a browser or real processes two more tries; the summary names who needed them.

    Their waits bound a loaded machine. A fault of ours fails every time.
    """
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(autouse=True, scope="session")
def plain_static_files() -> Iterator[None]:
    """Serve static files as they lie there: nobody ran collectstatic for a test.

    For the whole session: a browser's last request may still be answered when its test has ended.
    """
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | plain):
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Slow hashing protects real people; here it would only be slow."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """The language that one test's request asked for ends with it."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test sees another's throttle counters or heartbeats."""
    cache.clear()


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[httpx.Client]:
    """A simulator of this test process, reached by its control API. It delivers no webhooks."""
    port = free_port(28_000 + os.getpid() % 1000 * 10)
    told = {"SIMULATOR_PORT": str(port), "SIMULATOR_APP_SECRET": "simulator-app-secret"}
    server = subprocess.Popen([sys.executable, "-m", "simulator"], env=os.environ | told, cwd=ROOT)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)
    for _ in range(200):
        try:
            client.get("/healthz")
            break
        except httpx.TransportError:
            time.sleep(0.05)
    yield client
    client.close()
    server.terminate()
    server.wait(10)


@pytest.fixture
def simulator(simulator_process: httpx.Client, settings: Any) -> httpx.Client:
    """The simulator with a fresh world, which simulated channels talk to."""
    simulator_process.post("/control/reset").raise_for_status()
    settings.SIMULATOR_URL = str(simulator_process.base_url).rstrip("/")
    return simulator_process


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it. Without one: skipped, and a failure where everything must run."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        give_up = pytest.fail if os.environ.get("EARFUL_REQUIRE_ALL") else pytest.skip
        give_up("There is no Chromium here: apt install chromium")
    # Playwright's loop runs in this thread, and Django would take our queries for async ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
