"""Secrets of an installation that was not given any.

A first `make up` must work with no configuration, and must not work with a
key that is printed in a public repository. So each data directory gets keys of
its own, made once, readable only by their owner.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def local_secrets(data_dir: Path) -> dict[str, str]:
    """Return this data directory's secrets; make them when there are none yet.

    Raises OSError when the directory cannot be written.
    """
    path = data_dir / "secrets.json"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        _create(path)
    stored: dict[str, str] = json.loads(path.read_text())
    return stored


def _create(path: Path) -> None:
    """Write the file whole and only once, also when two processes start together."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(_fresh(), indent=1))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first: its secrets count
    finally:
        draft.unlink()


def _fresh() -> dict[str, str]:
    return {
        "secret_key": secrets.token_urlsafe(50),
        "encryption_key": Fernet.generate_key().decode(),
        "simulator_secret": secrets.token_hex(16),
        "simulator_verify_token": secrets.token_hex(8),
        "simulator_token": secrets.token_hex(16),
        "demo_password": secrets.token_urlsafe(9),
    }
