"""The one endpoint of the X API: find the call, let a fault have its way, act, answer, log."""

from __future__ import annotations

import asyncio
import json
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import faults
from simulator.model import Account, Json, X
from simulator.serving import Write, finish, log
from simulator.simulation import Simulation
from simulator.x import verbs
from simulator.x.verbs import XError

THROTTLE_SECONDS = 900
BROKEN = 503, "Service Unavailable"
REFUSALS = {
    "expired_token": (401, "Unauthorized"),
    "throttled": (429, "Too Many Requests"),
    "quota_exceeded": (429, "Too Many Requests"),
}


async def x(request: Request) -> Response:
    """Answer any call under /2/."""
    simulation: Simulation = request.app.state.simulation
    account: Account | None = None
    is_write = request.method != "GET"
    asked = await _asked(request)
    logged = Write(method=request.method, path=request.url.path, params=asked)
    try:
        account = _authorise(simulation, request)
        await _suffer(simulation, account, is_write=is_write)
        pattern, part = _route(request.path_params["rest"])
        if not is_write:
            read = verbs.READS.get(pattern)
            if read is None:
                raise XError(404, "Not Found")
            return JSONResponse(read(simulation, account, part))
        write = verbs.WRITES.get((request.method, pattern))
        if write is None:
            raise XError(404, "Not Found")
        broken = JSONResponse(XError(*BROKEN).body(), BROKEN[0])
        done = write(simulation, account, part, asked)
        return await finish(simulation, account, logged, done, broken=broken)
    except XError as error:
        if is_write:
            log(simulation, logged, account, outcome=error.outcome)
        reset = {"x-rate-limit-reset": str(int(time.time()) + THROTTLE_SECONDS)}
        return JSONResponse(error.body(), error.status, headers=reset)


def _route(path: str) -> tuple[str, str]:
    """The path as the tables know it, and the part of it that is an id."""
    parts = path.strip("/").split("/")
    part = next((part for part in parts if part.isdigit()), "")
    return "/".join("*" if name == part else name for name in parts), part


async def _asked(request: Request) -> Json:
    try:
        body = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        body = {}
    return body if isinstance(body, dict) else {}


def _authorise(simulation: Simulation, request: Request) -> Account:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    account = simulation.world.account_with_token(token) if token else None
    if account is None or account.platform != X:
        raise XError(401, "Unauthorized")
    return account


async def _suffer(simulation: Simulation, account: Account, *, is_write: bool) -> None:
    """Whatever is armed to go wrong before the act does so, and nothing is done. There is no window."""
    kinds = faults.before_act(is_direct=False)
    fault = simulation.faults.take(account.id, kinds=kinds, is_write=is_write)
    if fault is None:
        return
    if fault.fault == "hang_before_act":
        await asyncio.sleep(fault.hang_seconds)
    error = XError(*REFUSALS.get(fault.fault, BROKEN))
    error.fault = fault.fault
    raise error
