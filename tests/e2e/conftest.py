from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.system import System, running


@pytest.fixture(scope="package")
def whole_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """One running Earful for all tests here; leases are short so that nobody waits for them."""
    times = {"CALL_LEASE_SECONDS": "4", "RECONCILE_AFTER_SECONDS": "1", "SWEEP_SECONDS": "2"}
    with running(tmp_path_factory.mktemp("earful"), **times) as system:
        yield system


@pytest.fixture
def system(whole_system: System) -> Iterator[System]:
    """The running Earful with no fault armed and all its processes up, before and after."""
    whole_system.control("DELETE", "/faults")
    whole_system.control("DELETE", "/tricks")
    yield whole_system
    whole_system.control("DELETE", "/faults")
    whole_system.control("DELETE", "/tricks")
    for name in {"worker", "scheduler", "web"} - set(whole_system.processes):
        whole_system.start(name)
