"""The one endpoint of the Graph API: read the call, let a fault have its way, act, answer, log."""

from __future__ import annotations

import asyncio
from math import ceil

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from simulator.faults import AFTER_ACT, BEFORE_ACT, Fault
from simulator.graph import errors, page_verbs, usage, verbs
from simulator.graph.errors import GraphError
from simulator.graph.request import GraphRequest, authorise, read
from simulator.model import FACEBOOK, INSTAGRAM, Account
from simulator.simulation import Call, Simulation

THROTTLE_MINUTES = 19
READS = {INSTAGRAM: verbs.READS, FACEBOOK: page_verbs.READS}
WRITES = {INSTAGRAM: verbs.WRITES, FACEBOOK: page_verbs.WRITES}


class Dropped(Response):
    """An answer that breaks off: the connection closes before the announced length is reached."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"id":"', "more_body": False})


async def graph(request: Request) -> Response:
    """Answer any call under /vNN.N/."""
    simulation: Simulation = request.app.state.simulation
    account: Account | None = None
    call: GraphRequest | None = None
    try:
        call = await read(request)
        account = authorise(simulation, call)
        headers = request.app.state.usage.count(account.id, simulation.clock.now())
        await _suffer(simulation, account, call)
        answer = await (_write if call.is_write else _read)(simulation, account, call)
        answer.headers.update(headers)
        return answer
    except GraphError as error:
        if call is not None and call.is_write:
            _log(simulation, call, account, outcome=error.outcome)
        return _refusal(simulation, account, error)


async def _suffer(simulation: Simulation, account: Account, call: GraphRequest) -> None:
    """Whatever is armed to go wrong before the act does so, and nothing is done."""
    fault = simulation.faults.take(account.id, kinds=BEFORE_ACT, is_write=call.is_write)
    if fault is None:
        return
    if fault.fault == "hang_before_act":
        await asyncio.sleep(fault.hang_seconds)
    error = _error_of(fault)
    error.fault = fault.fault
    raise error


def _error_of(fault: Fault) -> GraphError:
    if fault.fault == "expired_token":
        return errors.expired_token()
    if fault.fault == "throttled":
        error = errors.throttled()
        error.minutes = ceil(fault.seconds / 60) if fault.seconds else THROTTLE_MINUTES
        return error
    return errors.unavailable()


async def _read(simulation: Simulation, account: Account, call: GraphRequest) -> Response:
    target = verbs.find(simulation, account, call.object_id)
    handler = READS[account.platform].get((type(target), call.edge))
    if handler is None:
        raise errors.unknown_path(f"/{call.edge}")
    return JSONResponse(handler(simulation, call, target))


async def _write(simulation: Simulation, account: Account, call: GraphRequest) -> Response:
    target = verbs.find(simulation, account, call.object_id)
    handler = WRITES[account.platform].get((call.method, type(target), call.edge))
    if handler is None:
        raise errors.unsupported(call.method)
    done = handler(simulation, call, target)
    fault = simulation.faults.take(account.id, kinds=AFTER_ACT, is_write=True)
    _log(simulation, call, account, outcome=fault.fault if fault else "done", done_id=done.id)
    await _tell(simulation, done)
    return await _answer(fault, done)


async def _tell(simulation: Simulation, done: verbs.Done) -> None:
    """The webhook of the brand's own act: normally just after the answer, with the trick before it."""
    if done.notice is None:
        return
    if simulation.tricks.echo_first:
        await simulation.emitter.deliver_now(done.notice)
    else:
        simulation.emitter.publish(done.notice, after=simulation.config.echo_seconds)


async def _answer(fault: Fault | None, done: verbs.Done) -> Response:
    """The answer to an act that is done, unless it gets lost on the way back."""
    if fault is not None and fault.fault == "hang_after_act":
        await asyncio.sleep(fault.hang_seconds)
    if fault is not None and fault.fault == "drop_after_act":
        return Dropped() if fault.close else JSONResponse(errors.unavailable().body(), 500)
    return JSONResponse(done.answer)


def _refusal(simulation: Simulation, account: Account | None, error: GraphError) -> Response:
    answer = JSONResponse(error.body(), error.status)
    if account is not None and error.minutes:
        answer.headers.update(usage.headers(account.id, percent=100, minutes=error.minutes))
    return answer


def _log(
    simulation: Simulation,
    call: GraphRequest,
    account: Account | None,
    *,
    outcome: str,
    done_id: str | None = None,
) -> None:
    simulation.call_count += 1
    simulation.world.changed()
    simulation.calls.append(
        Call(
            seq=simulation.call_count,
            at=simulation.clock.now(),
            account=account.id if account else None,
            method=call.method,
            path=call.path,
            body=call.params,
            outcome=outcome,
            done=done_id is not None,
            id=done_id,
        )
    )
