"""The one endpoint of the YouTube Data API: count units, let a fault have its way, act, answer, log."""

from __future__ import annotations

import asyncio
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import faults
from simulator.model import YOUTUBE, Account, Json
from simulator.serving import Write, finish, log
from simulator.simulation import Simulation
from simulator.youtube import errors, verbs
from simulator.youtube.errors import TubeError
from simulator.youtube.quota import READ, WRITE
from simulator.youtube.verbs import TubeRequest


async def youtube(request: Request) -> Response:
    """Answer any call under /youtube/v3/."""
    simulation: Simulation = request.app.state.simulation
    simulation.address = str(request.base_url).rstrip("/")
    account: Account | None = None
    call = await _read_request(request)
    logged = Write(method=call.method, path=request.url.path, params={**call.query, **call.body})
    try:
        account = _authorise(simulation, request)
        request.app.state.quota.take(
            account.id, READ if call.method == "GET" else WRITE, simulation.clock.now()
        )
        await _suffer(simulation, account, is_write=call.method != "GET")
        if call.method == "GET":
            return JSONResponse(_list(simulation, account, call))
        act = verbs.WRITES.get((call.method, call.resource))
        if act is None:
            raise errors.unknown_path()
        broken = JSONResponse(errors.unavailable().body(), 500)
        return await finish(simulation, account, logged, act(simulation, account, call), broken=broken)
    except TubeError as error:
        if call.method != "GET":
            log(simulation, logged, account, outcome=error.outcome)
        return JSONResponse(error.body(), error.status)


def _list(simulation: Simulation, account: Account, call: TubeRequest) -> Json:
    found = verbs.READS.get(call.resource)
    if found is None:
        raise errors.unknown_path()
    return found(simulation, account, call)


async def _read_request(request: Request) -> TubeRequest:
    try:
        body = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        body = {}
    return TubeRequest(
        method=request.method,
        resource=request.path_params["rest"],
        query=dict(request.query_params),
        body=body if isinstance(body, dict) else {},
    )


def _authorise(simulation: Simulation, request: Request) -> Account:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    account = simulation.world.account_with_token(token) if token else None
    if account is None or account.platform != YOUTUBE:
        raise errors.wrong_token()
    return account


async def _suffer(simulation: Simulation, account: Account, *, is_write: bool) -> None:
    """Whatever is armed to go wrong before the act does so, and nothing is done."""
    kinds = faults.before_act(is_direct=False)
    fault = simulation.faults.take(account.id, kinds=kinds, is_write=is_write)
    if fault is None:
        return
    if fault.fault == "hang_before_act":
        await asyncio.sleep(fault.hang_seconds)
    refusals = {
        "expired_token": errors.wrong_token,
        "throttled": errors.too_fast,
        "quota_exceeded": errors.quota_exceeded,
    }
    error = refusals.get(fault.fault, errors.unavailable)()
    error.fault = fault.fault
    raise error
