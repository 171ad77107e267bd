"""Eight processes decide the same messages at the same time, and every cap holds exactly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.system import ROOT, own_database

PROCESSES = 8
pytestmark = [pytest.mark.alone, pytest.mark.timeout(400)]


def start(database: dict[str, str], log: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, *arguments]
    env = os.environ | database | {"DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"}
    with log.open("wb") as file:
        return subprocess.Popen(command, env=env, cwd=ROOT, stdout=file, stderr=file)


def run(database: dict[str, str], log: Path, *arguments: str) -> str:
    assert start(database, log, *arguments).wait() == 0, log.read_text()
    return log.read_text()


def test_eight_processes_keep_every_cap_exactly(tmp_path):
    racing = ("-m", "tests.automation.racing")
    with own_database(f"race{os.getpid()}") as named:
        database = named or {"DATA_DIR": str(tmp_path)}
        run(database, tmp_path / "migrate.txt", "manage.py", "migrate", "-v0")
        run(database, tmp_path / "prepare.txt", *racing, "prepare")
        logs = [tmp_path / f"{number}.txt" for number in range(PROCESSES)]
        racers = [start(database, log, *racing, "decide", log.stem) for log in logs]
        assert [racer.wait() for racer in racers] == [0] * PROCESSES, logs[0].read_text()
        report = json.loads(run(database, tmp_path / "report.txt", *racing, "report").splitlines()[-1])
    assert report == {
        "answers": {"three a day": 60, "forty an hour": 40, "once a post": 8},
        "most_a_person": {"three a day": 3, "forty an hour": 1, "once a post": 2},
        "decisions": 200,
        "undecided": 0,
        "tallied": 108,
    }
