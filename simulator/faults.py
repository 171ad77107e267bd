"""What goes wrong at the platform when it is told to: armed faults, each for one account or all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from simulator.model import Json

WINDOW_CLOSED = "window_closed"
BEFORE_ACT = (
    "expired_token",
    "throttled",
    "quota_exceeded",
    WINDOW_CLOSED,
    "error_500",
    "hang_before_act",
)
AFTER_ACT = ("hang_after_act", "drop_after_act")
# What goes wrong when an account's access is renewed.
RENEWAL = ("refresh_revoked", "refresh_error_500", "refresh_garbage")
KINDS = BEFORE_ACT + AFTER_ACT + RENEWAL
READS, WRITES, ALL = SCOPES = ("reads", "writes", "all")
# A dead token or an empty quota concerns every call; the others are about one act going wrong.
CALLS = {"expired_token": ALL, "throttled": ALL, "quota_exceeded": ALL}

DEFAULT_HANG_SECONDS = 30.0


def before_act(*, is_direct: bool) -> tuple[str, ...]:
    """The kinds that can stop a call: only direct messages have a window that can close."""
    return tuple(kind for kind in BEFORE_ACT if is_direct or kind != WINDOW_CLOSED)


@dataclass(kw_only=True)
class Fault:
    """One armed fault; `times` counts down, `seconds` means what its kind says in the README."""

    fault: str
    account: str | None = None
    times: int | None = None
    seconds: float | None = None
    calls: str = WRITES
    close: bool = True
    armed_at: float = 0.0

    def applies(self, account_id: str, *, is_write: bool) -> bool:
        mine = self.account in (None, account_id)
        return mine and self.calls in (ALL, WRITES if is_write else READS)

    @property
    def hang_seconds(self) -> float:
        return DEFAULT_HANG_SECONDS if self.seconds is None else self.seconds


class Faults:
    """The armed faults, oldest first."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._armed: list[Fault] = []

    def arm(self, fault: Fault) -> Fault:
        fault.armed_at = self._now()
        self._armed.append(fault)
        return fault

    def clear(self) -> None:
        self._armed.clear()

    def take(self, account_id: str, *, kinds: tuple[str, ...], is_write: bool) -> Fault | None:
        """The first armed fault of these kinds for this call, counted as used."""
        self._drop_expired()
        for fault in self._armed:
            if fault.fault in kinds and fault.applies(account_id, is_write=is_write):
                self._use(fault)
                return fault
        return None

    def as_json(self) -> list[Json]:
        self._drop_expired()
        return [asdict(fault) for fault in self._armed]

    def _use(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self._armed.remove(fault)

    def _drop_expired(self) -> None:
        self._armed = [fault for fault in self._armed if not self._is_over(fault)]

    def _is_over(self, fault: Fault) -> bool:
        # For a hang, `seconds` is how long it hangs; for the others, how long the trouble lasts.
        if fault.seconds is None or fault.fault not in BEFORE_ACT or fault.fault == "hang_before_act":
            return False
        return self._now() >= fault.armed_at + fault.seconds
