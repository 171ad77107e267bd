"""A short run of `bench.faults`, which says what that is; the long ones are run by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import faults

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(900), pytest.mark.alone]


def test_the_inbox_holds_the_truth_though_everything_went_wrong(tmp_path: Path) -> None:
    findings, troubles = faults.run(events=150, seed=1, data_dir=tmp_path)
    assert not findings.problems
    assert min(troubles.values()) > 0
    assert sum(findings.counts.values()) > 20
