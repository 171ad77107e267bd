"""Where the embedded Valkey listens.

A Unix socket, because it needs no free port and no password. Its path must be
short (about 100 bytes on every system), whatever the data directory is called,
so it lives in a private directory of the system's temporary one.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path


def valkey_socket(data_dir: Path) -> Path:
    """Return the socket path that belongs to this data directory."""
    digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"earful-{os.getuid()}-{digest}" / "valkey.sock"


def make_private_directory(path: Path) -> None:
    """Create a directory that only we can enter.

    Raises PermissionError when somebody else made it first: a socket in there
    would be theirs.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.stat(follow_symlinks=False)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{path} is not a directory of ours. Remove it, or set TMPDIR.")
    path.chmod(0o700)
