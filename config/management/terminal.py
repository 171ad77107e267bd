"""How far a long command is: a bar on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

EVERY_SECONDS = 5.0


class Output(Protocol):
    """What a command writes to; Django's OutputWrapper."""

    def write(self, msg: str) -> object: ...

    def isatty(self) -> bool: ...


class Meter:
    """Shows `text` and, when the whole is known, how much of it is done."""

    def __init__(self, output: Output, total: float | None) -> None:
        self._output = output
        self._shown_at = time.monotonic()
        self._progress: Progress | None = None
        if output.isatty():
            columns = (SpinnerColumn(), BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
            self._progress = Progress(*columns, console=Console(file=sys.stdout), transient=True)
            self._task = self._progress.add_task("", total=total)

    def show(self, done: float, text: str) -> None:
        if self._progress:
            self._progress.update(self._task, completed=done, description=text)
        elif time.monotonic() - self._shown_at >= EVERY_SECONDS:
            self._shown_at = time.monotonic()
            self._output.write(text)

    def say(self, text: str) -> None:
        """Write a line that stays, above the bar."""
        if self._progress:
            self._progress.console.print(Text(text))
        else:
            self._output.write(text)

    @contextmanager
    def running(self) -> Iterator[Meter]:
        if self._progress is None:
            yield self
            return
        with self._progress:
            yield self


@contextmanager
def on_interrupt(first: Callable[[], None]) -> Iterator[None]:
    """Call `first` at the first Ctrl-C; the second one interrupts as usual."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        first()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
