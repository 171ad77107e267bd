"""The one endpoint of the Graph API: read the call, let a fault have its way, act, answer, log."""

from __future__ import annotations

import asyncio
from math import ceil

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import faults
from simulator.faults import Fault
from simulator.graph import errors, page_verbs, usage, verbs
from simulator.graph.errors import GraphError
from simulator.graph.request import GraphRequest, authorise, read
from simulator.model import FACEBOOK, INSTAGRAM, WHATSAPP, Account
from simulator.serving import Write, finish, log
from simulator.simulation import Simulation
from simulator.whatsapp import verbs as whatsapp

THROTTLE_MINUTES = 19
READS = {INSTAGRAM: verbs.READS, FACEBOOK: page_verbs.READS, WHATSAPP: whatsapp.READS}
WRITES = {INSTAGRAM: verbs.WRITES, FACEBOOK: page_verbs.WRITES, WHATSAPP: whatsapp.WRITES}


async def graph(request: Request) -> Response:
    """Answer any call under /vNN.N/."""
    simulation: Simulation = request.app.state.simulation
    simulation.address = str(request.base_url).rstrip("/")
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
            log(simulation, _logged(call), account, outcome=error.outcome)
        return _refusal(simulation, account, error)


async def _suffer(simulation: Simulation, account: Account, call: GraphRequest) -> None:
    """Whatever is armed to go wrong before the act does so, and nothing is done."""
    kinds = faults.before_act(is_direct=call.edge == "messages")
    fault = simulation.faults.take(account.id, kinds=kinds, is_write=call.is_write)
    if fault is None:
        return
    if fault.fault == "hang_before_act":
        await asyncio.sleep(fault.hang_seconds)
    error = _error_of(fault, account.platform)
    error.fault = fault.fault
    raise error


def _error_of(fault: Fault, platform: str) -> GraphError:
    if fault.fault == "expired_token":
        return errors.expired_token()
    if fault.fault == "window_closed":
        return errors.outside_window(platform)
    if fault.fault in ("throttled", "quota_exceeded"):
        error = errors.throttled() if fault.fault == "throttled" else errors.quota_exceeded(platform)
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
    broken = JSONResponse(errors.unavailable().body(), 500)
    return await finish(simulation, account, _logged(call), done, broken=broken)


def _refusal(simulation: Simulation, account: Account | None, error: GraphError) -> Response:
    answer = JSONResponse(error.body(), error.status)
    if account is not None and error.minutes:
        answer.headers.update(usage.headers(account.id, percent=100, minutes=error.minutes))
    return answer


def _logged(call: GraphRequest) -> Write:
    return Write(method=call.method, path=call.path, params=call.params)
