"""The embedded installation's secrets, socket and Valkey."""

from __future__ import annotations

import os
import stat
import subprocess

import pytest
import redis

from config.local_secrets import local_secrets
from config.logs import redact
from config.processes import free_port, is_free
from config.runtime import make_private_directory, valkey_socket
from config.valkey import server_command, stop_left_over
from tests.e2e.system import until


def test_it_makes_secrets_once_and_only_for_their_owner(tmp_path):
    first = local_secrets(tmp_path / "data")
    assert local_secrets(tmp_path / "data") == first
    assert local_secrets(tmp_path / "other") != first
    assert stat.S_IMODE((tmp_path / "data" / "secrets.json").stat().st_mode) == 0o600


def test_the_socket_is_short_whatever_the_directory_is_called(tmp_path):
    assert len(str(valkey_socket(tmp_path / ("x" * 200)))) < 100


def test_it_does_not_use_a_directory_of_somebody_else(tmp_path, monkeypatch):
    made = tmp_path / "theirs"
    made.mkdir()
    monkeypatch.setattr(os, "getuid", lambda: made.stat().st_uid + 1)
    with pytest.raises(PermissionError, match="not a directory of ours"):
        make_private_directory(made)


def test_a_server_that_outlived_its_supervisor_is_stopped(tmp_path):
    server = subprocess.Popen(server_command(tmp_path), stdout=subprocess.DEVNULL)
    client = redis.Redis(unix_socket_path=str(valkey_socket(tmp_path)))
    until(lambda: valkey_socket(tmp_path).exists() and client.ping(), 30)
    assert stop_left_over(tmp_path)
    assert server.wait(30) == 0
    assert not stop_left_over(tmp_path)


def test_a_free_port_is_free():
    assert is_free("127.0.0.1", free_port(41_000))


def test_no_secret_reaches_a_log():
    event = redact(None, "info", {"event": "x", "access_token": "abc", "Authorization": "Bearer x", "id": 1})
    assert event == {"event": "x", "access_token": "[redacted]", "Authorization": "[redacted]", "id": 1}
