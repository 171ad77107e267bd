"""The supervisor of the embedded installation: honcho, and children that do not outlive it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from multiprocessing import Queue
from typing import Any

from honcho.manager import Manager
from honcho.printer import Printer
from honcho.process import Process

LOOK_SECONDS = 0.5
GRACE_SECONDS = 5
ENDED_BY_SIGNAL = {130, 143}


class Tethered(Process):  # type: ignore[misc]  # honcho has no types
    """A child that is ended when the supervisor is gone, also when that was killed with SIGKILL.

    `run` is executed in a process of its own that stands between supervisor and child.
    """

    def run(self, events: Queue[Any] | None = None, ignore_signals: bool = False) -> None:
        threading.Thread(target=self._end_with, args=(os.getppid(),), daemon=True).start()
        super().run(events, ignore_signals)

    def _end_with(self, supervisor: int) -> None:
        while os.getppid() == supervisor:
            time.sleep(LOOK_SECONDS)
        os.killpg(self._child.pid, signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os.killpg(self._child.pid, signal.SIGKILL)


def run(commands: dict[str, str], *, env: dict[str, str], cwd: str) -> bool:
    """Run these shell commands with prefixed logs until a signal comes or one of them ends.

    All end together. Returns whether that was asked for by a signal.
    """
    manager = Manager(Printer(sys.stdout, colour=sys.stdout.isatty()))
    manager._process_ctor = Tethered
    for name, command in commands.items():
        manager.add_process(name, f"exec {command}", env=env, cwd=cwd)
    # A closed terminal ends everything as Ctrl-C does.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    return manager.returncode in ENDED_BY_SIGNAL
