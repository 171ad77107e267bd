from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.system import System, running


@pytest.fixture(autouse=True, scope="package")
def patience() -> Iterator[None]:
    """Waits in browsers bound a machine that runs a whole system beside them."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="package")
def whole_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """One running Earful for all tests here; leases are short so that nobody waits for them."""
    times = {"CALL_LEASE_SECONDS": "4", "RECONCILE_AFTER_SECONDS": "1", "SWEEP_SECONDS": "2"}
    with running(tmp_path_factory.mktemp("earful"), **times) as system:
        yield system


@pytest.fixture
def system(whole_system: System, rules: None) -> Iterator[System]:
    """The running Earful with no fault armed and all its processes up, before and after."""
    whole_system.control("DELETE", "/faults")
    whole_system.control("DELETE", "/tricks")
    yield whole_system
    whole_system.control("DELETE", "/faults")
    whole_system.control("DELETE", "/tricks")
    for name in {"worker", "scheduler", "web"} - set(whole_system.processes):
        whole_system.start(name)


# At once, and as often as the test writes: each of these brakes has its own tests.
NOW = {
    "delay_min_seconds": 0,
    "delay_max_seconds": 0,
    "once_per_post": False,
    "per_person_per_day": 100,
    "per_thread": 100,
    "public_per_channel_per_hour": 1000,
    "private_per_channel_per_hour": 1000,
    "breaker_percent": 100,
}


@pytest.fixture(scope="package")
def rules(whole_system: System) -> None:
    """One rule that answers without delay; the demo's own are taken out of use."""
    for rule in whole_system.get("/rules/"):
        assert whole_system.api.delete(f"/rules/{rule['id']}/").status_code == 204
    answer = {
        "conditions": {"all": [{"type": "text", "op": "any", "words": ["levertijd"]}]},
        "actions": [{"type": "reply", "variants": ["Twee dagen!", "Binnen twee dagen."]}],
        "limits": NOW,
    }
    hide = {
        "conditions": {"all": [{"type": "text", "op": "any", "words": ["crypto"]}]},
        "actions": [{"type": "hide"}, {"type": "resolve"}],
    }
    for name, body in (("delivery time", answer), ("spam", hide)):
        response = whole_system.api.post(
            "/rules/", json={"name": name, "mode": "live", "override": "a test", "body": body}
        )
        assert response.status_code == 201, response.text
