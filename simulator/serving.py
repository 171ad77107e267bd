"""What all platforms' APIs share: a log of writes, answers that get lost, and webhooks of one's own acts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from simulator.faults import AFTER_ACT, Fault
from simulator.model import Account, Json
from simulator.payloads import Notice
from simulator.simulation import Call, Simulation


@dataclass(frozen=True)
class Done:
    """A write that was carried out: the answer, what it made, and the webhook that tells of it."""

    answer: Json
    id: str
    notice: Notice | None = None
    status: int = 200


@dataclass(frozen=True, kw_only=True)
class Write:
    """A write as it is logged."""

    method: str
    path: str
    params: Json


class Dropped(Response):
    """An answer that breaks off: the connection closes before the announced length is reached."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"id":"', "more_body": False})


async def finish(
    simulation: Simulation, account: Account, write: Write, done: Done, *, broken: Response
) -> Response:
    """Log what was done, tell of it, and answer; unless a fault loses the answer, as `broken` says it."""
    fault = simulation.faults.take(account.id, kinds=AFTER_ACT, is_write=True)
    log(simulation, write, account, outcome=fault.fault if fault else "done", done_id=done.id)
    await _tell(simulation, done)
    return await _answer(fault, done, broken)


async def _tell(simulation: Simulation, done: Done) -> None:
    """The webhook of the brand's own act: normally just after the answer, with the trick before it."""
    if done.notice is None:
        return
    if simulation.tricks.echo_first:
        await simulation.emitter.deliver_now(done.notice)
    else:
        simulation.emitter.publish(done.notice, after=simulation.config.echo_seconds)


async def _answer(fault: Fault | None, done: Done, broken: Response) -> Response:
    """The answer to an act that is done, unless it gets lost on the way back."""
    if fault is not None and fault.fault == "hang_after_act":
        await asyncio.sleep(fault.hang_seconds)
    if fault is not None and fault.fault == "drop_after_act":
        return Dropped() if fault.close else broken
    return Response(status_code=204) if done.status == 204 else JSONResponse(done.answer, done.status)


def log(
    simulation: Simulation,
    write: Write,
    account: Account | None,
    *,
    outcome: str,
    done_id: str | None = None,
) -> None:
    """Keep a write for `GET /control/calls`."""
    simulation.call_count += 1
    simulation.world.changed()
    simulation.calls.append(
        Call(
            seq=simulation.call_count,
            at=simulation.clock.now(),
            account=account.id if account else None,
            method=write.method,
            path=write.path,
            body=write.params,
            outcome=outcome,
            done=done_id is not None,
            id=done_id,
        )
    )
