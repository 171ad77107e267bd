"""From a key to what is painted, and what the first load costs.

In Chromium, against a whole Earful of its own with a thousand comments in its inbox.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.e2e.archive import write_archive
from tests.e2e.people import expect_connected, hire, sit_down
from tests.e2e.system import running

STORED = 1_000
TIMES = 25
# Nobody reads faster.
PAUSE_SECONDS = 0.7
LATENCIES = (0, 150)
MOST_MILLISECONDS = 50
MOST_KIB = 110
# What one must wait for to measure the screen and not the start of the processes.
REST_SECONDS = 5
# From the key's event to the first frame that shows another conversation. A message is the first thing that
# a page hears of after a frame; a timer would come after what the screen itself leaves for later.
TO_PAINT = """key => new Promise((done) => {
    const painted = new MessageChannel();
    const shown = () => document.querySelector("#conversation .thread")?.dataset.conversation;
    const before = shown(), began = performance.now();
    painted.port1.onmessage = () => {
        if (shown() && shown() !== before) done(performance.now() - began);
        else if (performance.now() - began > 5000) done(5000);
        else look();
    };
    const look = () => requestAnimationFrame(() => painted.port2.postMessage(0));
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
    look();
})"""


def run() -> list[dict[str, Any]]:
    """Start a whole Earful, measure, and return the rows; none when there is no Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        sys.stdout.write("keys skipped: no Chromium\n")
        return []
    with TemporaryDirectory() as folder, running(Path(folder)) as system, sync_playwright() as playwright:
        system.manage(
            "import_feed", str(write_archive(Path(folder) / "old.jsonl", STORED)), "--channel", "Old"
        )
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        _, page = sit_down(browser, system.place.url, hire(system, "Anna"))
        rows = [_first_load(page), *(_key(page, key, ms) for ms in LATENCIES for key in ("j", "e"))]
        browser.close()
    return rows


def _first_load(page: Page) -> dict[str, Any]:
    """Load the inbox with an empty cache; count what came over the wire, as the browser counts it."""
    line = page.context.new_cdp_session(page)
    time.sleep(REST_SECONDS)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    sizes: list[float] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.reload()
    time.sleep(3)
    line.detach()
    return _row("first load, cold cache", round(sum(sizes) / 1024, 1), "KiB", MOST_KIB)


def _key(page: Page, key: str, latency: int) -> dict[str, Any]:
    page.goto("/w/demo/inbox/")
    expect_connected(page)
    line: CDPSession = page.context.new_cdp_session(page)
    speed = {"offline": False, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", speed)
    time.sleep(REST_SECONDS)
    times = []
    page.evaluate(TO_PAINT, "j")
    for _ in range(TIMES):
        time.sleep(PAUSE_SECONDS)
        times.append(page.evaluate(TO_PAINT, key))
    line.detach()
    row = _row(
        f"{key} to painted at {latency} ms latency",
        round(statistics.median(times), 1),
        "ms",
        MOST_MILLISECONDS,
    )
    return row | {"p95": round(statistics.quantiles(times, n=20)[-1], 1)}


def _row(name: str, value: float, unit: str, target: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": target, "ok": value <= target}
